"""Many connections, few descriptors, answers that nobody reads."""

import contextlib
import os
import resource
import socket
import time

from support import Bystander, Server, check, expect, get


def may_open(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    return True


def idle(server, count):
    """So many connections that have had an answer; with how much memory each of them takes, in KiB."""
    for _ in range(20):
        server.status()
    before = server.resident()
    connections = []
    for _ in range(count):
        connection = server.connect()
        connection.sendall(get())
        expect(connection.recv(4096).startswith(b"HTTP/1.1 200"), "no answer")
        connections.append(connection)
    time.sleep(1)
    return connections, (server.resident() - before) / count


@check("6.4 L2 idle connections")
def idle_connections():
    if not may_open(10_300):
        return "skipped: fewer than 10,300 descriptors may be open"
    figures = []
    for tls, count, most in [(False, 10_000, 20), (True, 2_000, 60)]:
        with Server(tls=tls, idle=600_000) as server:
            connections, each = idle(server, count)
            name = "TLS" if tls else "plain"
            expect(each <= most, f"{name}: {each:.1f} KiB each")
            if not tls:
                # The house is full: the next one waits in the kernel's queue and is served once somebody goes.
                with contextlib.closing(server.connect()) as late:
                    late.sendall(get())
                    connections.pop().close()
                    expect(late.recv(4096).startswith(b"HTTP/1.1 200"), "who waits is not served")
            for connection in connections:
                connection.close()
            time.sleep(2)
            server.is_alive()
            expect(server.open_files() < 100, f"{server.open_files()} descriptors are left open")
            figures.append(f"{name}: {count} connections, {each:.1f} KiB each")
    return "; ".join(figures)


@check("6.4 L1 descriptors exhausted", quick=True)
def descriptors():
    with Server(files=64) as server:
        connections = []
        for _ in range(200):
            connection = socket.socket()
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                connection.connect(("127.0.0.1", server.port))
            connections.append(connection)
        time.sleep(1)
        before = server.cpu()
        time.sleep(3)
        share = (server.cpu() - before) / 3
        open_files = server.open_files()
        for connection in connections:
            connection.close()
        began = time.monotonic()
        status = server.status(15)
        seconds = time.monotonic() - began
        expect(status == 200, "no answer after the others have gone")
        expect(seconds <= 2, f"first answer {seconds:.1f} s after the others have gone")
        expect(share <= 0.05, f"{share:.0%} of a processor while waiting")
        expect(open_files < 64, "no descriptor is left for files and links")
        server.is_alive()
    return f"200 connections at 64 descriptors: {open_files} in use, {share:.1%} CPU, first answer {seconds * 1000:.0f} ms after"


@check("6.4 L3 pipelining without reading", quick=True)
def pipelining():
    with Server() as server, Bystander(server) as others:
        server.status()
        before = server.resident()
        sent = 0
        message = get() * 100
        with contextlib.closing(server.connect(3)) as connection:
            connection.settimeout(3)
            try:
                for _ in range(2000):
                    connection.sendall(message)
                    sent += 100
            except TimeoutError:
                pass
            grown = server.resident() - before
        expect(grown < 20 << 10, f"{grown} KiB more memory")
        expect(others.failures == 0, f"{others.failures} requests of others failed")
        time.sleep(1)
        server.is_alive()
    return f"taken until {sent:,} requests were unread, then back pressure; {grown / 1024:.1f} MiB more memory"


@check("6.4 L4 bodies", quick=True)
def bodies():
    with Server() as server:
        before = server.resident()
        for _ in range(20):
            head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            answer, _ = server.exchange(head + b"100000\r\n" + b"a" * (1 << 20) + b"\r\n" + b"100000\r\n" + b"a" * (4 << 20))
            expect(b"HTTP/1.1 413" in answer or b"HTTP/1.1 404" in answer or not answer, f"{answer[:60]!r}")
        grown = server.resident() - before
        expect(grown < 50 << 10, f"{grown} KiB more memory")
        server.is_alive()
    return f"20 bodies of 5 MiB against a limit of 1 MiB: refused, {grown / 1024:.1f} MiB more memory"
