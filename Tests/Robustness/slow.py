"""Clients that take their time."""

import concurrent.futures
import contextlib
import re
import shutil
import subprocess
import time

from support import PATH, Bystander, Server, check, expect, statuses


def held(server, pieces, pause, raw=False):
    """How long the server holds a connection that sends the pieces with pauses between, and what it says."""
    began = time.monotonic()
    connection = server.connect(90, raw=raw)
    answer = b""
    with contextlib.closing(connection):
        connection.settimeout(pause)
        for piece in pieces:
            try:
                connection.sendall(piece)
                part = connection.recv(4096)
                if not part:
                    return time.monotonic() - began, answer
                answer += part
                connection.settimeout(5)
            except TimeoutError:
                continue
            except OSError:
                return time.monotonic() - began, answer
    return 90.0, answer


def forever(piece):
    for _ in range(90):
        yield piece


def with_head(head, piece):
    yield head
    yield from forever(piece)


HEAD = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n".encode()
START = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n".encode()

# What is sent, the pause between the pieces, the longest that a connection may be held, and the answers that are right:
# a resource may refuse the method before the body is there.
ATTACKS = {
    "silence": (lambda: forever(b""), 1, 13, set()),
    "a header line every 5 s": (lambda: with_head(START, b"A: b\r\n"), 5, 18, {408}),
    "a header byte a second": (lambda: with_head(START, b"a"), 1, 13, {408}),
    "a body byte every 5 s": (lambda: with_head(HEAD, b"a"), 5, 20, {405, 408}),
    "a body that stalls": (lambda: with_head(HEAD, b""), 1, 13, {405, 408}),
}


@check("6.2 slow clients")
def slow():
    figures = []
    for tls in [False, True]:
        with Server(tls=tls) as server, concurrent.futures.ThreadPoolExecutor(8) as pool:
            attacks = {name: pool.submit(held, server, pieces(), pause)
                       for name, (pieces, pause, _, _) in ATTACKS.items()}
            if tls:
                # The first bytes of a ClientHello.
                attacks["a ClientHello that stalls"] = pool.submit(
                    held, server, with_head(b"\x16\x03\x01\x02\x00\x01", b""), 1, True)
            for name, future in attacks.items():
                seconds, answer = future.result()
                _, _, most, allowed = ATTACKS.get(name, (None, None, 13, set()))
                expect(seconds <= most, f"{name} (TLS: {tls}): held for {seconds:.1f} s")
                expect(not allowed or set(statuses(answer)) <= allowed, f"{name} (TLS: {tls}): {answer[:60]!r}")
                figures.append(f"{name} {seconds:.1f} s")
            server.is_alive()
    return ", ".join(sorted(set(figures)))


@check("6.2 idle keep-alive", quick=True)
def idle():
    with Server(idle=2000) as server:
        with contextlib.closing(server.connect()) as connection:
            connection.sendall(START + b"\r\n")
            expect(connection.recv(4096).startswith(b"HTTP/1.1 200"), "no answer")
            began = time.monotonic()
            while connection.recv(4096):
                pass
            seconds = time.monotonic() - began
        expect(1 < seconds < 6, f"closed after {seconds:.1f} s of jetty.idleTimeout 2 s")
    return f"closed after {seconds:.1f} s of jetty.idleTimeout 2 s"


@check("6.2 slowhttptest, 1000 connections")
def slowhttptest():
    if not shutil.which("slowhttptest"):
        return "skipped: slowhttptest is not installed"
    figures = []
    for name, options in {"slowloris": ["-H"], "slow body": ["-B"], "slow read": ["-X", "-k", "3"]}.items():
        with Server() as server, Bystander(server) as others:
            result = subprocess.run(
                ["slowhttptest", *options, "-c", "1000", "-r", "200", "-i", "5", "-l", "30", "-p", "10",
                 "-u", f"http://127.0.0.1:{server.port}{PATH}"],
                capture_output=True, text=True, timeout=120)
            text = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)
            available = re.findall(r"service available:\s*(\w+)", text)
            expect(available and "NO" not in available, f"{name}: not available, {available}")
            expect(others.failures == 0, f"{name}: {others.failures} requests of others failed")
            time.sleep(1)
            left = server.open_files()
            expect(left < 100, f"{name}: {left} descriptors are left open")
            figures.append(f"{name}: available throughout, {others.figure()}")
            server.is_alive()
    return "; ".join(figures)
