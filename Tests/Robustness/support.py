"""What the robustness checks share: a running server, raw connections, and a list of checks with their figures."""

import contextlib
import json
import os
import pathlib
import re
import resource
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time

PATH = "/api/v2/diagnostics/version"
checks = []


def check(row, quick=False):
    """Registers a function as the check of a row; it returns the figure that was reached, or raises. A quick one is of
    the short set."""

    def register(function):
        checks.append((row, function, quick))
        return function

    return register


def expect(condition, words):
    if not condition:
        raise AssertionError(words)


@contextlib.contextmanager
def small_disk(size):
    """The path of a disk of so many bytes, as mount writes them; none where nothing can be mounted."""
    with tempfile.TemporaryDirectory(prefix="girctl-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
            yield None
            return
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)


def fill(path):
    """Fills a disk with one file."""
    with contextlib.suppress(OSError), open(path, "wb", buffering=0) as file:
        while True:
            file.write(b"a" * 4096)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def programs():
    folder = os.environ.get("GIRCTL_BIN_DIR", ".build/debug")
    return str(pathlib.Path(folder).resolve() / "girctl")


def run(*arguments, **options):
    return subprocess.run(arguments, check=True, capture_output=True, text=True, **options)


class Server:
    """`girctl serve` with TLS, or without, in a folder of its own; ended with the block."""

    def __init__(self, tls=False, idle=30_000, lines="", files=None, environment=None, log=None, command=(),
                 data=None, own=""):
        self.tls, self.idle, self.lines = tls, idle, lines
        self.files, self.environment, self.log, self.command = files, environment or {}, log, command
        self.data, self.own = data, own
        self.port, self.management = free_port(), free_port()

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="girctl-robustness-")
        path = pathlib.Path(self.folder.name)
        self.data = self.data or path / "data"
        if self.tls:
            password = path / "password"
            password.write_text("changeit\n")
            run(programs(), "keystore", "genkey", str(path / "keystore"), "--alias", "jetty", "--san", "dns:localhost",
                "--san", "ip:127.0.0.1", "--algorithm", "ec", "--password-file", str(password))
            listener = f"  enableSsl: true\n  ssl:\n    port: {self.port}\n    keyStorePath: keystore\n" \
                "    keyStorePassword: changeit\n"
        else:
            listener = f"  port: {self.port}\n  enableSsl: false\n"
        # A line a request would make the check one of the disk.
        (path / "application.yaml").write_text(
            f"jetty:\n  host: 127.0.0.1\n  idleTimeout: {self.idle}\n  enableRequestLog: false\n{listener}"
            f"{self.lines}girctl:\n{self.own}  management:\n    port: {self.management}\n")
        self.start()
        return self

    def start(self):
        path = pathlib.Path(self.folder.name)
        # Not in the folder itself, which a check may fill up.
        self.log_path = self.log or str(path / "log")
        with open(self.log_path, "ab") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(
                [*self.command, programs(), "serve", "--config", str(path / "application.yaml"),
                 "--data", str(self.data)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
                env={**os.environ, **self.environment}, preexec_fn=self.limit)
        line = self.process.stdout.readline()
        self.started_in = time.monotonic() - began
        expect(line.startswith(b"listening on "), f"the server did not start: {self.words()}")

    def limit(self):
        if self.files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (self.files, self.files))

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    @property
    def pid(self):
        return self.process.pid

    def words(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def resident(self):
        """KiB of memory."""
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1))

    def cpu(self):
        """Seconds of processor time."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def is_alive(self):
        expect(self.process.poll() is None, f"the server has ended with {self.process.poll()}")
        expect(self.status() == 200, "the server does not answer")

    def connect(self, timeout=90, raw=False, protocols=()):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        if self.tls and not raw:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            # Who it is, is not the question here.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            if protocols:
                context.set_alpn_protocols(protocols)
            connection = context.wrap_socket(connection, server_hostname="localhost")
        return connection

    def exchange(self, request, timeout=10, linger=0.0):
        """Sends bytes and reads until the server closes, or says nothing for `timeout`; with whether it closed."""
        connection = self.connect(timeout)
        with contextlib.closing(connection):
            with contextlib.suppress(OSError):
                connection.sendall(request)
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
                return answer, True
            except TimeoutError:
                return answer, False
            except OSError:
                return answer, True

    def status(self, timeout=10):
        answer, _ = self.exchange(get(close=True), timeout)
        return statuses(answer)[0] if answer else None

    def health(self):
        """The status and the JSON of /health/ready."""
        status, body = self.page("/health/ready")
        return status, json.loads(body)

    def page(self, path):
        """The status and the body of a page of the management listener."""
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.management), timeout=10)) as connection:
            connection.sendall(get(path, close=True))
            answer = b""
            while part := connection.recv(65536):
                answer += part
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode()


def get(path=PATH, close=False, host="localhost"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{'Connection: close' if close else 'X: y'}\r\n\r\n".encode()


def statuses(answer):
    """The statuses of the answers in the bytes, interim ones left out; bodies are counted, not searched."""
    found, rest = [], answer
    while match := re.match(rb"HTTP/1\.1 (\d{3})[^\r\n]*\r\n", rest):
        head, separator, rest = rest.partition(b"\r\n\r\n")
        if not separator:
            break
        status = int(match.group(1))
        if status >= 200:
            found.append(status)
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            rest = rest[int(length.group(1)) if length else 0:]
    return found


class Bystander:
    """Another client, which asks once in a while all the time: it has to be served whatever is going on."""

    def __init__(self, server, pause=0.05):
        self.server, self.pause, self.times, self.failures = server, pause, [], 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.ask)

    def ask(self):
        while not self.ended.is_set():
            began = time.monotonic()
            try:
                ok = self.server.status(15) == 200
            except OSError:
                ok = False
            self.failures += not ok
            self.times.append(time.monotonic() - began)
            time.sleep(self.pause)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def figure(self):
        ordered = sorted(self.times)
        worst = ordered[int(len(ordered) * 0.99)] if ordered else 0
        return f"{len(ordered)} requests of others, {self.failures} failed, p99 {worst * 1000:.0f} ms"
