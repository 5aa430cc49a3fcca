#!/usr/bin/env python3
"""Trust decisions a minute, offline and in one process, beside `openssl verify`.

    Benchmarks/trust.py [COUNT]

Makes a root, an intermediate and a server with openssl, lets both programs judge the chain COUNT times (2000 by
default) in turn, five rounds each, and prints the decisions a minute and the ratio of each round's times. girctl reads
everything anew each time and compares the host's name too; openssl reads the truststore and the intermediate once. Fails where girctl makes fewer than 10,000 a minute.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
LEAST = 10_000
HERE = pathlib.Path(__file__).resolve().parent
SCRATCH = HERE.parent / ".build" / "benchmark-build"

CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
CN = x
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:rws.example.com
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_chain(folder):
    (folder / "x.cnf").write_text(CONFIGURATION)
    for name, issuer, section in [("root", None, "ca"), ("ca", "root", "ca"), ("server", "ca", "server")]:
        openssl(folder, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", f"{name}.key")
        openssl(folder, "req", "-new", "-config", "x.cnf", "-subj", f"/CN={name}", "-key", f"{name}.key", "-out", "r.csr")
        by = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial"] if issuer else ["-signkey", f"{name}.key"]
        openssl(folder, "x509", "-req", "-in", "r.csr", *by, "-days", "2", "-extfile", "x.cnf", "-extensions", section,
                "-out", f"{name}.pem")
    (folder / "chain.pem").write_text((folder / "server.pem").read_text() + (folder / "ca.pem").read_text())


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", str(HERE), "--scratch-path", str(SCRATCH),
         "--product", "trust-speed"],
        check=True, stdout=subprocess.DEVNULL)
    program = SCRATCH / "release" / "trust-speed"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_chain(folder)
        ours, ratios = [], []
        for _ in range(ROUNDS):
            output = subprocess.run([program, "root.pem", "chain.pem", "rws.example.com", str(count)], cwd=folder,
                                    check=True, capture_output=True, text=True).stdout
            seconds = float(output)
            start = time.perf_counter()
            openssl(folder, "verify", "-CAfile", "root.pem", "-untrusted", "ca.pem", *["server.pem"] * count)
            ours.append(60 * count / seconds)
            ratios.append(seconds / (time.perf_counter() - start))
    rate = statistics.median(ours)
    print(f"girctl            {rate:12,.0f} decisions a minute")
    print(f"openssl verify    {rate * statistics.median(ratios):12,.0f} decisions a minute")
    print(f"time of girctl to openssl's: {statistics.median(ratios):.2f} (lowest {min(ratios):.2f}, highest {max(ratios):.2f})")
    if rate < LEAST:
        sys.exit(f"fewer than {LEAST:,} a minute")


if __name__ == "__main__":
    main()
