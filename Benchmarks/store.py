#!/usr/bin/env python3
"""How searches and insertions take with the number of recordings in a SQLite store.

    Benchmarks/store.py [--program .build/debug/StoreLoad] [--sizes 10000,1000000] [--rounds 2000] [--folder DIR]

Fills a store of each size, measures it in a process of its own, and prints a table: microseconds, and the ratio to the
first row. Ten million recordings take about 8 GB in the folder.
"""
import argparse, json, os, shutil, subprocess, tempfile, time

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--program", default=".build/debug/StoreLoad")
options.add_argument("--sizes", default="10000,1000000")
options.add_argument("--rounds", default="2000")
options.add_argument("--folder")
options = options.parse_args()

top = options.folder or tempfile.mkdtemp(prefix="girctl-store-")
first = None
print(f"{'recordings':>11} {'number+time p50':>16} {'p99':>8} {'ratio':>6} {'time p99':>9} {'read p99':>9}"
      f" {'inserts/s':>10} {'MiB':>6} {'file MiB':>9} {'fill s':>7}")
for size in options.sizes.split(","):
    folder = os.path.join(top, size)
    begin = time.monotonic()
    if not os.path.exists(folder):
        subprocess.run([options.program, "fill", folder, size], check=True)
    filled = time.monotonic() - begin
    subprocess.run([options.program, "measure", folder, "200"], check=True, stdout=subprocess.DEVNULL)
    run = subprocess.run([options.program, "measure", folder, options.rounds], check=True, capture_output=True)
    seen = json.loads(run.stdout)
    first = first or seen
    ratio = seen["numberAndTime"]["p99"] / first["numberAndTime"]["p99"]
    bytes = os.path.getsize(os.path.join(folder, "store.sqlite"))
    print(f"{size:>11} {seen['numberAndTime']['p50']:>16} {seen['numberAndTime']['p99']:>8} {ratio:>6.2f}"
          f" {seen['time']['p99']:>9} {seen['read']['p99']:>9} {seen['insertionsPerSecond']:>10}"
          f" {seen['residentKiB'] // 1024:>6} {bytes >> 20:>9} {filled:>7.0f}", flush=True)
if not options.folder:
    shutil.rmtree(top)
