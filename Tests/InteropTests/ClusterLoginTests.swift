import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// What only a login shows is told by `ca validate`, `doctor`, `config lint` and `serve --check`, as the start of `serve` would.
@Suite struct `A login to a cluster, before the server starts` {
    private let folder: TemporaryDirectory
    private let cluster: FakeCluster
    private let storage = FakeStorage()

    private struct Doctor: Decodable {
        struct Check: Decodable {
            let subject: String
            let message: String
            let help: String?
        }

        let checks: [Check]
    }

    init() async throws {
        folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Date())
        let server = try pki.server()
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        var settings = FakeCluster.Settings()
        settings.authenticator = "org.apache.cassandra.auth.PasswordAuthenticator"
        settings.users = ["gir": "Battery-staple-1"]
        try settings.secure(server.key, server.chain, demandingThoseOf: nil)
        cluster = try await storage.makeCluster(1, settings)
        try await Girctl.run(["keys", "init", "--key-file", "key"], in: folder).succeeded()
    }

    private func configure(password: String = "Battery-staple-1", _ more: String = "") async throws {
        try folder.write(
            """
            jetty:
              host: 127.0.0.1
              port: 8080
            cassandraCluster:
              nodes: 127.0.0.1:\(try #require(cluster.endpoints.first).port)
              keyspace: gir
              useSSL: true
              trustStore: ca.pem
              userName: gir
              password: \(password)
            girctl:
              store: cassandra
            \(more)
            """,
            to: "application.yaml"
        )
        try await girctl("encrypt", "--in-place", "application.yaml", "--all").succeeded()
    }

    private func girctl(_ arguments: String...) async throws -> CommandResult {
        try await Girctl.run(arguments + ["--key-file", "key"], in: folder)
    }

    private func validate(_ more: String...) async throws -> (status: Int32, report: LinkRun.Report) {
        let asked = ["--config", "application.yaml", "--link", "cassandra", "--connect", "--key-file", "key"]
        return try await LinkRun.validate(asked + more, in: folder)
    }

    /// Has all of them say the same, and the server not start for it.
    private func expectFault(
        _ reason: String,
        _ words: String,
        rule: String,
        status: Int32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let (found, report) = try await validate()
        #expect(found == 1 && report.results.map(\.trusted) == [true, false], sourceLocation: sourceLocation)
        let result = try #require(report.results.last, sourceLocation: sourceLocation)
        #expect(result.reason == reason && result.message.contains(words), "\(result)", sourceLocation: sourceLocation)
        let help = try #require(result.help.first, sourceLocation: sourceLocation)
        for more in [[], ["--check", "--connect"]] {
            let run = try await Girctl.run(
                ["serve", "--config", "application.yaml", "--key-file", "key"] + more,
                in: folder
            )
            #expect(run.status == status, "\(run)", sourceLocation: sourceLocation)
            let said = "girctl: error: \(result.message)\n  hint: \(help)\n"
            #expect(run.stderr.hasSuffix(said), "\(run)", sourceLocation: sourceLocation)
        }
        let doctor = try await girctl("doctor", "--json")
        let checks = try JSONDecoder().decode(Doctor.self, from: Data(doctor.outputBytes)).checks
        let check = checks.first { $0.message == "\(reason): \(result.message)" }
        #expect(check?.help == help, "\(doctor)", sourceLocation: sourceLocation)
        let lint = try await girctl("config", "lint", "--connect", "--select", "GIR95,GIR96", "application.yaml")
        #expect(lint.status == 1 && lint.stdout.contains("error[\(rule)]"), "\(lint)", sourceLocation: sourceLocation)
        #expect(lint.stdout.contains(result.message), "\(lint)", sourceLocation: sourceLocation)
        // Without being asked, the check stays away from the network.
        let check2 = try await girctl("serve", "--check", "--config", "application.yaml")
        #expect(check2.status == 0, "\(check2)", sourceLocation: sourceLocation)
        #expect(check2.stdout.contains("--connect asks the cluster"), "\(check2)", sourceLocation: sourceLocation)
    }

    @Test func `finds a password that the cluster does not take`() async throws {
        try await configure(password: "Battery-staple-2")
        let words = "the node does not take the user or the password"
        try await expectFault("login-refused", words, rule: "GIR961", status: 77)
        // A cluster that is only watched has no keyspace, and keeps no server from starting.
        try folder.write(
            try folder.text("application.yaml").replacing("store: cassandra", with: "store: file"),
            to: "application.yaml"
        )
        let (status, report) = try await validate()
        #expect(status == 1 && report.results.map(\.target).last == "login")
        #expect(report.results.last?.reason == "login-refused")
        let serve = try await girctl("serve", "--check", "--connect", "--config", "application.yaml", "--data", "data")
        #expect(serve.status == 0, "\(serve)")
        await cluster.stop()
    }

    @Test func `finds tables that are missing, a role that may only read, and then nothing`() async throws {
        try await configure()
        try await expectFault("store-unfit", "lacks the tables of a store", rule: "GIR962", status: 65)
        try await girctl("store", "init", "--config", "application.yaml", "--replication", "dc1=1").succeeded()
        let words = "User gir has no MODIFY permission on <table gir.girctl_store> or any of its parents"
        cluster.follow { [storage] request in
            if case .execute(let text, _) = request.kind, text.hasPrefix("UPDATE") { return .fault(0x2100, words) }
            return storage.reply(request)
        }
        try await expectFault("login-refused", words, rule: "GIR961", status: 77)
        cluster.follow { [storage] in storage.reply($0) }
        let (status, report) = try await validate()
        #expect(status == 0 && report.results.map(\.target).last == "keyspace gir", "\(report)")
        let lint = try await girctl("config", "lint", "--connect", "--select", "GIR95,GIR96", "application.yaml")
        #expect(lint.status == 0, "\(lint)")
        let check = try await girctl("serve", "--check", "--connect", "--config", "application.yaml")
        #expect(check.status == 0 && check.stdout.hasSuffix(", and to work in the cluster\n"), "\(check)")
        await cluster.stop()
    }

    @Test func `is not tried where it would not be the server's, and says so where the server would not start`()
        async throws
    {
        try await configure(password: "Battery-staple-2")
        // With another rule, name or time it is not the server's trust that is looked at.
        for option in [["--name-rule", "rfc9525"], ["--host", "127.0.0.1"], ["--policy", "rws"]] {
            let asked = ["--config", "application.yaml", "--link", "cassandra", "--connect", "--key-file", "key"]
            let (status, report) = try await LinkRun.validate(asked + option, in: folder)
            #expect(status == 0 && report.results.count == 1, "\(option)")
        }
        let text = try folder.text("application.yaml")
        // The errors of the file are found by the linter.
        try folder.write(text.replacing("port: 8080", with: "port: none"), to: "application.yaml")
        let (found, broken) = try await validate()
        #expect(found == 0 && broken.results.count == 1)
        let note = "the login was not tried: the server does not start with the errors that are found by: "
        #expect(broken.results.first?.notes.last == note + "girctl config lint application.yaml")
        let examined = try await girctl("doctor")
        #expect(examined.stdout.contains("; \(note)"), "\(examined)")
        for (old, new, words, link) in [
            ("keyspace: gir", "keyspace: ${KEYSPACE}", "is a placeholder", nil),
            // The address is named on the command line: TLS is tried, and the server would not speak it.
            ("useSSL: true", "useSSL: false", "the server would send the password without TLS", try node()),
        ] {
            try folder.write(text.replacing(old, with: new), to: "application.yaml")
            let asked =
                ["--config", "application.yaml", "--link", "cassandra", "--connect"] + (link.map { [$0] } ?? [])
            let (status, report) = try await LinkRun.validate(asked + ["--key-file", "key"], in: folder)
            #expect(status == 2 && report.results.map(\.trusted) == [true, false], "\(report)")
            let last = try #require(report.results.last)
            #expect(last.reason == "login-not-tried" && last.message.contains(words), "\(last)")
            #expect(last.help.first?.isEmpty == false)
        }
        // The password was encrypted with another key.
        try folder.write(text, to: "application.yaml")
        try await Girctl.run(["keys", "init", "--key-file", "other"], in: folder).succeeded()
        let asked = ["--config", "application.yaml", "--link", "cassandra", "--connect", "--key-file", "other"]
        let (status, report) = try await LinkRun.validate(asked, in: folder)
        #expect(status == 2 && report.results.last?.reason == "login-not-tried", "\(report)")
        let doctor = try await Girctl.run(["doctor", "--key-file", "other"], in: folder)
        #expect(doctor.stdout.contains("login-not-tried: the login was not tried: "), "\(doctor)")
        let lint = ["config", "lint", "--connect", "--select", "GIR95", "application.yaml", "--key-file", "other"]
        let linted = try await Girctl.run(lint, in: folder)
        #expect(linted.status == 2 && linted.stdout.contains("login-not-tried"), "\(linted)")
        await cluster.stop()
    }

    private func node() throws -> String { "127.0.0.1:\(try #require(cluster.endpoints.first).port)" }

    @Test func `is not what a store in a file waits for`() async throws {
        try await configure(password: "Battery-staple-2")
        // Neither the keys nor the truststore of a cluster that is only watched are here.
        let text = try folder.text("application.yaml").replacing("store: cassandra", with: "store: file")
        try folder.write(text.replacing("ca.pem", with: "missing.pem"), to: "application.yaml")
        let place = ["--config", "application.yaml", "--data", "data"]
        try await Girctl.run(["contact-center", "add", "Sample"] + place, in: folder).succeeded()
        let listed = try await Girctl.run(["contact-center", "list"] + place, in: folder)
        #expect(listed.status == 0 && listed.stdout.contains("'Sample'"), "\(listed)")
        await cluster.stop()
    }

    @Test func `sends no password to a node that is not trusted`() async throws {
        try await configure()
        try folder.write(try TestPKI(now: Date()).root.certificate.pem, to: "ca.pem")
        let (status, report) = try await validate()
        #expect(status == 1 && report.results.map(\.trusted) == [false])
        await cluster.stop()
    }
}
