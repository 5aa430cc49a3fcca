import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// What is wrong with a node is told in the same words by `serve`, `store init`, `ca validate` and `doctor`.
@Suite struct `Faults of a cluster, told by the programs` {
    /// What answers on the port, and a part of what is said of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Nil where nothing listens.
        let answer: [UInt8]?
        let words: String
        var useSSL = true
    }

    private static let rows = [
        Row(
            testDescription: "nothing listens",
            answer: nil,
            words: "nothing accepts the connection: connection refused"
        ),
        Row(
            testDescription: "no usable key in the node's keystore, or a client certificate that it does not trust",
            answer: RawPeer.alert(80),
            words: "the node fails during the handshake"
        ),
        Row(
            testDescription: "client certificate missing",
            answer: RawPeer.alert(116),
            words: "the node wants a client certificate"
        ),
        Row(
            testDescription: "client certificate expired",
            answer: RawPeer.alert(45),
            words: "the client's certificate has expired"
        ),
        Row(
            testDescription: "no cipher suite in common",
            answer: RawPeer.alert(40),
            words: "there is no common cipher suite"
        ),
        Row(
            testDescription: "no TLS on the port",
            answer: [0x84, 0, 0, 0, 0, 0, 0, 0, 0x12, 0, 0, 0, 0x0A, 0, 0x0C] + Array("bad protocol".utf8),
            words: "the client speaks TLS, and the node does not on this port"
        ),
        Row(
            testDescription: "a web server on the port",
            answer: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
            words: "what answers there is a web server"
        ),
        Row(
            testDescription: "a node that stands still",
            answer: [],
            words: "the connection is taken, and nothing is answered in time"
        ),
        Row(
            testDescription: "TLS only, and a client without",
            answer: RawPeer.alert(50),
            words: "the node speaks TLS on this port, and the client does not",
            useSSL: false
        ),
    ]

    private struct Doctor: Decodable {
        struct Check: Decodable {
            let subject: String
            let message: String
            let help: String?
        }

        let checks: [Check]
    }

    private let folder: TemporaryDirectory
    private let pki: TestPKI
    private let listening: Int

    init() throws {
        listening = try FreePort.find()
        folder = try TemporaryDirectory()
        pki = try TestPKI(now: Date())
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
    }

    private func configure(_ port: Int, _ more: String = "", useSSL: Bool = true) throws {
        try folder.write(
            """
            jetty:
              host: 127.0.0.1
              port: \(listening)
            cassandraCluster:
              nodes: 127.0.0.1:\(port)
              keyspace: gir
              useSSL: \(useSSL)
              trustStore: ca.pem
            girctl:
              store: cassandra
            \(more)
            """,
            to: "application.yaml"
        )
    }

    /// Runs the four, and expects of all of them what `ca validate` says.
    private func expectSameWords(_ words: String) async throws {
        let config = ["--config", "application.yaml"]
        let (_, report) = try await LinkRun.validate(config + ["--link", "cassandra", "--connect"], in: folder)
        let seen = try #require(report.results.first)
        #expect(!seen.trusted && seen.message.contains(words), "\(seen)")
        let (message, help) = (try #require(seen.message.firstRange(of: words)), try #require(seen.help.first))
        let reason = String(seen.message[message.lowerBound...])
        for command in [["store", "init", "--replication", "dc1=1"], ["serve"]] {
            let run = try await Girctl.run(command + config, in: folder)
            #expect(run.status == 69, "\(run)")
            #expect(run.stderr.contains(reason) && run.stderr.contains("hint: \(help)"), "\(seen)\n\(run)")
        }
        let doctor = try await Girctl.run(["doctor", "--json"] + config, in: folder)
        let checks = try JSONDecoder().decode(Doctor.self, from: Data(doctor.outputBytes)).checks
        let check = try #require(checks.first { $0.subject.hasPrefix("cassandra ") })
        #expect(check.message.hasSuffix(reason) && check.help == help, "\(check)")
        let lint = ["config", "lint", "--connect", "--select", "GIR95", "--fail-on", "note", "application.yaml"]
        let linted = try await Girctl.run(lint, in: folder)
        #expect(linted.status == 1 && linted.stdout.contains(reason) && linted.stdout.contains(help), "\(linted)")
    }

    @Test(arguments: rows) func `have the same reason and the same hint`(row: Row) async throws {
        guard let answer = row.answer else {
            try configure(try FreePort.find())
            return try await expectSameWords(row.words)
        }
        try await RawPeer.run(answering: answer) { port in
            try configure(port, useSSL: row.useSSL)
            try await expectSameWords(row.words)
        }
    }

    @Test(arguments: [true, false])
    func `of a certificate are mended by the commands for clusters`(isName: Bool) async throws {
        let server = try isName ? pki.server(["dns:other.example.com"], subject: "CN=other") : pki.server()
        var settings = FakeCluster.Settings()
        try settings.secure(server.key, server.chain, demandingThoseOf: nil)
        let cluster = try await FakeStorage().makeCluster(1, settings)
        let port = try #require(cluster.endpoints.first).port
        try configure(port)
        // The CA is another one.
        if !isName { try folder.write(pki.client().chain[0].pem, to: "ca.pem") }
        let asked = ["--config", "application.yaml", "--link", "cassandra", "--connect"]
        let help = try #require(try await LinkRun.validate(asked, in: folder).report.results.first?.help)
        let remedy =
            isName
            ? "girctl cassandra-certs add-node FOLDER --nodes NAME=127.0.0.1"
            : "set 'cassandraCluster.trustStore' to a file"
        #expect(help.first?.contains(remedy) == true && !help.contains { $0.contains("genkey") }, "\(help)")
        let serve = try await Girctl.run(["serve", "--config", "application.yaml"], in: folder)
        #expect(serve.status == 69 && serve.stderr.contains("hint: \(help.first ?? "?")"), "\(serve)")
        await cluster.stop()
    }

    @Test func `of a truststore that nobody has named name the option, and not what Java trusts`() async throws {
        let server = try pki.server()
        var settings = FakeCluster.Settings()
        try settings.secure(server.key, server.chain, demandingThoseOf: nil)
        let cluster = try await FakeStorage().makeCluster(1, settings)
        let node = try #require(cluster.endpoints.first)
        try folder.write("cassandraCluster:\n  nodes: \(node)\n  useSSL: true\n", to: "application.yaml")
        let asked = ["--config", "application.yaml", "--link", "cassandra", "--connect"]
        // Whether there is a Java here or not.
        let help = try #require(try await LinkRun.validate(asked, in: folder).report.results.first?.help)
        #expect(help.count == 1 && help[0].hasPrefix("set 'cassandraCluster.trustStore'"), "\(help)")
        await cluster.stop()
    }

    @Test func `are not there with the certificate that the node demands`() async throws {
        let (server, client) = (try pki.server(), try pki.client())
        var settings = FakeCluster.Settings()
        try settings.secure(server.key, server.chain, demandingThoseOf: pki.root.certificate)
        let cluster = try await FakeStorage().makeCluster(1, settings)
        let port = try #require(cluster.endpoints.first).port
        try configure(port)
        try await expectSameWords("the node wants a client certificate")
        try folder.write(client.chainPEM, to: "client.pem")
        try folder.write(client.key.pem().revealBytes(), to: "client.key")
        try folder.write("correct horse\n", to: "pw")
        try await Girctl.run(
            ["keystore", "import", "client.p12", "--alias", "rws", "--cert", "client.pem", "--key", "client.key"]
                + ["--password-file", "pw", "--type", "pkcs12"],
            in: folder
        ).succeeded()
        let asked = ["--config", "application.yaml", "--link", "cassandra", "--connect"]
        let named = "  cassandraKeyStore: client.p12\n  cassandraKeyStorePassword: "
        try configure(port, named + "correct horse\n")
        #expect(try await LinkRun.validate(asked, in: folder).status == 0)
        let doctor = try await Girctl.run(["doctor"], in: folder)
        #expect(doctor.stdout.contains("ok        cassandra 127.0.0.1"), "\(doctor)")
        // What is named on the command line is tried in its place.
        try folder.write(server.chainPEM, to: "other.pem")
        try folder.write(server.key.pem().revealBytes(), to: "other.key")
        let other = ["--client-cert", "other.pem", "--client-key", "other.key"]
        #expect(try await LinkRun.validate(asked + other, in: folder).status == 1)
        // A keystore that does not open is said before anybody is asked, as the server says it.
        for (more, reason, status) in [
            (named + "wrong\n", "client-keystore-unreadable", Int32(1)),
            ("  cassandraKeyStore: missing.p12\n", "client-keystore-unreadable", 1),
            ("  cassandraKeyStore: client.pem\n", "client-keystore-unreadable", 1),
            (named + "CRYPT:v1.630dcd29.AQABAgMEBQYHCAkKCzdj8j\n", "client-keystore-password", 2),
        ] {
            try configure(port, more)
            let (found, report) = try await LinkRun.validate(asked, in: folder)
            #expect(found == status && report.results.first?.reason == reason, "\(report)")
            let serve = try await Girctl.run(["serve", "--config", "application.yaml"], in: folder)
            #expect(serve.status != 0 && report.results.first?.help.isEmpty == false, "\(serve)")
            // A password in clear text keeps it from starting sooner.
            if !more.contains("Password") {
                #expect(serve.stderr.contains("girctl: error: 'girctl.cassandraKeyStore': "), "\(serve)")
                #expect(serve.stderr.contains("hint: \(report.results.first?.help.first ?? "?")"), "\(serve)")
            }
            let lint = ["config", "lint", "--connect", "--select", "GIR95", "--fail-on", "note", "application.yaml"]
            let linted = try await Girctl.run(lint, in: folder)
            #expect(linted.status == 1 && linted.stdout.contains("[GIR951]"), "\(linted)")
            // It is not read where it is not shown.
            let named = try await LinkRun.validate(asked + other, in: folder).report
            #expect(named.results.first?.reason != reason)
        }
        await cluster.stop()
    }
}
