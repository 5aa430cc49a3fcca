#!/usr/bin/env python3
"""Keystore commands of girctl beside keytool and openssl: in turn, so that a busy machine slows all of them alike.

    Benchmarks/keystore.py [ROUNDS] [GIRCTL]

Prints wall time, CPU time and peak memory of each, and the ratios that are promised; exit 1 where one is not kept.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PASSWORD = "changeit"
# So many runs more say how much memory a command holds; it hardly varies.
PEAKS = 9


class Run:
    """What one run of a program cost: seconds, seconds of CPU."""

    def __init__(self, arguments, folder):
        start = time.perf_counter()
        discard = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
        os.chdir(folder)
        child = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=discard)
        _, status, usage = os.wait4(child, 0)
        self.wall = time.perf_counter() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{' '.join(arguments)} ended with status {os.waitstatus_to_exitcode(status)}")


def peak(arguments, folder):
    """The megabytes that a run holds at its peak.

    What this process would be told of a child is never less than what it holds itself: GNU time is small enough to ask.
    """
    report = f"{folder}/peak"
    command = [found("time"), "-f", "%M", "-o", report] + arguments
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(report) as output:
        return int(output.read()) / 1024


def found(name):
    return shutil.which(name) or sys.exit(f"not found: {name}")


def bundle(path, count):
    """A bundle of self-signed certificates, all different."""
    with open(path, "w") as output:
        for number in range(count):
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                 os.devnull, "-subj", f"/CN=Root {number}", "-days", "30"],
                stdout=output, stderr=subprocess.DEVNULL, check=True)


def compared(title, commands, rounds, folder, before=lambda: None):
    """Runs the commands in turn and prints a line for each; answers the runs by name, and the peaks of some more."""
    runs = {name: [] for name in commands}
    peaks = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, arguments in commands.items():
            before()
            run = Run(arguments, folder)
            if number > 0:  # the first round only fills the page cache
                runs[name].append(run)
    for _ in range(PEAKS):
        for name, arguments in commands.items():
            before()
            peaks[name].append(peak(arguments, folder))
    print(f"{title} ({rounds} rounds)")
    for name, all_runs in runs.items():
        wall, cpu = (statistics.mean(getattr(run, what) for run in all_runs) for what in ("wall", "cpu"))
        memory = statistics.median(peaks[name])
        print(f"  {name:<10} {wall * 1000:8.1f} ms  {cpu * 1000:8.1f} ms CPU  {memory:7.1f} MB")
    return runs, statistics.median(peaks["girctl"]) / statistics.median(peaks[list(commands)[1]])


def ratio(runs, one, other, what):
    return statistics.mean(getattr(run, what) for run in runs[one]) / statistics.mean(getattr(run, what) for run in runs[other])


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    girctl = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else ".build/release/girctl")
    keytool, openssl = found("keytool"), found("openssl")
    promises = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PASSWORD"] = PASSWORD
        password = ["--password-env", "PASSWORD"]
        bundle(f"{folder}/ca.pem", 500)
        Run([girctl, "keystore", "genkey", "small.jks", "--alias", "a", "--san", "dns:h", "--type", "jks"] + password, folder)
        Run([girctl, "keystore", "import", "large.jks", "--trusted", "ca.pem", "--type", "jks"] + password, folder)
        few = max(rounds // 5, 5)

        def listing(file):
            return {
                "girctl": [girctl, "keystore", "list", file] + password,
                "keytool": [keytool, "-list", "-v", "-keystore", file, "-storepass:env", "PASSWORD"],
            }

        small, memory = compared("list a JKS with one key", listing("small.jks"), few, folder)
        promises.append(("keytool / girctl, list of a small JKS", ratio(small, "keytool", "girctl", "wall"), ">=", 20))
        promises.append(("girctl / keytool, peak memory", memory, "<=", 0.25))
        large, memory = compared("list a JKS with 500 certificates", listing("large.jks"), few, folder)
        cpu = statistics.mean(run.cpu for run in large["girctl"]) * 1000
        promises.append(("milliseconds of CPU, 500 certificates", cpu, "<", 50))
        promises.append(("girctl / keytool, peak memory, 500", memory, "<=", 0.25))

        def clear():
            if os.path.exists(f"{folder}/new.p12"):
                os.remove(f"{folder}/new.p12")

        commands = {
            "girctl": [girctl, "keystore", "genkey", "new.p12", "--alias", "a", "--san", "dns:h", "--size", "2048"] + password,
            "openssl": [openssl, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "key.pem"],
        }
        # Where the primes lie is chance: only the mean of many says something.
        keys, _ = compared("make an RSA-2048 key", commands, rounds, folder, clear)
        promises.append(("girctl / openssl, RSA-2048", ratio(keys, "girctl", "openssl", "wall"), "<=", 1.25))
    kept = True
    for what, value, relation, limit in promises:
        is_kept = value >= limit if relation == ">=" else value <= limit
        kept = kept and is_kept
        print(f"{'kept    ' if is_kept else 'NOT KEPT'} {what}: {value:.2f}, promised {relation} {limit}")
    sys.exit(0 if kept else 1)


main()
