import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// `serve` with links to real peers: one of each kind that is well, and one of each kind that is broken.
@Suite(.enabled(if: Tool.python3.found && Tool.curl.found || Tool.required)) struct `girctl serve and its links` {
    private let folder: TemporaryDirectory
    private let pki: TestPKI
    private let port: Int
    private let managementPort: Int

    init() throws {
        folder = try TemporaryDirectory()
        pki = try TestPKI(now: Date())
        let server = try pki.server()
        try folder.write(server.chainPEM, to: "chain.pem")
        try folder.write(server.key.pem().revealBytes(), to: "key.pem")
        let old = try pki.server(validDays: -30...(-1))
        try folder.write(old.chainPEM, to: "old-chain.pem")
        try folder.write(old.key.pem().revealBytes(), to: "old-key.pem")
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        try folder.write(try pki.selfSigned(subject: "CN=Another Root").certificate.pem, to: "other-ca.pem")
        try folder.write(LinkPeerScript.text, to: "peers.py")
        let ports = try FreePort.find(2)
        (port, managementPort) = (ports[0], ports[1])
    }

    private func configure(_ lines: String) throws {
        try folder.write(
            """
            jetty:
              host: 127.0.0.1
              port: \(port)
              enableSsl: false
            \(lines)
            girctl:
              store: file
              management:
                port: \(managementPort)

            """,
            to: "application.yaml"
        )
    }

    private var command: Command { Girctl.command(["serve", "--config", "application.yaml"], in: folder) }

    private func serve(_ body: (RunningCommand) async throws -> Void) async throws -> CommandResult {
        try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }, body: body)
    }

    /// Starts a peer of each kind, named `KIND` or `KIND:certificate`, and gives the body their ports.
    private func peers(_ kinds: [String], _ body: ([Int]) async throws -> Void) async throws {
        let ports = try FreePort.find(kinds.count)
        let arguments = ["peers.py"] + zip(kinds, ports).map { "\($0)=\($1)" }
        _ = try await CommandRunner.start(
            Tool.python3.command(arguments, in: folder),
            readyWhen: { $0 == "ready" },
            body: { _ in try await body(ports) }
        )
    }

    private struct Ready: Decodable {
        struct Dependency: Decodable {
            struct Fault: Decodable {
                let code: String
                let message: String
            }
            let name: String
            let required: Bool
            let status: String
            let state: String?
            let protection: String?
            let address: String?
            let protocolVersion: String?
            let cipherSuite: String?
            let peerExpires: String?
            let fault: Fault?

            var line: String {
                [name, status, state, protection, fault?.code].compactMap(\.self).joined(separator: " ")
            }
        }
        let status: String
        let phase: String
        let dependencies: [Dependency]
    }

    private func management(_ path: String) async throws -> CommandResult {
        let url = "http://127.0.0.1:\(managementPort)\(path)"
        return try await Tool.curl.run(["--silent", "--max-time", "10", "--write-out", "\n%{http_code}", url])
    }

    private func ready() async throws -> (code: String, ready: Ready) {
        let lines = try await management("/health/ready").stdout.split(separator: "\n")
        let body = Data((lines.first ?? "").utf8)
        return (lines.last.map(String.init) ?? "", try JSONDecoder().decode(Ready.self, from: body))
    }

    /// Waits until each link is established or resting.
    private func settled() async throws -> (code: String, ready: Ready) {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let now = try await ready()
            let isMoving = now.ready.dependencies.contains {
                ["connecting", "stopped"].contains($0.state) || $0.name == "store" && $0.status == "unknown"
            }
            if !isMoving || ContinuousClock.now > end { return now }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test func `shows those that are well, with how they are protected`() async throws {
        try await peers(["tls", "cassandra", "plain"]) { ports in
            try configure(
                """
                onPremiseSettings:
                  cmeHost: localhost
                  cmePort: \(ports[0])
                  tlsEnabled: true
                serverSettings:
                  caCertificate: ca.pem
                  rcsTrustedCA: false
                """
                    + "\ncassandraCluster:\n  nodes: 127.0.0.1:\(ports[1])\n  useSSL: true\n  trustStore: ca.pem\n"
            )
            let result = try await serve { server in
                _ = try await server.line { $0.contains("link established") && $0.contains("link=cassandra") }
                _ = try await server.line { $0.contains("link established") && $0.contains("link=configurationServer") }
                let (code, ready) = try await settled()
                #expect(code == "200")
                #expect(ready.status == "up" && ready.phase == "serving")
                #expect(
                    ready.dependencies.map(\.line) == [
                        "configurationServer up established verified", "sipServer unknown address-unknown verified",
                        "interactionServer unknown address-unknown verified",
                        "recordingCryptoServer unknown address-unknown encrypted", "cassandra up established verified",
                        "store up", "login unknown",
                    ]
                )
                let first = try #require(ready.dependencies.first)
                #expect(first.address == "localhost:\(ports[0])")
                #expect(first.protocolVersion == "TLSv1.3")
                #expect(first.cipherSuite?.hasPrefix("TLS_") == true)
                #expect(first.peerExpires != nil)
                let metrics = try await management("/metrics").stdout
                #expect(metrics.contains("\nbackend_up{name=\"cassandra\"} 1\n"))
                #expect(metrics.contains("\nconfig_reload_success 1\n"))
                #expect(try await management("/openapi.json").stdout.contains("\"/api/v2/me\":{"))
                #expect(metrics.contains("\ncert_not_after_seconds{name=\"cassandra\",alias=\"peer\"} 1"))
                #expect(metrics.contains("\nbackend_latency_seconds_count{name=\"configurationServer\"} 1\n"))
            }
            #expect(result.status == 0)
            #expect(result.stderr.contains("warning link is encrypted only, any certificate is accepted"))
        }
    }

    @Test func `starts with one of each kind broken, and says of each what is wrong`() async throws {
        try await peers(["tls", "plain", "tls:old-", "http", "tls", "silent"]) { ports in
            let closed = try FreePort.find()
            try folder.write(
                """
                jetty:
                  host: 127.0.0.1
                  port: \(port)
                  enableSsl: false
                onPremiseSettings:
                  cmeHost: localhost
                  cmePort: \(ports[0])
                  tlsEnabled: true
                serverSettings:
                  caCertificate: other-ca.pem
                  webDAVTrustedCA: ca.pem
                  rcsTrustedCA: ca.pem
                  speechMinerTrustedCA: ca.pem
                cassandraCluster:
                  nodes: 127.0.0.1:\(closed)
                  useSSL: true
                  trustStore: ca.pem
                girctl:
                  store: file
                  management:
                    port: \(managementPort)
                  links:
                    sipServer: localhost:\(ports[1])
                    webDAV: localhost:\(ports[2])
                    recordingCryptoServer: localhost:\(ports[3])
                    speechMiner: wrong.localhost:\(ports[4])

                """,
                to: "application.yaml"
            )
            let result = try await serve { server in
                for name in ["configurationServer", "sipServer", "webDAV", "recordingCryptoServer", "cassandra"] {
                    _ = try await server.line { $0.contains("warning link failed") && $0.contains("link=\(name)") }
                }
                let (code, ready) = try await settled()
                #expect(code == "503")
                #expect(ready.status == "down" && ready.phase == "serving")
                let lines = ready.dependencies.map(\.line)
                #expect(lines[0] == "configurationServer down resting verified missing-issuer", "\(lines)")
                #expect(lines[1] == "sipServer down resting verified no-tls", "\(lines)")
                #expect(lines[3] == "webDAV down resting verified expired", "\(lines)")
                #expect(lines[4] == "recordingCryptoServer down resting verified no-tls", "\(lines)")
                #expect(lines[6] == "cassandra down resting verified unreachable", "\(lines)")
                let messages = ready.dependencies.map { $0.fault?.message ?? "" }
                #expect(messages[4] == "the peer answers in plain HTTP")
                #expect(messages[6] == "nothing accepts the connection: connection refused")
                #expect(try await management("/health/live").stdout == "{\"status\":\"up\"}\n200")
                #expect(try await management("/metrics").stdout.contains("\nbackend_up{name=\"webDAV\"} 0\n"))
            }
            #expect(result.status == 0, "\(result)")
            #expect(
                result.stderr.contains(
                    " warning link failed address=127.0.0.1:\(closed) code=unreachable hint=\"see that the node runs (its system.log says why it does not), 'rpc_address' in cassandra.yaml, and the firewall\" link=cassandra reason=\"nothing accepts the connection: connection refused\"\n"
                )
            )
        }
    }

    @Test(arguments: [
        ("serverSettings:\n  caCertificate: none.pem\n", "sipServer", "serverSettings.caCertificate"),
        ("serverSettings:\n  webDAVTrustedCA: none.pem\n", "webDAV", "serverSettings.webDAVTrustedCA"),
        ("serverSettings:\n  rcsTrustedCA: none.pem\n", "recordingCryptoServer", "serverSettings.rcsTrustedCA"),
        ("serverSettings:\n  speechMinerTrustedCA: none.pem\n", "speechMiner", "serverSettings.speechMinerTrustedCA"),
        (
            "cassandraCluster:\n  nodes: 127.0.0.1\n  useSSL: true\n  trustStore: none.pem\n", "cassandra",
            "cassandraCluster.trustStore"
        ),
    ])
    func `refuses to start where a truststore is missing`(
        _ lines: String,
        _ link: String,
        _ option: String
    ) async throws {
        try configure(lines)
        for check in [[], ["--check"]] {
            var command = command
            command.arguments += check
            let result = try await CommandRunner.run(command)
            result.expectFailure(
                78,
                "link '\(link)': '\(option)': 'none.pem' does not exist",
                hint: "check the path; it is seen from the folder of application.yaml"
            )
        }
    }

    @Test func `refuses to start where a truststore does not open`() async throws {
        try folder.write("no certificate", to: "bad.pem")
        try configure("serverSettings:\n  webDAVTrustedCA: bad.pem\n")
        let result = try await CommandRunner.run(command)
        #expect(result.status == 78)
        #expect(result.stderr.contains("link 'webDAV': 'serverSettings.webDAVTrustedCA': 'bad.pem'"), "\(result)")
    }

    @Test func `makes a link again when its peer comes back`() async throws {
        let ports = try FreePort.find(1)
        try configure("cassandraCluster:\n  nodes: 127.0.0.1:\(ports[0])\n  useSSL: true\n  trustStore: ca.pem\n")
        let result = try await serve { server in
            _ = try await server.line { $0.contains("warning link failed") }
            _ = try await CommandRunner.start(
                Tool.python3.command(["peers.py", "cassandra=\(ports[0])"], in: folder),
                readyWhen: { $0 == "ready" },
                body: { _ in _ = try await server.line { $0.contains("info link established") } }
            )
            _ = try await server.line(within: .seconds(40)) { $0.contains("code=unreachable") }
        }
        #expect(result.status == 0)
    }
}

/// Small peers: TLS with a certificate, plain text, HTTP, or silence.
enum LinkPeerScript {
    static let text = """
        import socket, ssl, sys, threading

        def text(value):
            return len(value).to_bytes(2, "big") + value.encode()

        def number(value):
            return value.to_bytes(4, "big")

        def rows(columns):
            names = b"".join(text(name) + b"\\x00\\x0d" for name in columns)
            values = b"".join(number(len(value)) + value.encode() for value in columns.values())
            return number(2) + number(1) + number(len(columns)) + text("system") + text("local") + names + number(1) + values

        # Version 4 of Cassandra's native protocol, as far as a first look takes it.
        def speak(connection):
            stream = connection.makefile("rb")
            while head := stream.read(9):
                stream.read(int.from_bytes(head[5:9], "big"))
                if head[0] != 4:
                    opcode, body = 0, number(10) + text("Invalid or unsupported protocol version")
                else:
                    opcode, body = {1: (2, b""), 5: (6, b"\\x00\\x00"), 7: (8, rows({
                        "release_version": "3.11.4", "cluster_name": "test", "data_center": "dc1"}))}[head[4]]
                connection.sendall(bytes([0x84, 0]) + head[2:4] + bytes([opcode]) + number(len(body)) + body)

        def serve(kind, prefix, port):
            listener = socket.create_server(("127.0.0.1", port))
            def answer(connection):
                try:
                    if kind in ("cassandra", "tls"):
                        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                        context.load_cert_chain(prefix + "chain.pem", prefix + "key.pem")
                        connection = context.wrap_socket(connection, server_side=True)
                        if kind == "cassandra": speak(connection)
                        while connection.recv(1024): pass
                    elif kind == "http":
                        connection.recv(1024)
                        connection.sendall(b"HTTP/1.1 400 Bad Request\\r\\n\\r\\n")
                        connection.close()
                    elif kind == "plain":
                        connection.sendall(b"hello\\r\\n")
                        while connection.recv(1024): pass
                    else:
                        while connection.recv(1024): pass
                except OSError:
                    pass
            def accept():
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()
            threading.Thread(target=accept, daemon=True).start()

        for argument in sys.argv[1:]:
            kind, port = argument.split("=")
            kind, _, prefix = kind.partition(":")
            serve(kind, prefix, int(port))
        print("ready", flush=True)
        threading.Event().wait()

        """
}
