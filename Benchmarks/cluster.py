#!/usr/bin/env python3
"""What a recording costs in a Cassandra cluster, by the number of recordings there.

    Benchmarks/cluster.py NODE [--program DIR] [--sizes 10000,1000000] [--questions 300] [--keep]

NODE is a Cassandra of version 4 on port 9042 that asks for no password. For each size a keyspace is filled by
`girctl store import`; then a thousand recordings more are imported and questions asked of `girctl serve`. The node itself
counts what it reads and writes for each; that is the same on a busy machine as on an idle one, and so are the processor
times of the server, nearly. Run it with a Python that has cassandra-driver.
"""

import argparse
import base64
import collections
import http.client
import json
import os
import pathlib
import random
import resource
import statistics
import subprocess
import tempfile
import time
from urllib.parse import quote

from cassandra.cluster import Cluster

BEGIN = 1_600_000_000
BEYOND = 10**8

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("node")
options.add_argument("--program", default=".build/release", type=pathlib.Path)
options.add_argument("--sizes", default="10000,1000000")
options.add_argument("--questions", default=300, type=int)
options.add_argument("--keep", action="store_true", help="measure the keyspaces of an earlier run, and keep them")
options = options.parse_args()
folder = tempfile.TemporaryDirectory(prefix="girctl-cluster-")
environment = dict(os.environ, HOME=folder.name)
session = Cluster([options.node], protocol_version=4, schema_metadata_enabled=False,
                  token_metadata_enabled=False, connect_timeout=60, control_connection_timeout=60).connect()
session.default_timeout = 120


def girctl(*arguments):
    subprocess.run([options.program.resolve() / "girctl", *arguments], cwd=folder.name, env=environment, check=True,
                   stdout=subprocess.DEVNULL)


def configure(keyspace):
    pathlib.Path(folder.name, "c.yaml").write_text(
        f"jetty:\n  host: 127.0.0.1\n  port: 18461\n  enableRequestLog: false\ncassandraCluster:\n  nodes: {options.node}\n"
        f"  keyspace: {keyspace}\ngirctl:\n  store: cassandra\n  management:\n    enabled: false\n")


def caller(number):
    return f"1555{1_000_000 + number * 7919 % 200_000}"


def write(path, contact_center, numbers, prefix):
    """Writes an export with recordings as a busy site has them: one call a second from 200,000 numbers."""
    with open(path, "w") as file:
        def line(**value):
            file.write(json.dumps(value) + "\n")
        line(header={"schema": "girctl.store-export/1", "source": "bench"})
        line(contactCenter={"id": contact_center, "domain": contact_center, "usesConfigurationServer": False,
                            "features": []})
        for number in numbers:
            start, name = (BEGIN + number % BEYOND) * 1000, f"{prefix}{number * 2_654_435_761 % 2**32:08X}{number:024X}"
            line(recording={
                "id": name, "contactCenter": contact_center, "region": "", "callerPhoneNumber": caller(number),
                "dialedPhoneNumber": f"8{100 + number * 31 % 500}", "start": start, "stop": start + 240_000,
                "agents": [f"agent{number % 800}"], "isProtected": False, "labels": [],
                "document": json.dumps({"id": name, "mediaFiles": [{"mediaId": f"{name}.mp3", "type": "audio/mp3"}]})})
        line(end={"recordings": len(numbers)})


def counts(keyspace):
    """What the node has read and written so far in a keyspace, and in the table of its conditional writes."""
    found = collections.Counter()
    for what in ["read", "scan", "write"]:
        for row in session.execute(f"SELECT keyspace_name, table_name, count FROM system_views.local_{what}_latency"):
            if row.keyspace_name == keyspace or (row.keyspace_name, row.table_name) == ("system", "paxos"):
                found["writes" if what == "write" else "reads"] += row.count
    return found


def measured(keyspace, repetitions, body):
    """What one repetition costs the node."""
    before = counts(keyspace)
    result = body()
    after = counts(keyspace)
    return result, {what: (after[what] - before[what]) / repetitions for what in ["reads", "writes"]}


def processor_time(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(size, process):
    """Asks for the calls of a number on a day and by id; milliseconds, and the server's processor time of a question."""
    connection = http.client.HTTPConnection("127.0.0.1", 18461, timeout=120)
    login = {"Authorization": "Basic " + base64.b64encode(b"bench:correct horse").decode()}
    times = []
    for number in [random.randrange(size) for _ in range(options.questions)]:
        day = [time.strftime("%FT%TZ", time.gmtime(BEGIN + number + shift)) for shift in (-43_200, 43_200)]
        if len(times) == 20:
            begin = processor_time(process)
        start = time.perf_counter()
        connection.request("GET", f"/api/v2/recordings?callerPhoneNumber={caller(number)}&startTime={quote('/'.join(day))}",
                           headers=login)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        times.append(1000 * (time.perf_counter() - start))
        assert answer.status == 200 and body["uris"], body
    taken = processor_time(process) - begin
    times.sort()
    return statistics.median(times), times[int(0.99 * (len(times) - 1))], 1e6 * taken / (len(times) - 20)


print(f"{'recordings':>11} {'insertion: reads':>17} {'writes':>7} {'CPU µs':>7} {'each ms':>8}"
      f" {'question: reads':>16} {'CPU µs':>7} {'p50 ms':>7} {'p99':>7}")
for size in map(int, options.sizes.split(",")):
    keyspace = f"girctl_bench_{size}"
    configure(keyspace)
    config = ["--config", "c.yaml"]
    if not session.execute("SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = %s", [keyspace]).one():
        data_center = session.execute("SELECT data_center FROM system.local").one().data_center
        girctl("store", "init", "--replication", f"{data_center}=1", *config)
        for first in range(0, size, 100_000):
            write(f"{folder.name}/fill", "load", range(first, min(first + 100_000, size)), "")
            girctl("store", "import", "fill", *config)
    pathlib.Path(folder.name, "pw").write_text("correct horse\n")
    subprocess.run([options.program.resolve() / "girctl", "user", "add", "bench", "--contact-center", "load", "--role",
                    "admin", "--password-file", "pw", *config], cwd=folder.name, env=environment, capture_output=True)
    # Once before what counts: the days of the index are known, and the caches warm.
    prefix, rates = f"{random.randrange(2**40):x}-", []
    for turn in range(2):
        first = BEYOND * random.randrange(1000, 2000)
        write(f"{folder.name}/more", "measured", range(first, first + 1000), prefix + str(turn))
        used, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        _, inserted = measured(keyspace, 1000, lambda: girctl("store", "import", "more", *config))
        after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begin
        cpu = 1e6 * (after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime) / 1000
    server = subprocess.Popen([options.program.resolve() / "girctl", "serve", *config], cwd=folder.name, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout.readline().startswith("listening")
    ask(size, server)
    (median, late, asking), asked = measured(keyspace, options.questions, lambda: ask(size, server))
    server.terminate()
    server.wait()
    print(f"{size:>11} {inserted['reads']:>17.2f} {inserted['writes']:>7.2f} {cpu:>7.0f} {seconds:>8.2f}"
          f" {asked['reads']:>16.2f} {asking:>7.0f} {median:>7.1f} {late:>7.1f}", flush=True)
    if not options.keep:
        session.execute(f"DROP KEYSPACE {keyspace}")
