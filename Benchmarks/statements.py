#!/usr/bin/env python3
"""Prepared statements a second on one connection, beside the Python cassandra-driver.

    Benchmarks/statements.py [HOST:PORT STATEMENT]

Without arguments the server is a fake node in a process of its own, which answers every statement with one row; with
them it is the Cassandra that is named, and the statement takes one bigint. Both clients keep 100 requests on their way,
read the cells of every row, and take turns for five rounds. Fails where girctl makes fewer than five times as many, or where its
99th percentile is the worse one. Run it with a Python that has cassandra-driver.
"""

import pathlib
import statistics
import subprocess
import sys
import threading
import time

from cassandra import ConsistencyLevel
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
from cassandra.policies import WhiteListRoundRobinPolicy

ROUNDS = 5
PARALLEL = 100
OURS, THEIRS = 200_000, 20_000
LEAST = 5
HERE = pathlib.Path(__file__).resolve().parent
SCRATCH = HERE.parent / ".build" / "benchmark-build"


class Driver:
    """The Python driver, with as many requests on their way as are wanted."""

    def __init__(self, host, port, text):
        profile = ExecutionProfile(load_balancing_policy=WhiteListRoundRobinPolicy([host]),
                                   consistency_level=ConsistencyLevel.LOCAL_ONE)
        self.cluster = Cluster([host], port=port, protocol_version=4, schema_metadata_enabled=False,
                               token_metadata_enabled=False, execution_profiles={EXEC_PROFILE_DEFAULT: profile})
        self.session = self.cluster.connect()
        self.statement = self.session.prepare(text)

    def run(self, count):
        latencies, lock, done = [], threading.Lock(), threading.Event()
        state = {"sent": 0, "failed": None}

        def send():
            with lock:
                if state["sent"] >= count:
                    return
                state["sent"] += 1
                number = state["sent"] % 1000
            start = time.perf_counter()
            future = self.session.execute_async(self.statement, [number])
            future.add_callbacks(finished, failed, callback_args=(start,))

        def finished(rows, start):
            for row in rows or []:
                tuple(row)
            latencies.append(time.perf_counter() - start)
            if len(latencies) >= count:
                done.set()
            else:
                send()

        def failed(error):
            state["failed"] = error
            done.set()

        start = time.perf_counter()
        for _ in range(PARALLEL):
            send()
        done.wait()
        if state["failed"]:
            raise state["failed"]
        seconds = time.perf_counter() - start
        latencies.sort()
        return seconds, 1000 * latencies[int(0.99 * (count - 1))]


def main():
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", str(HERE), "--scratch-path", str(SCRATCH),
         "--product", "cassandra-speed"],
        check=True, stdout=subprocess.DEVNULL)
    program, server = SCRATCH / "release" / "cassandra-speed", None
    if len(sys.argv) > 2:
        (host, port), text = sys.argv[1].split(":"), sys.argv[2]
    else:
        server = subprocess.Popen([program, "serve"], stdout=subprocess.PIPE, text=True)
        host, port, text = "127.0.0.1", server.stdout.readline().strip(), "SELECT id, name, size FROM ks.t WHERE id = ?"
    try:
        driver = Driver(host, int(port), text)
        driver.run(THEIRS // 10)
        rates, ours, theirs = {4: [], 5: []}, [], []
        speeds = []
        for _ in range(ROUNDS):
            seconds, late = driver.run(THEIRS)
            speeds.append(THEIRS / seconds)
            theirs.append(late)
            for version in rates:
                output = subprocess.run([program, host, port, str(version), str(OURS), str(PARALLEL), text], check=True,
                                        capture_output=True, text=True).stdout
                seconds, _, late = map(float, output.split())
                rates[version].append(OURS / seconds)
                if version == 4:
                    ours.append(late)
        driver.cluster.shutdown()
    finally:
        if server:
            server.terminate()
    ratios = [mine / other for mine, other in zip(rates[4], speeds)]
    print(f"cassandra-driver, v4 {statistics.median(speeds):10,.0f} a second, 99 % within {statistics.median(theirs):.2f} ms")
    print(f"girctl, v4           {statistics.median(rates[4]):10,.0f} a second, 99 % within {statistics.median(ours):.2f} ms")
    print(f"girctl, v5           {statistics.median(rates[5]):10,.0f} a second")
    ratio = statistics.median(ratios)
    print(f"girctl to cassandra-driver: {ratio:.1f} (lowest {min(ratios):.1f}, highest {max(ratios):.1f})")
    if ratio < LEAST or statistics.median(ours) > statistics.median(theirs):
        sys.exit(f"fewer than {LEAST} times as many, or a worse 99th percentile")


if __name__ == "__main__":
    main()
