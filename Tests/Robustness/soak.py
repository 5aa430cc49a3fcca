"""Mixed load for a time, with a look at what the server keeps of it."""

import contextlib
import os
import shutil
import signal
import subprocess
import time

from support import PATH, Bystander, Server, check, expect

# A day is what an operator would let it run for; the default is what a person waits for.
SECONDS = int(os.environ.get("GIRCTL_SOAK_SECONDS", "300"))


def load(server):
    """Programs that ask all the time: kept connections, new ones, HTTP/2, and somebody who breaks off."""
    url = f"https://127.0.0.1:{server.port}{PATH}"
    shell = ["sh", "-c"]
    many = "while :; do h2load -n20000 -c16 -m10 -t1 {0}; h2load --h1 -n20000 -c16 -t1 {0}; done"
    new = "while :; do curl -skm 5 -o /dev/null {0}; curl -skm 5 -X POST -d '{{}}' -o /dev/null {0}/none; done"
    broken = "while :; do timeout 0.3 h2load -n20000 -c16 -m10 -t1 {0}; sleep 0.2; done"
    return [subprocess.Popen([*shell, line.format(url)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True) for line in (many, new, broken)]


@check("6.4 L12 soak")
def soak():
    if not shutil.which("h2load") or not shutil.which("curl"):
        return "skipped: h2load and curl are not both installed"
    with Server(tls=True) as server, Bystander(server, pause=0.5) as others:
        clients = load(server)
        samples = []
        try:
            for _ in range(10):
                time.sleep(SECONDS / 10)
                server.process.send_signal(signal.SIGHUP)
                samples.append((server.resident(), server.open_files()))
        finally:
            for client in clients:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(client.pid, signal.SIGKILL)
                client.wait()
        time.sleep(3)
        after, files = server.resident(), server.open_files()
        _, page = server.page("/metrics")
        count = sum(int(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line.startswith("http_requests_total"))
        server.is_alive()
    expect(others.failures == 0, f"{others.failures} requests of others failed")
    # What the first fifth needed stays; nothing may be added to it.
    early, late = max(each for each, _ in samples[:2]), max(each for each, _ in samples[-2:])
    expect(late - early < 8 << 10, f"{late - early} KiB more memory from the first fifth to the last")
    expect(files < 60, f"{files} descriptors are left open")
    return (f"{SECONDS} s, {count:,} requests, reloaded 10 times: {early / 1024:.1f} MiB in the first fifth, "
            f"{late / 1024:.1f} in the last, {after / 1024:.1f} after it; {files} descriptors; {others.figure()}")
