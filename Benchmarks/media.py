#!/usr/bin/env python3
"""The memory of `girctl serve` while one large media file goes to many clients.

    Benchmarks/media.py [--size-mb 1024] [--clients 100] [--seconds 60] [--programs .build/release] [--tls]

apache2 with mod_dav has a sparse file; curl clients play it through the server, all at once and for at most so many
seconds each. Prints the bytes that passed and the resident memory before, at most and after; fails where it grows by
more than 64 MiB. With --tls both sides speak TLS, otherwise WebDAV only.
"""
import argparse, base64, json, os, pathlib, subprocess, sys, tempfile, time, urllib.request

top = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(top / "Tests/Robustness"))
options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--size-mb", type=int, default=1024)
options.add_argument("--clients", type=int, default=100)
options.add_argument("--seconds", type=int, default=60)
options.add_argument("--programs", default=".build/release")
options.add_argument("--tls", action="store_true")
options = options.parse_args()
os.environ["GIRCTL_BIN_DIR"] = options.programs
import support

GROWTH = 64 << 10
USER, PASSWORD = "recorder", "for the benchmark"
folder = tempfile.TemporaryDirectory(prefix="girctl-media-")
path = pathlib.Path(folder.name)
os.environ["GIRCTL_DATA"] = str(path / "data")


def dav():
    """Starts apache2 with a file of the size, of which the disk holds nothing."""
    port = support.free_port()
    (path / "files/recordings").mkdir(parents=True)
    with open(path / "files/recordings/large.mp4", "wb") as file:
        file.truncate(options.size_mb << 20)
    os.chmod(path, 0o711)
    support.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                path / "key.pem", "-out", path / "ca.pem", "-days", "9", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost")
    hashed = support.run("openssl", "passwd", "-apr1", PASSWORD).stdout
    (path / "users").write_text(f"{USER}:{hashed}")
    modules = ("mpm_event authn_core authn_file authz_core authz_user auth_basic dav dav_fs ssl").split()
    loads = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in modules)
    (path / "apache.conf").write_text(
        f"ServerRoot {path}\nServerName localhost\nPidFile {path}/pid\nMutex file:{path}\nErrorLog {path}/error.log\n"
        f"User nobody\nGroup nogroup\n{loads}SSLSessionCache none\nDavLockDB {path}/locks\nDocumentRoot {path}/files\n"
        f"MaxRequestWorkers 400\nServerLimit 16\nListen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\nSSLEngine on\n"
        f"SSLCertificateFile {path}/ca.pem\nSSLCertificateKeyFile {path}/key.pem\n</VirtualHost>\n"
        f"<Directory {path}/files>\nDav On\nAuthType Basic\nAuthName recordings\nAuthBasicProvider file\n"
        f"AuthUserFile {path}/users\nRequire valid-user\n</Directory>\n")
    process = subprocess.Popen(["/usr/sbin/apache2", "-f", path / "apache.conf", "-DFOREGROUND"])
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            support.socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            time.sleep(0.1)
    sys.exit("apache2 does not start")


def ask(server, method, target, login, body):
    scheme = "https" if options.tls else "http"
    request = urllib.request.Request(f"{scheme}://localhost:{server.port}{target}", json.dumps(body).encode(), method=method)
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    context = support.ssl._create_unverified_context() if options.tls else None
    with urllib.request.urlopen(request, context=context) as answer:
        return json.load(answer)


def main():
    apache, port = dav()
    girctl = support.programs()
    try:
        center = json.loads(support.run(girctl, "contact-center", "add", "Sample", "--feature",
                                        "/api/api-supervisor-recording", "--json").stdout)["contactCenters"][0]
        (path / "password").write_text("a long password\n")
        support.run(girctl, "user", "add", "anna", "--role", "admin", "--password-file", path / "password")
        lines = ("serverSettings:\n  opsUserName: operations\n"
                 "  opsUserPassword: another long password # girctl:ignore GIR101 -- made for this run\n"
                 f"  cryptoSecurityKey: the key of the benchmark\n  webDAVTrustedCA: {path}/ca.pem\n"
                 # One user gets half of them.
                 f"  webDAVMaxConnection: {options.clients * 2 + 20}\n  connectionTimeout: 60000\n")
        with support.Server(tls=options.tls, lines=lines, data=path / "data") as server:
            anna, operations = "anna:a long password", "operations:another long password"
            credential = {"userName": USER, "password": PASSWORD, "storagePath": f"https://localhost:{port}/recordings"}
            ask(server, "POST", "/api/v2/settings/screen-recording", anna,
                {"name": "storage", "value": [{"storageType": "webDAV", "active": True, "credential": credential}]})
            ask(server, "POST", f"/internal-api/contact-centers/{center['id']}/recordings", operations,
                {"id": "r1", "startTime": "2026-01-01T00:00:00Z", "mediaFiles": [{"mediaId": "large.mp4"}]})
            url = f"http{'s' if options.tls else ''}://localhost:{server.port}/api/v2/recordings/r1/play/large.mp4"
            arguments = ["curl", "--silent", "--insecure", "--user", anna, "--max-time", str(options.seconds), "--output",
                         "/dev/null", "--write-out", "%{http_code} %{size_download}\n", url]
            before, began = server.resident(), time.monotonic()
            clients = [subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _ in range(options.clients)]
            highest = before
            while any(client.poll() is None for client in clients):
                highest = max(highest, server.resident())
                time.sleep(0.2)
            took = time.monotonic() - began
            ends = [client.stdout.read().split() for client in clients]
            time.sleep(2)
            after = server.resident()
            total = sum(int(size) for _, size in ends)
            whole = sum(int(size) == options.size_mb << 20 for _, size in ends)
            served = sum(code == "200" for code, _ in ends)
            print(f"{served} of {options.clients} clients were served at once, {whole} got all of {options.size_mb} MiB;"
                  f" {total >> 20} MiB in {took:.0f} s, {(total >> 20) / took:.0f} MiB/s")
            print(f"resident memory: {before >> 10} MiB before, {highest >> 10} MiB at most, {after >> 10} MiB after")
            if served < options.clients or highest - before > GROWTH:
                sys.exit(f"every client is to be served, and the memory to grow by at most {GROWTH >> 10} MiB")
    finally:
        apache.terminate()
        apache.wait()


main()
