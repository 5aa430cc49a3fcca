import FoundationEssentials
import GIRPKI
import GIRTestSupport

/// A small HTTPS server that stands for the Recording Crypto Server and for SpeechMiner, and prints what it is asked.
struct MediaPeer {
    let port: Int
    private let command: Command
    private let folder: TemporaryDirectory

    var address: String { "https://localhost:\(port)" }

    init(_ identity: TestPKI.Identity) throws {
        folder = try TemporaryDirectory()
        port = try FreePort.find()
        try folder.write(identity.chainPEM, to: "chain.pem")
        try folder.write(identity.key.pem().revealBytes(), to: "key.pem")
        try folder.write(Self.program, to: "peer.py")
        command = Tool.python3.command(["-u", "peer.py", "\(port)"], in: folder)
    }

    /// Runs the server for the length of a closure, which gets what it prints.
    func run(_ body: (RunningCommand) async throws -> Void) async throws {
        _ = try await CommandRunner.start(command, readyWhen: { $0 == "ready" }, body: body)
    }

    /// Has the server answer what it holds: a request with "held" in its path, whose last part is the name.
    func release(_ name: String) throws { try folder.write([], to: name) }

    // What is in the path decides about the answer.
    private static let program = """
        import http.server, os, ssl, sys, time

        statuses = {"broken": 500, "full": 507, "moved": 302}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                fields = [f"{name}={self.headers[name]}" for name in ("Authorization", "Range") if self.headers[name]]
                print("asked", self.command, self.path, *fields)
                if "silent" in self.path:
                    time.sleep(60)
                while "held" in self.path and not os.path.exists(self.path.split("/")[-1]):
                    time.sleep(0.01)
                status = next((code for word, code in statuses.items() if word in self.path), 200)
                body = b"" if self.command == "HEAD" else b"sound, decrypted"
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "https://localhost/elsewhere")
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", "1000" if "short" in self.path else "16")
                self.end_headers()
                self.wfile.write(body)
                if "short" in self.path:
                    self.close_connection = True

            do_GET = do_HEAD = do_DELETE = do_MKCOL = answer

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("chain.pem", "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print("ready")
        server.serve_forever()

        """
}
