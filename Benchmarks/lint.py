#!/usr/bin/env python3
"""config lint beside its peers, in turn in one session.

    $(scripts/python-tools) Benchmarks/lint.py [ROUNDS] [GIRCTL]

1. Files of 10 MB, beside a loop in C that reads libyaml's events and does nothing with them: how much of its speed is
   left, and how much memory is taken for each byte of the file. One has the configurations of many nodes as documents
   behind each other, the other very many log levels. By the clock, where girctl has all processors and the loop one;
   by processor time, which is the speed on one of them; and, with valgrind there, by instructions. The latter two
   depend less, or not, on what else the machine does.
2. The memory that files of 10 MB of anything else take: of nothing but findings, comments or brackets, for example.
3. 1,000 typical files, beside yamllint.
"""

import importlib.util
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import typing

LOOP = r"""
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>
int main(int count, char **arguments) {
    FILE *file = fopen(arguments[count - 1], "rb");
    if (!file || fseek(file, 0, SEEK_END)) return 2;
    long size = ftell(file);
    unsigned char *bytes = malloc(size);
    rewind(file);
    if (fread(bytes, 1, size, file) != (size_t)size) return 2;
    yaml_parser_t parser;
    yaml_event_t event;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, bytes, size);
    for (int done = 0; !done;) {
        if (!yaml_parser_parse(&parser, &event)) return 1;
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    return 0;
}
"""
SIZE = 10 << 20


def documents(path):
    """The example as the configurations of many nodes, each a document: comments, passwords and lists as people have them."""
    text = pathlib.Path("examples/application.yaml").read_text()
    with open(path, "w") as file:
        number = 0
        while file.tell() < SIZE:
            file.write(("---\n" if number else "") + text.replace("rws1", f"rws{number}"))
            number += 1


def levels(path):
    """Log levels, of which a file may have any number: one section with 170,000 keys."""
    with open(path, "w") as file:
        file.write("logging:\n  level:\n")
        number = 0
        while file.tell() < SIZE:
            file.write(f"    com.example.module{number}.Part: INFO   # as in production\n")
            number += 1


ODD = {
    "one line": ("a: [", "a,"),
    "unknown keys": ("", "k{}: v\n"),
    "duplicate keys": ("jetty:\n", "  port: 1\n"),
    "comments": ("", "#\n"),
    "commented keys": ("", "# {}\nk{}: v\n"),
    "documents": ("", "---\n"),
    "line breaks": ("a: 1\n", "\n"),
    "anchors": ("a:\n", "- &a{} b\n"),
    "tags": ("a:\n", "- !t{} b\n"),
    "escapes": ("a:\n", '- "\\x41bcdefghijklmnop"\n'),
    "damaged passwords": ("cassandraCluster:\n", "  password: CRYPT:v1.x\n"),
    "items": ("serverSettings:\n  elasticSearchSettings:\n    nodes:\n", "    - host: h{}\n"),
    "one text": ("a: ", "abcdefg "),
}


def odd(path, kind):
    """A file of nothing but one thing, `{}` in it being a number."""
    start, item = ODD[kind]
    with open(path, "w") as file:
        file.write(start)
        number = 0
        while file.tell() < SIZE:
            file.write("".join(item.replace("{}", str(at)) for at in range(number, number + 1000)))
            number += 1000


class Run(typing.NamedTuple):
    """What one run took."""

    seconds: float
    processor: float
    memory: int


def measure(arguments):
    """What one run takes."""
    start = time.perf_counter()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments[:3])} ended with status {child.returncode}")
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def faster(pairs):
    """How many times as fast the second of each pair is, by the clock and by processor time."""
    return (
        statistics.median(peer.seconds / own.seconds for peer, own in pairs),
        statistics.median(peer.processor / own.processor for peer, own in pairs),
    )


def instructions(arguments):
    """What valgrind counts in one run."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"] + arguments
    return int(re.search(r"Collected : (\d+)", subprocess.run(command, capture_output=True, text=True).stderr)[1])


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    girctl = sys.argv[2] if len(sys.argv) > 2 else ".build/release/girctl"
    if not importlib.util.find_spec("yamllint"):
        sys.exit("yamllint is missing: run this with the Python that scripts/python-tools prints")
    with tempfile.TemporaryDirectory() as folder:
        loop, many = f"{folder}/loop", f"{folder}/many"
        pathlib.Path(f"{loop}.c").write_text(LOOP)
        subprocess.run(["gcc", "-O2", "-o", loop, f"{loop}.c", "-lyaml"], check=True)
        for make in (documents, levels):
            big = f"{folder}/{make.__name__}.yaml"
            make(big)
            lint = [girctl, "config", "lint", big]
            pairs = [(measure([loop, big]), measure(lint)) for _ in range(rounds)]
            speed, processor = faster(pairs)
            memory = max(full.memory for _, full in pairs) / os.path.getsize(big)
            print(f"10 MB of {make.__name__}: {speed:.0%} of the speed of a bare libyaml loop", end="")
            print(f", {processor:.0%} by processor time", end="")
            if shutil.which("valgrind"):
                print(f", {instructions([loop, big]) / instructions(lint):.0%} by instructions", end="")
            print(f"; {memory:.1f} bytes of memory a byte")
        for kind in ODD:
            big = f"{folder}/odd.yaml"
            odd(big, kind)
            memory = measure([girctl, "config", "lint", big]).memory
            print(f"10 MB of {kind}: {memory / os.path.getsize(big):.1f} bytes of memory a byte")
        os.mkdir(many)
        text = pathlib.Path("examples/application.yaml").read_text()
        for number in range(1000):
            pathlib.Path(f"{many}/{number:04}.yaml").write_text(text.replace("rws1", f"rws{number}"))
        yamllint = [sys.executable, "-m", "yamllint", many]
        pairs = [(measure(yamllint), measure([girctl, "config", "lint", many])) for _ in range(min(rounds, 3))]
        speed, processor = faster(pairs)
        print(f"1,000 files: {speed:.0f} times as fast as yamllint, {processor:.0f} times by processor time")


main()
