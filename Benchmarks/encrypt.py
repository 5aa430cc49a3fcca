#!/usr/bin/env python3
"""Encrypting one password with girctl and its peers: the programs in turn, so that a busy machine slows all of them alike.

    Benchmarks/encrypt.py [ROUNDS] [GIRCTL]

Beside girctl run ansible-vault (pip install ansible-core) and openssl enc with as many rounds of PBKDF2 as
ansible-vault has. Each encrypts one password of a file, then decrypts it. Prints the median wall time of each command
and its ratio to girctl's, taken round by round.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PASSWORD = "a long enough password"


def wall(arguments, folder, output):
    """The seconds of one run, with its output in a file."""
    with open(os.path.join(folder, output), "wb") as out:
        start = time.perf_counter()
        status = subprocess.run(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=out).returncode
        elapsed = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(arguments)} ended with status {status}")
    return elapsed


def commands(girctl, vault, openssl):
    """Per program: how it encrypts `password`, the file that this leaves, and how it decrypts that."""
    key = ["--key-file", "girctl.key"]
    pbkdf2 = ["-pbkdf2", "-iter", "10000", "-pass", "file:passphrase"]
    return {
        "girctl": (
            [girctl, "encrypt", "--password-file", "password", *key],
            [girctl, "decrypt", *key],
        ),
        "openssl enc": (
            [openssl, "enc", "-aes-256-cbc", *pbkdf2, "-in", "password", "-base64"],
            [openssl, "enc", "-d", "-aes-256-cbc", *pbkdf2, "-base64"],
        ),
        "ansible-vault": (
            [vault, "encrypt", "--vault-password-file", "passphrase", "--output", "-", "password"],
            [vault, "decrypt", "--vault-password-file", "passphrase", "--output", "-", "ansible-vault.out"],
        ),
    }


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    girctl = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else ".build/release/girctl")
    programs = {"ansible-vault": shutil.which("ansible-vault"), "openssl": shutil.which("openssl")}
    missing = [name for name, path in programs.items() if path is None]
    if missing:
        sys.exit(f"not found: {', '.join(missing)} (pip install ansible-core)")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("password", PASSWORD), ("passphrase", "correct horse battery staple")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text + "\n")
        wall([girctl, "keys", "init", "--key-file", "girctl.key"], folder, "log")
        table = commands(girctl, programs["ansible-vault"], programs["openssl"])
        times = {(name, step): [] for name in table for step in ("encrypt", "decrypt")}
        for number in range(rounds + 1):
            for name, (encrypt, decrypt) in table.items():
                sealed = f"{name.split()[0]}.out"
                first = wall(encrypt, folder, sealed)
                if name == "girctl":
                    with open(os.path.join(folder, sealed), encoding="utf-8") as file:
                        decrypt = [*decrypt, file.read().strip()]
                elif name == "openssl enc":
                    decrypt = [*decrypt, "-in", sealed]
                second = wall(decrypt, folder, "plain")
                with open(os.path.join(folder, "plain"), encoding="utf-8") as file:
                    if file.read().strip() != PASSWORD:
                        sys.exit(f"{name} did not decrypt what it encrypted")
                if number > 0:  # the first round only fills the page cache
                    times[name, "encrypt"].append(first)
                    times[name, "decrypt"].append(second)
    print(f"{'program':<15} {'step':<8} {'median':>10} {'/ girctl':>9}   ({rounds} rounds)")
    for (name, step), values in times.items():
        ratio = statistics.median(a / b for a, b in zip(values, times["girctl", step]))
        print(f"{name:<15} {step:<8} {statistics.median(values) * 1000:7.1f} ms {ratio:9.2f}")


main()
