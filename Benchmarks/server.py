#!/usr/bin/env python3
"""`girctl serve` beside Jetty 9.4 and nginx, over TLS, in alternating rounds.

    Benchmarks/server.py [--rounds 4] [--seconds 8] [--programs .build/release] [--only girctl,jetty,nginx] [--json FILE]

All three have the same EC P-256 key and certificate, answer GET /api/v2/diagnostics/version with the same body and ask
for the same origin; Jetty through its CrossOriginFilter, nginx with a fixed answer, as the upper bound. Jetty is warmed
up with 300,000 requests first. The load comes from this machine as well, and from whoever else uses it, so that what
tells most is the processor time that a server takes for a request and for a new connection. Prints the medians and the
best of the rounds, with their ratios to girctl's.

At the end girctl is told to read its keystore again every second, under 100,000 requests; fails where one of them does.
"""
import argparse, json, os, pathlib, re, signal, statistics, subprocess, sys, tempfile, time

top = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(top / "Tests/Robustness"))
options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--rounds", type=int, default=4)
options.add_argument("--seconds", type=int, default=8)
options.add_argument("--programs", default=".build/release")
options.add_argument("--only", default="girctl,jetty,nginx")
options.add_argument("--json")
options = options.parse_args()
os.environ["GIRCTL_BIN_DIR"] = options.programs
import support

ORIGIN = "https://agents.example.com"
PASSWORD = "changeit"
JARS = "/usr/share/java"
folder = tempfile.TemporaryDirectory(prefix="girctl-server-")
path = pathlib.Path(folder.name)


class Peer:
    """A server that is started in the block, with the processes that do its work."""

    def __init__(self):
        self.port = support.free_port()

    def __enter__(self):
        self.log = open(path / f"{self.name}.log", "ab")
        began = time.monotonic()
        # In the session of the load: the kernel shares processors out among sessions, and they are measured together.
        self.process = subprocess.Popen(self.command(), cwd=path, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log)
        context = support.ssl._create_unverified_context()
        while True:
            try:
                with support.socket.create_connection(("127.0.0.1", self.port), 1) as plain:
                    with context.wrap_socket(plain, server_hostname="localhost") as secured:
                        secured.sendall(f"GET {support.PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                        if secured.recv(4096).startswith(b"HTTP/1.1 200"):
                            break
            except OSError:
                if self.process.poll() is not None or time.monotonic() - began > 60:
                    sys.exit(f"{self.name} does not start: {(path / f'{self.name}.log').read_text()}")
            time.sleep(0.002)
        self.first_answer = time.monotonic() - began
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    @property
    def processes(self):
        pids = [str(self.process.pid)]
        for pid in pids:
            pids += pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return pids

    def cpu(self):
        """Seconds of processor time."""
        fields = [pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in self.processes]
        return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """MiB; what processes share is counted once."""
        texts = [pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.processes]
        return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)) for text in texts) / 1024


class Girctl(Peer):
    name = "girctl"

    def command(self):
        (path / "application.yaml").write_text(
            f"jetty:\n  host: 127.0.0.1\n  enableSsl: true\n  enableRequestLog: false\n  ssl:\n    port: {self.port}\n"
            f"    keyStorePath: keystore.p12\n    keyStorePassword: {PASSWORD}\nserverSettings:\n"
            f"  crossOriginSettings:\n    allowedOrigins: {ORIGIN}\n"
            f"girctl:\n  management:\n    port: {support.free_port()}\n")
        return [support.programs(), "serve", "--config", "application.yaml", "--data", "data"]


class Jetty(Peer):
    name = "jetty"

    def command(self):
        return ["java", "-cp", f"{path}:{JARS}/*", "JettyServer", str(self.port), "keystore.p12", PASSWORD, ORIGIN]


class Nginx(Peer):
    name = "nginx"

    def command(self):
        answer = '{"statusCode":0,"version":"0.1.0"}'
        (path / "nginx.conf").write_text(
            f"daemon off;\nworker_processes {os.cpu_count()};\npid {path}/nginx.pid;\nerror_log {path}/nginx.log;\n"
            "events {}\nhttp {\naccess_log off;\nkeepalive_requests 100000000;\n"
            f"server {{\nlisten 127.0.0.1:{self.port} ssl reuseport;\nssl_certificate {path}/certificate.pem;\n"
            f"ssl_certificate_key {path}/key.pem;\nssl_protocols TLSv1.2 TLSv1.3;\nlocation = {support.PATH} {{\n"
            f"add_header Access-Control-Allow-Origin {ORIGIN};\nadd_header Vary Origin;\n"
            f"default_type application/json;\nreturn 200 '{answer}';\n}}\n}}\n}}\n")
        return ["/usr/sbin/nginx", "-p", str(path), "-c", str(path / "nginx.conf")]


def prepare():
    """The keystore, the same pair for nginx, and Jetty's program."""
    (path / "password").write_text(PASSWORD)
    support.run(support.programs(), "keystore", "genkey", path / "keystore.p12", "--alias", "jetty", "--san",
                "dns:localhost", "--san", "ip:127.0.0.1", "--algorithm", "ec", "--type", "pkcs12", "--password-file",
                path / "password")
    pkcs12 = ["openssl", "pkcs12", "-in", path / "keystore.p12", "-passin", f"file:{path}/password", "-nodes"]
    support.run(*pkcs12, "-nokeys", "-out", path / "certificate.pem")
    support.run(*pkcs12, "-nocerts", "-out", path / "key.pem")
    if "jetty" in options.only:
        support.run("javac", "-cp", f"{JARS}/*", "-d", path, top / "Benchmarks/JettyServer.java")


def wrk(peer, seconds, connections, *fields):
    """What wrk reached, and the processor time that it took the server."""
    before = peer.cpu()
    headers = [word for field in (f"Host: localhost:{peer.port}", f"Origin: {ORIGIN}", *fields) for word in ("-H", field)]
    text = support.run("wrk", "--latency", "-t2", f"-c{connections}", f"-d{seconds}", *headers,
                       f"https://127.0.0.1:{peer.port}{support.PATH}").stdout
    spent = peer.cpu() - before
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    support.expect("Non-2xx" not in text and requests > 0, f"{peer.name}: {text}")
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return {
        "requests": requests,
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
        "p99": float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
        "cpu": spent / requests * 1e6,
    }


def rounds(peers):
    """The figures of each peer, a list of each of them."""
    figures = {peer.name: {} for peer in peers}
    for number in range(options.rounds):
        for peer in peers if number % 2 == 0 else reversed(peers):
            kept = wrk(peer, options.seconds, 64)
            memory = peer.memory()
            fresh = wrk(peer, options.seconds, 32, "Connection: close")
            values = {"requests/s": kept["rate"], "p99 ms": kept["p99"], "CPU us/request": kept["cpu"],
                      "MiB under load": memory, "handshakes/s": fresh["rate"], "CPU us/handshake": fresh["cpu"]}
            for name, value in values.items():
                figures[peer.name].setdefault(name, []).append(value)
            print(f"round {number + 1} {peer.name}: " + ", ".join(f"{k} {v:.1f}" for k, v in values.items()), flush=True)
    return figures


def reload(peer):
    """Reads the keystore again each second until 100,000 requests are answered."""
    load = subprocess.Popen(
        ["h2load", "--h1", "-n100000", "-c32", "-t1", f"https://127.0.0.1:{peer.port}{support.PATH}"],
        stdout=subprocess.PIPE, text=True)
    count = 0
    while load.poll() is None:
        peer.process.send_signal(signal.SIGHUP)
        count += 1
        try:
            load.wait(1)
        except subprocess.TimeoutExpired:
            pass
    text = load.stdout.read()
    good = int(re.search(r"(\d+) succeeded", text).group(1))
    print(f"reload: {count} times, {good:,} of 100,000 requests answered")
    return good == 100_000


def table(title, figures, choose):
    chosen = {name: {key: choose(key, values) for key, values in figure.items()} for name, figure in figures.items()}
    base = chosen.get("girctl")
    print(f"\n{title:18}" + "".join(f"{name:>22}" for name in chosen))
    for key in next(iter(chosen.values())):
        cells = [f"{figure[key]:.1f} ({figure[key] / base[key]:.2f})" if base else f"{figure[key]:.1f}"
                 for figure in chosen.values()]
        print(f"{key:18}" + "".join(f"{cell:>22}" for cell in cells))


def main():
    prepare()
    kinds = [kind for kind in (Girctl, Jetty, Nginx) if kind.name in options.only]
    starts = {kind.name: [] for kind in kinds}
    for _ in range(5):
        for kind in kinds:
            with kind() as peer:
                starts[kind.name].append(peer.first_answer * 1000)
    open_peers = [kind() for kind in kinds]
    try:
        for peer in open_peers:
            peer.__enter__()
            # The virtual machine compiles what it has run often.
            left = 300_000 if peer.name == "jetty" else 1
            while left > 0:
                left -= wrk(peer, 5, 64)["requests"]
            wrk(peer, 10 if peer.name == "jetty" else 2, 32, "Connection: close")
        figures = rounds(open_peers)
        unbroken = "girctl" not in options.only or reload(open_peers[0])
    finally:
        for peer in open_peers:
            if hasattr(peer, "process"):
                peer.__exit__()
    for name, times in starts.items():
        figures[name]["first answer ms"] = times
    table("median", figures, lambda key, values: statistics.median(values))
    table("best", figures, lambda key, values: max(values) if key.endswith("s/s") else min(values))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(figures))
    sys.exit(0 if unbroken else 1)


main()
