import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// The links of an application.yaml against small peers, Cassandra's protocol among them.
@Suite struct `Links of a configuration` {
    private let folder: TemporaryDirectory
    private let pki: TestPKI

    init() throws {
        folder = try TemporaryDirectory()
        pki = try TestPKI(now: Date())
        let server = try pki.server()
        try folder.write(server.chainPEM, to: "chain.pem")
        try folder.write(server.key.pem().revealBytes(), to: "key.pem")
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        try folder.write(pki.root.certificate.pem + pki.issuer.certificate.pem, to: "two.pem")
        var store = KeyStore(format: .jks)
        try store.set(
            .trustedCertificate(alias: "ca", certificate: pki.root.certificate, created: pki.now),
            replacing: false
        )
        try folder.write(store.encoded(password: Secret("storepass")), to: "ca.jks")
        try folder.write(Self.peers, to: "peers.py")
    }

    /// Starts so many peers of each kind and gives the body their ports.
    private func serve(_ kinds: [String], _ body: ([Int]) async throws -> Void) async throws {
        let ports = try FreePort.find(kinds.count)
        let arguments = ["peers.py"] + zip(kinds, ports).map { "\($0)=\($1)" }
        _ = try await CommandRunner.start(
            Tool.python3.command(arguments, in: folder),
            readyWhen: { $0 == "ready" },
            body: { _ in try await body(ports) }
        )
    }

    private func write(configurationServer: Int, cassandra: Int) throws {
        try folder.write(
            """
            onPremiseSettings:
              cmeHost: localhost
              cmePort: \(configurationServer)
              tlsEnabled: true
            serverSettings:
              caCertificate: ca.pem
              webDAVTrustedCA: ca.jks
              webDAVJksPassword: storepass
              rcsTrustedCA: false
              speechMinerTrustedCA: missing.pem
            cassandraCluster:
              nodes: 127.0.0.1:\(cassandra)
              useSSL: true
              trustStore: ca.jks
              truststorePassword: storepass

            """,
            to: "application.yaml"
        )
    }

    @Test(.enabled(if: Tool.python3.found || Tool.required))
    func `are checked together, each with its own trust and its own reason`() async throws {
        try await serve(["tls", "cassandra", "tls", "silent"]) { ports in
            try write(configurationServer: ports[0], cassandra: ports[1])
            let addresses = [
                "sipServer=localhost:\(ports[2])", "interactionServer=localhost:\(ports[3])",
                "webDAV=localhost:\(ports[2])", "recordingCryptoServer=localhost:\(ports[2])",
            ]
            let links = ["--link"] + Self.links
            let (status, report) = try await LinkRun.validate(
                links + ["--timeout", "5", "--connect"] + addresses,
                in: folder
            )
            #expect(status == 1)
            #expect(report.results.map(\.link) == Self.links)
            let reasons: [String?] = [nil, nil, "handshake-failed", nil, "not-verified", "truststore-unreadable", nil]
            #expect(report.results.map(\.reason) == reasons, "\(report)")
            #expect(report.results.last?.notes.contains("Cassandra speaks 3/v3, 4/v4, 5/v5 of its protocol") == true)
        }
    }

    @Test(.enabled(if: Tool.python3.found || Tool.required))
    func `are asked at the addresses of the file, and a plain-text Cassandra is called that`() async throws {
        for kind in ["plain-cassandra", "deaf-cassandra"] {
            try await serve(["tls", kind]) { ports in
                try write(configurationServer: ports[0], cassandra: ports[1])
                let (status, report) = try await LinkRun.validate(
                    ["--config", "application.yaml", "--link", "configurationServer", "cassandra", "--connect"],
                    in: folder
                )
                #expect(status == 1)
                #expect(report.results.map(\.reason) == [nil, "no-tls"], "\(kind) \(report)")
                #expect(
                    report.results[1].message.hasSuffix(
                        ": the client speaks TLS, and the node does not on this port"
                    )
                )
                #expect(report.results[1].help.first?.contains("client_encryption_options") == true)
            }
        }
    }

    @Test func `say without a connection whether their trust can be built`() async throws {
        try write(configurationServer: 1, cassandra: 1)
        let (status, report) = try await LinkRun.validate([], in: folder)
        #expect(status == 1)
        let reasons: [String?] = [nil, nil, nil, nil, "not-verified", "truststore-unreadable", nil]
        #expect(report.results.map(\.reason) == reasons)
        #expect(report.results.map(\.link) == Self.links)
        #expect(report.results[0].target == "localhost:1")
        let (good, _) = try await LinkRun.validate(["--link", "webDAV", "cassandra"], in: folder)
        #expect(good == 0)
    }

    @Test func `whose address the file does not have are not called checked`() async throws {
        try write(configurationServer: 1, cassandra: 1)
        let (status, report) = try await LinkRun.validate(["--link", "webDAV", "--connect"], in: folder)
        #expect(status == 2)
        #expect(report.results.first?.reason == "address-unknown")
        #expect(report.results.first?.help == ["name it: --connect webDAV=HOST:PORT"])
        let (unreachable, _) = try await LinkRun.validate(["--link", "cassandra", "webDAV", "--connect"], in: folder)
        #expect(unreachable == 69)
    }

    @Test(.enabled(if: Tool.python3.found || Tool.required))
    func `are waited for together, not one after the other`() async throws {
        try await serve(Self.links.map { _ in "silent" }) { ports in
            try write(configurationServer: 1, cassandra: 1)
            let addresses = zip(Self.links, ports).map { "\($0)=localhost:\($1)" }
            let start = ContinuousClock.now
            let (status, report) = try await LinkRun.validate(["--timeout", "6", "--connect"] + addresses, in: folder)
            #expect(status == 1)
            // Of Cassandra it is said as the server says it.
            #expect(report.results.count { $0.reason == "handshake-failed" } == 5)
            #expect(report.results.first { $0.link == "cassandra" }?.reason == "unreachable")
            // One after the other they would take more than half a minute.
            #expect(start.duration(to: .now) < .seconds(36))
        }
    }

    @Test func `need a name for each address`() async throws {
        try write(configurationServer: 1, cassandra: 1)
        for (address, message) in [
            ("localhost:1", "belongs to no link"), ("webDAV=", "is no address"), ("other=localhost:1", "is no address"),
            ("sipServer=localhost", "is no address"),
        ] {
            for command in [["ca", "validate"], ["doctor"]] {
                let result = try await Girctl.run(command + ["--connect", address], in: folder)
                #expect(result.status == 64, "\(address) \(result)")
                #expect(result.stderr.contains(message), "\(result)")
            }
        }
    }

    @Test func `follow the switches of the file`() async throws {
        try folder.write(
            """
            onPremiseSettings:
              cmeHost: localhost
              cmePort: 1
            serverSettings:
              caCertificate: two.pem
              webDAVTrustedCA: ${WEBDAV_CA}
              rcsTrustedCA: ca.jks
              rcsJksPassword: wrong!
              speechMinerTrustedCA: ca.jks
              speechMinerJksPassword: CRYPT:v1.0badcafe.AcLhBJe9WnWyLRGzsVMn7FAVTWEt0-LxBNQv2G2ts2HoKDuMcfrI-xxlyedwNdD7zqA9qV7uWcadifnJzg

            """,
            to: "application.yaml"
        )
        let (status, report) = try await LinkRun.validate([], in: folder)
        #expect(status == 1)
        let reasons: [String?] = [
            "not-encrypted", nil, nil, "placeholder", "truststore-unreadable", nil, "not-configured",
        ]
        #expect(report.results.map(\.reason) == reasons, "\(report)")
        #expect(report.results[1].notes.contains { $0.hasPrefix("the server takes a single CA") })
        // A JKS opens without its password, so the link can be judged although the key file is not here.
        #expect(report.results[5].notes.contains { $0.contains("there is no key file") })
    }

    private static let links = [
        "configurationServer", "sipServer", "interactionServer", "webDAV", "recordingCryptoServer", "speechMiner",
        "cassandra",
    ]

    private static let peers = """
        import socket, ssl, struct, sys, threading, time

        def text(value):
            return struct.pack(">H", len(value)) + value.encode()

        versions = ["3/v3", "4/v4", "5/v5"]
        body = struct.pack(">H", 2) + text("CQL_VERSION") + struct.pack(">H", 1) + text("3.4.5")
        body += text("PROTOCOL_VERSIONS") + struct.pack(">H", 3) + b"".join(text(name) for name in versions)
        supported = b"\\x84\\x00\\x00\\x00\\x06" + struct.pack(">I", len(body)) + body
        message = text("Invalid or unsupported protocol version (22)")
        error = b"\\x85\\x00\\x00\\x00\\x00" + struct.pack(">I", 4 + len(message)) + struct.pack(">I", 10) + message

        def answer(kind, link):
            with link:
                if kind == "silent":
                    time.sleep(60)
                if kind in ("tls", "cassandra"):
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    context.load_cert_chain("chain.pem", "key.pem")
                    link = context.wrap_socket(link, server_side=True)
                first = link.recv(9)
                if kind == "tls" or not first:
                    return
                if first[0] == 4:
                    link.sendall(supported)
                elif kind == "plain-cassandra":
                    link.sendall(error)

        def serve(kind, port):
            listener = socket.create_server(("127.0.0.1", port))
            def run():
                while True:
                    link, _ = listener.accept()
                    threading.Thread(target=lambda: answer(kind, link), daemon=True).start()
            threading.Thread(target=run, daemon=True).start()

        for argument in sys.argv[1:]:
            kind, port = argument.split("=")
            serve(kind, int(port))
        print("ready", flush=True)
        time.sleep(600)

        """
}
