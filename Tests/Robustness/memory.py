"""What the server remembers and who it asks about logins: a disk that is full, a store that is gone, a helper that hangs,
two servers that start anew one after the other."""

import base64
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from support import PATH, Server, check, expect, fill, free_port, programs, run, small_disk

PASSWORD = "a canary of the robustness checks"
OPERATIONS = f"""serverSettings:
  opsUserName: ops
  # girctl:ignore GIR101 -- a folder that is gone with the check
  opsUserPassword: {PASSWORD}
"""


def ask(server, method, path, user="ops", password=PASSWORD, body=None, timeout=15, cookie=None):
    """The status, the header and the text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    with contextlib.closing(connection):
        headers = {"Cookie": cookie} if cookie else {
            "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def centers(server, cookie=None):
    """The pages of all contact centers, one after the other."""
    pages, path = "", "/api/v2/ops/contact-centers?limit=1000"
    while path:
        status, _, text = ask(server, "GET", path, cookie=cookie)
        expect(status == 200, f"contact centers: {status} {text}")
        pages, path = pages + text, json.loads(text).get("next")
    return pages


def add_center(server, name):
    """The status of the answer, and the new id."""
    status, _, text = ask(server, "POST", "/api/v2/ops/contact-centers", body={"domain": name})
    return status, json.loads(text).get("id") if status == 201 else None


def added(server, name):
    status, identifier = add_center(server, name)
    expect(status == 201, f"a write is answered with {status}")
    return identifier


def dependency(server, name):
    status, page = server.health()
    return status, page["status"], next(one for one in page["dependencies"] if one["name"] == name)


def wait(words, test, seconds=60):
    end = time.monotonic() + seconds

    def holds():
        # A listener that is not open yet is no failure.
        with contextlib.suppress(ConnectionRefusedError):
            return test()

    while not holds():
        expect(time.monotonic() < end, words)
        time.sleep(0.05)


@check("6.4 L6 SIGKILL under writes")
def killed_while_writing(times=10):
    acknowledged = 0
    with Server(lines=OPERATIONS) as server:
        known = set()
        for number in range(times):
            done, ended = [], threading.Event()

            def write(worker):
                count = 0
                while not ended.is_set():
                    name = f"center-{number}-{worker}-{count}"
                    with contextlib.suppress(OSError, http.client.HTTPException):
                        if identifier := add_center(server, name)[1]:
                            done.append(identifier)
                    count += 1

            threads = [threading.Thread(target=write, args=[worker]) for worker in range(3)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            server.process.kill()
            server.process.wait()
            ended.set()
            for thread in threads:
                thread.join()
            server.process.stdout.close()
            server.start()
            known.update(done)
            text = centers(server)
            lost = [identifier for identifier in known if identifier not in text]
            expect(not lost, f"acknowledged and gone: {lost[:3]}")
            acknowledged = len(known)
    expect(acknowledged > times, f"only {acknowledged} writes were acknowledged")
    return f"{times} times: {acknowledged} writes acknowledged, none lost"


@check("6.4 L7 disk full for the store")
def store_disk_full():
    with small_disk("1m") as folder:
        if not folder:
            return "skipped: mounting needs root"
        with Server(lines=OPERATIONS, data=f"{folder}/data") as server:
            before = added(server, "before")
            # Who has a session goes on to read; a new one could not be kept.
            _, headers, _ = ask(server, "GET", "/api/v2/ops/contact-centers")
            cookie = headers["Set-Cookie"].split(";")[0]
            filler = pathlib.Path(f"{folder}/fill")
            fill(filler)
            status, written = 0, 0
            while status != 507 and written < 2000:
                status, _ = add_center(server, f"center-{written}")
                written += status == 201
                expect(status in (201, 503, 507), f"a write is answered with {status}")
            expect(status == 507, "it says 201 on a full disk")
            wait("the health page does not say so", lambda: dependency(server, "store")[2]["status"] == "down")
            code, overall, store = dependency(server, "store")
            expect((code, overall, store["fault"]["code"]) == (200, "degraded", "noSpace"), f"{code} {overall} {store}")
            expect(before in centers(server, cookie), "what was written is gone")
            server.is_alive()
            filler.unlink()
            added(server, "after")
            wait("it stays unwell", lambda: dependency(server, "store")[1] == "up")
    return "writes 507, reading goes on, ready but degraded; written again when there is space"


@check("6.4 L8 the store is gone", quick=True)
def store_gone():
    with Server(lines=OPERATIONS) as server:
        one = added(server, "one")
        wait("not ready", lambda: server.health()[0] == 200)
        files = server.open_files()
        data = pathlib.Path(server.data)
        data.rename(data.with_name("away"))
        wait("nobody notices that the store is gone", lambda: server.health()[0] == 503)
        expect(dependency(server, "store")[2]["fault"]["code"] == "unavailable", "it does not say why")
        expect(server.page("/health/live")[0] == 200, "/health/live fails as well")
        server.is_alive()
        data.with_name("away").rename(data)
        wait("it is not ready again", lambda: server.health()[0] == 200)
        expect(one in centers(server), "what was written is gone")
        grown = server.open_files() - files
        expect(grown <= 3, f"{grown} more descriptors")
    return "/health/ready 503 with the reason, /health/live 200, others served; ready again when it is back"


@check("6.4 L9 Configuration Server does not answer", quick=True)
def helper_hangs():
    with tempfile.TemporaryDirectory(prefix="girctl-helper-") as folder:
        helper, hang = pathlib.Path(folder) / "helper", pathlib.Path(folder) / "hang"
        helper.write_text(f"#!/bin/sh\nwhile read -r line; do [ -e '{hang}' ] && sleep 60; echo OK roles=agent; done\n")
        helper.chmod(0o700)
        own = f"  authenticationHelper:\n    command: [{helper}]\n    timeout: 2000\n    cacheTime: 0\n"
        with Server(lines=OPERATIONS, own=own) as server:
            run(programs(), "contact-center", "add", "Central", "--users", "configuration-server", "--data", str(server.data))
            wait("logins are not watched", lambda: dependency(server, "login")[2]["status"] == "up")
            status, headers, text = ask(server, "GET", "/api/v2/me", "alice", "secret")
            expect(status == 200, f"a login is answered with {status} {text}")
            cookie = headers["Set-Cookie"].split(";")[0]
            hang.touch()
            began = time.monotonic()
            status, _, _ = ask(server, "GET", "/api/v2/me", "bob", "secret")
            seconds = time.monotonic() - began
            expect(status == 503, f"a login that nobody can check is answered with {status}")
            expect(seconds < 5, f"it took {seconds:.1f} s")
            expect(ask(server, "GET", "/api/v2/me", cookie=cookie)[0] == 200, "a session has ended with it")
            hang.unlink()
            wait("logins do not come back", lambda: ask(server, "GET", "/api/v2/me", "bob", "secret")[0] == 200)
    return f"a login is refused with 503 after {seconds:.1f} s, sessions go on, logins come back"


@check("6.4 L5 rolling restart of two servers")
def rolling_restart(requests=50_000):
    if not shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or not shutil.which("h2load"):
        return "skipped: nginx or h2load is not installed"
    with Server() as one, Server(data=one.data) as other, tempfile.TemporaryDirectory(prefix="girctl-nginx-") as folder:
        port = free_port()
        conf = pathlib.Path(folder) / "nginx.conf"
        conf.write_text(f"""daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1;
events {{ worker_connections 512; }}
http {{ access_log off; upstream both {{ server 127.0.0.1:{one.port} max_fails=0;
    server 127.0.0.1:{other.port} max_fails=0; keepalive 32; }}
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://both; proxy_http_version 1.1;
    proxy_set_header Connection ""; proxy_set_header Host localhost; proxy_next_upstream error timeout http_503; }} }} }}
""")
        nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", str(conf), "-e", f"{folder}/error"])
        try:
            wait("nginx does not listen", lambda: pathlib.Path(f"{folder}/pid").exists())
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                load = pool.submit(subprocess.run, ["h2load", "--h1", "-n", str(requests), "-c", "8", "-t", "1",
                                                    f"http://127.0.0.1:{port}{PATH}"], capture_output=True, text=True)
                restarts = 0
                while not load.done():
                    for server in (one, other):
                        server.process.send_signal(signal.SIGTERM)
                        server.process.wait(60)
                        expect(server.process.returncode == 0, f"a stop ended with {server.process.returncode}")
                        server.process.stdout.close()
                        server.start()
                        restarts += 1
                        # As an orchestrator does: the next one only when this one is ready.
                        wait("a server is not ready", lambda server=server: server.health()[0] == 200)
                        time.sleep(1)
            text = load.result().stdout
            expect(f"{requests} total, {requests} started, {requests} done, {requests} succeeded, 0 failed" in text,
                   next((line for line in text.splitlines() if line.startswith("requests:")), text))
            expect(f"{requests} 2xx" in text, "an answer is no 200")
        finally:
            nginx.terminate()
            nginx.wait()
    return f"{requests:,} requests through nginx, {restarts} restarts, none failed"
