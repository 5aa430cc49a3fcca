"""Faults around the server: disks, clocks, links, and its own end."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import tempfile
import threading
import time

from support import Server, check, expect, fill, free_port, get, small_disk


@check("6.4 L5 graceful stop")
def graceful_stop():
    figures = []

    def stop(name, most, send, expects=None):
        with Server(lines="") as server, contextlib.closing(server.connect(60)) as connection:
            if send:
                connection.sendall(send)
                time.sleep(0.3)
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(60)
            seconds = time.monotonic() - began
            expect(seconds <= most, f"{name}: ended after {seconds:.1f} s")
            expect(server.process.returncode == 0, f"{name}: status {server.process.returncode}")
            figures.append(f"{name} {seconds:.1f} s")

    stop("a new connection", 3, b"")
    stop("an idle one", 3, get())
    stop("half a request line", 3, b"GET /api")
    stop("a body that stalls", 32, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na")
    return ", ".join(figures)


@check("6.4 L5 the second signal ends at once", quick=True)
def second_signal():
    with Server() as server, contextlib.closing(server.connect(60)) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        expect(server.process.poll() is None, "an open request is not waited for")
        expect(server.health()[0] == 503, "still ready while it ends")
        refused = False
        try:
            server.connect(2).close()
        except OSError:
            refused = True
        expect(refused, "new connections are taken while it ends")
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(10)
        seconds = time.monotonic() - began
        expect("stopped at once, by a second signal" in server.words(), "it does not say so")
    return f"ended {seconds:.1f} s after it; in between 503 from /health/ready, and no new connections"


@check("6.4 L6 SIGKILL under load")
def killed():
    worst = 0.0
    with Server(tls=True) as server:
        for _ in range(10):
            ended = threading.Event()

            def ask():
                while not ended.is_set():
                    with contextlib.suppress(OSError):
                        server.status(2)

            threads = [threading.Thread(target=ask) for _ in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(0.3)
            server.process.kill()
            server.process.wait()
            ended.set()
            for thread in threads:
                thread.join()
            server.process.stdout.close()
            server.start()
            worst = max(worst, server.started_in)
            server.is_alive()
        left = [name for name in os.listdir(server.folder.name)
                if name not in {"application.yaml", "keystore", "log", "password"}]
        expect(not [name for name in left if name.endswith(".tmp")], f"left behind: {left}")
    expect(worst <= 2 * slowness(), f"a start took {worst:.1f} s")
    return f"10 times killed and started again; the slowest start {worst:.2f} s"


def slowness():
    """A machine that has more to do than it has processors for takes longer."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@check("6.4 L7 disk full for the log")
def disk_full():
    with small_disk("64k") as folder:
        if not folder:
            return "skipped: mounting needs root"
        with Server(log=f"{folder}/log") as server:
            fill(f"{folder}/fill")
            expect(shutil.disk_usage(folder).free == 0, "the disk is not full")
            # Each refusal is a line in the log.
            for _ in range(500):
                server.exchange(b"BAD\r\n\r\n", 5)
            server.is_alive()
    return "500 refusals without a byte of room for their lines: served throughout"


@check("6.4 L8 a link goes and comes back", quick=True)
def link_gone():
    port = free_port()

    def listen():
        listener = socket.create_server(("127.0.0.1", port))
        held = []

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    held.append(listener.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        return listener, held

    def close(peer):
        # A listener that another thread waits on is closed when it is shut down.
        with contextlib.suppress(OSError):
            peer[0].shutdown(socket.SHUT_RDWR)
        peer[0].close()
        for connection in peer[1]:
            connection.close()

    with Server(lines=f"onPremiseSettings:\n  cmeHost: 127.0.0.1\n  cmePort: {port}\n") as server:
        files = server.open_files()
        for _ in range(3):
            peer = listen()
            began = time.monotonic()
            while server.health()[1]["dependencies"][0]["status"] != "up":
                expect(time.monotonic() - began < 15, "the link does not come back")
                time.sleep(0.02)
            close(peer)
            while server.health()[1]["dependencies"][0]["status"] != "down":
                expect(time.monotonic() - began < 30, "nobody notices that the link is gone")
                time.sleep(0.02)
            server.is_alive()
        grown = server.open_files() - files
        expect(grown <= 3, f"{grown} more descriptors")
    return f"3 times gone and back: seen each time, requests served, {grown} more descriptors"


@check("6.4 L10 clock jumps")
def clock_jump():
    library = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
    if not library:
        return "skipped: faketime is not installed"
    with tempfile.TemporaryDirectory(prefix="girctl-clock-") as folder:
        offset = pathlib.Path(folder) / "offset"
        offset.write_text("+0\n")
        faked = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1",
                 "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        # The library changes the environment of the program it is loaded into, where Swift looks for the arguments; what
        # that program starts is spared.
        with Server(environment=faked, command=["env"]) as server, contextlib.closing(server.connect(20)) as connection:

            def date():
                connection.sendall(get())
                answer = connection.recv(4096).decode()
                expect(answer.startswith("HTTP/1.1 200"), "the connection did not outlive the jump")
                return next(line for line in answer.split("\r\n") if line.lower().startswith("date:"))

            hours = [date()]
            for jump in ["+1h", "-1h", "+0"]:
                offset.write_text(f"{jump}\n")
                time.sleep(0.2)
                hours.append(date())
            expect(len({line[: line.index(":", 6)] for line in hours}) == 3, f"the clock did not jump: {hours}")
            before = server.cpu()
            time.sleep(2)
            expect((server.cpu() - before) < 0.2, "timers run wild")
            server.is_alive()
    return "an hour forward and two back: connections and timers go on"
