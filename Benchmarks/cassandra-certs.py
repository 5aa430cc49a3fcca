#!/usr/bin/env python3
"""Times `girctl cassandra-certs gen` for ten nodes beside what it replaces, all in one run.

    Benchmarks/cassandra-certs.py [.build/release/girctl] [ROUNDS]

The peers make the same: a CA, ten nodes and a client with RSA-2048 keys, a keystore each, and a truststore. One is the
guide's keytool and openssl script with its faults mended, one does with openssl alone, and `keys` makes nothing but the
twelve keys, two at a time, as fast as openssl makes keys. Wall time; medians; ratios are what counts.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

NODES = [f"n{i}" for i in range(1, 11)]
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}


def run(*command, **more):
    subprocess.run(command, **QUIET, **more)


def extensions(name, i):
    with open(f"{name}.ext", "w") as file:
        file.write(f"subjectAltName=DNS:{name}.example.com,IP:10.0.0.{i}\nextendedKeyUsage=serverAuth,clientAuth\n")
    return f"{name}.ext"


def authority():
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650",
        "-subj", "/CN=CA")


def with_openssl():
    authority()
    for i, name in enumerate(NODES + ["gir"], 1):
        run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
            "-subj", f"/CN={name}")
        run("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "397", "-extfile", extensions(name, i), "-out", f"{name}.pem")
        run("openssl", "pkcs12", "-export", "-in", f"{name}.pem", "-inkey", f"{name}.key", "-certfile", "ca.pem",
            "-out", f"{name}.p12", "-passout", "pass:password")


def with_keytool():
    authority()
    store = ["-storepass", "password", "-noprompt"]
    for i, name in enumerate(NODES + ["gir"], 1):
        keystore = ["-keystore", f"{name}.jks", "-storetype", "JKS", *store]
        run("keytool", "-genkeypair", "-alias", name, "-keyalg", "RSA", "-keysize", "2048", "-dname", f"CN={name}",
            "-keypass", "password", *keystore)
        run("keytool", "-certreq", "-alias", name, "-file", f"{name}.csr", *keystore)
        run("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "397", "-extfile", extensions(name, i), "-out", f"{name}.pem")
        run("keytool", "-importcert", "-alias", "ca", "-file", "ca.pem", *keystore)
        run("keytool", "-importcert", "-alias", name, "-file", f"{name}.pem", *keystore)
    run("keytool", "-importcert", "-alias", "ca", "-file", "ca.pem", "-keystore", "trust.jks", "-storetype", "JKS", *store)


def keys():
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda i: run("openssl", "genrsa", "-out", f"{i}.key", "2048"), range(12)))


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/girctl")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    nodes = ",".join(f"{name}=10.0.0.{i}+{name}.example.com" for i, name in enumerate(NODES, 1))

    def with_girctl():
        run(program, "cassandra-certs", "gen", "--nodes", nodes, "--out", "cluster", "--plain-passwords")

    def a_thousand():
        many = ",".join(f"n{i}=10.1.{i // 250}.{i % 250 + 1}" for i in range(1000))
        run(program, "cassandra-certs", "gen", "--nodes", many, "--algorithm", "ec", "--out", "cluster", "--plain-passwords")

    tasks = {"girctl": with_girctl, "keys alone": keys, "openssl script": with_openssl, "keytool script": with_keytool}
    times = {name: [] for name in tasks}
    home = os.getcwd()
    for _ in range(rounds):
        for name, task in tasks.items():
            folder = tempfile.mkdtemp()
            os.chdir(folder)
            start = time.monotonic()
            task()
            times[name].append(time.monotonic() - start)
            os.chdir(home)
            shutil.rmtree(folder)
    base = statistics.median(times["girctl"])
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:16} {median:7.2f} s   {median / base:6.2f} times girctl")
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    start = time.monotonic()
    a_thousand()
    print(f"1,000 nodes, EC  {time.monotonic() - start:7.2f} s")
    os.chdir(home)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
