#!/usr/bin/env python3
"""Runs the robustness checks against the built programs and prints a table of what they reached.

usage: Tests/Robustness/run.py [--quick] [WORD…]

With --quick, only the short set, which takes a minute; with words, only the rows that have one of them in their name. GIRCTL_BIN_DIR is the folder of the programs,
.build/debug where it is not set; GIRCTL_VECTORS that of the byte sequences. Needs nothing but Python; slowhttptest and
libfaketime are used where they are installed.
"""

import sys
import time

import faults
import http2
import load
import memory
import sequences
import slow
import soak
import store
from support import checks

# Each module registers its checks when it is read.
MODULES = [sequences, slow, http2, load, faults, memory, soak, store]


def main():
    quick = "--quick" in sys.argv
    words = [word for word in sys.argv[1:] if word != "--quick"]
    failed = 0
    for row, function, is_quick in checks:
        if quick and not is_quick or words and not any(word in row for word in words):
            continue
        began = time.monotonic()
        try:
            print(f"ok    {row}: {function()} [{time.monotonic() - began:.0f} s]", flush=True)
        except (AssertionError, OSError) as error:
            failed += 1
            print(f"FAIL  {row}: {error} [{time.monotonic() - began:.0f} s]", flush=True)
    sys.exit(1 if failed else 0)


main()
