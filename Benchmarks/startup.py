#!/usr/bin/env python3
"""Start-up of girctl beside its peers: the programs in turn, so that a busy machine slows all of them alike.

    Benchmarks/startup.py [ROUNDS] [GIRCTL]

Prints the median wall time of each command and its ratio to `openssl version`, taken round by round.
"""

import os
import shutil
import statistics
import sys
import time

COMMANDS = {
    "girctl --version": None,
    "openssl version": ["openssl", "version"],
    "keytool -help": ["keytool", "-help"],
}


def wall(program, arguments):
    """The seconds from the fork to the end of one run, its output thrown away."""
    start = time.perf_counter()
    actions = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    child = os.posix_spawn(program, arguments, os.environ, file_actions=actions)
    _, status = os.waitpid(child, 0)
    elapsed = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(arguments)} ended with status {os.waitstatus_to_exitcode(status)}")
    return elapsed


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    girctl = sys.argv[2] if len(sys.argv) > 2 else ".build/release/girctl"
    COMMANDS["girctl --version"] = [girctl, "--version"]
    programs = {name: shutil.which(arguments[0]) for name, arguments in COMMANDS.items()}
    missing = [name for name, path in programs.items() if path is None]
    if missing:
        sys.exit(f"not found: {', '.join(missing)}")
    times = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            seconds = wall(programs[name], arguments)
            if number > 0:  # the first round only fills the page cache
                times[name].append(seconds)
    print(f"{'command':<20} {'median':>9} {'/ openssl':>10}   ({rounds} rounds)")
    for name, values in times.items():
        ratio = statistics.median(a / b for a, b in zip(values, times["openssl version"]))
        print(f"{name:<20} {statistics.median(values) * 1000:6.1f} ms {ratio:10.2f}")
    keytool = statistics.median(a / b for a, b in zip(times["keytool -help"], times["girctl --version"]))
    print(f"keytool -help takes {keytool:.0f} times as long as girctl --version")


main()
