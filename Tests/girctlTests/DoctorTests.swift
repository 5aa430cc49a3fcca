import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl doctor` {
    private let folder: TemporaryDirectory
    // Words that occur nowhere else.
    private static let secrets = [
        "keystore-Pa55", "jks-Pa55word", "cassandra-Pa55", "ops-Pa55word", "in-a-comment", "unknown-key-Pa55",
        "url-Pa55word",
        "in-a-list-Pa55",
    ]

    init() throws {
        folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Date())
        var trust = KeyStore(format: .jks)
        let ca = KeyStoreEntry.trustedCertificate(alias: "ca", certificate: pki.root.certificate, created: pki.now)
        try trust.set(ca, replacing: false)
        try folder.write(trust.encoded(password: Secret(Self.secrets[1])), to: "ca.jks")
        let server = try pki.server()
        var store = KeyStore(format: .pkcs12)
        try store.set(
            .privateKey(alias: "jetty", key: server.key, chain: server.chain, keyPassword: nil, created: pki.now),
            replacing: false
        )
        try folder.write(store.encoded(password: Secret(Self.secrets[0])), to: "keystore.p12")
        try folder.write(server.key.pem().revealBytes(), to: "server.key")
        try folder.write(
            """
            jetty:
              enableSsl: true
              ssl:
                port: 9443
                keyStorePath: keystore.p12
                keyStorePassword: \(Self.secrets[0]) # was \(Self.secrets[4])
            serverSettings:
              externalApiUrlV2: https://rws:\(Self.secrets[6])@rws.example.com/api/v2
              caCertificate: ca.jks
              jksPassword: \(Self.secrets[1])
              opsUserName: ops
              opsUserPassword: \(Self.secrets[3])
              webDAVTrustedCA: ca.jks
              webDAVJksPassword: \(Self.secrets[1])
              rcsTrustedCA: ca.jks
              rcsJksPassword: \(Self.secrets[1])
              speechMinerTrustedCA: ca.jks
              speechMinerJksPassword: \(Self.secrets[1])
              opsPasword: \(Self.secrets[5])
              more:
                - \(Self.secrets[7])
            onPremiseSettings:
              cmeHost: 127.0.0.1
              cmePort: 1
              tlsEnabled: true
            cassandraCluster:
              userName: rws
              password: \(Self.secrets[2])

            """,
            to: "application.yaml"
        )
    }

    private struct Report: Decodable {
        let schema: String
        let checks: [Check]
        let summary: Summary

        struct Check: Decodable {
            let subject: String
            let status: String
            let message: String
            let help: String?
        }

        struct Summary: Decodable {
            let findings: Int
            let unchecked: Int
        }

        func check(_ subject: String) -> [Check] { checks.filter { $0.subject.hasPrefix(subject) } }
    }

    private func examine(_ arguments: String...) async throws -> (result: CommandResult, report: Report) {
        let result = try await Girctl.run(["doctor", "--json"] + arguments, in: folder)
        let report = try? JSONDecoder().decode(Report.self, from: Data(result.outputBytes))
        return (result, try #require(report, "\(result)"))
    }

    @Test func `looks at configuration, files, links and machine, one line each`() async throws {
        let (result, report) = try await examine("--config", "application.yaml")
        #expect(report.schema == "girctl.doctor/1")
        // The passwords in clear text and the unknown options.
        #expect(result.status == 1)
        #expect(report.check("application.yaml").first?.help == "girctl config lint application.yaml")
        #expect(report.check("jetty.ssl.keyStorePath").map(\.status) == ["ok", "ok"])
        #expect(report.check("configurationServer").map(\.status) == ["unchecked"])
        #expect(report.check("configurationServer").first?.message.hasPrefix("unreachable: ") == true)
        for link in ["sipServer", "interactionServer", "webDAV", "recordingCryptoServer", "speechMiner"] {
            #expect(report.check(link).map(\.status) == ["ok"], "\(link)")
        }
        #expect(report.check("cassandra").map(\.status) == ["note"])
        for subject in ["clock", "java", "openssl"] { #expect(report.check(subject).count == 1) }
        let text = try await Girctl.run(["doctor"], in: folder)
        #expect(text.stdout.hasSuffix("\n1 finding, 1 not checked\n"), "\(text)")
        #expect(Self.secrets.allSatisfy { !text.stdout.contains($0) && !result.stdout.contains($0) })
    }

    @Test func `finds what is wrong, with what mends it`() async throws {
        try folder.write(folder.bytes("application.yaml"), to: "open.yaml", mode: 0o644)
        try folder.write(folder.bytes("keystore.p12"), to: "keystore.p12", mode: 0o666)
        let (result, report) = try await examine("--config", "open.yaml")
        #expect(result.status == 1)
        #expect(report.check("open.yaml").contains { $0.help == "chmod o= open.yaml" })
        #expect(report.check("jetty.ssl.keyStorePath").first?.help == "chmod go-w keystore.p12")
        #expect(report.summary.findings == 3)
    }

    @Test func `lets everyone read what has no secret`() async throws {
        try folder.write("jetty:\n  port: 8090\n  prot: 1\n", to: "plain.yaml", mode: 0o644)
        let (_, report) = try await examine("--config", "plain.yaml")
        #expect(report.check("plain.yaml").allSatisfy { $0.help != "chmod o= plain.yaml" })
        #expect(report.check("plain.yaml").contains { $0.message == "'plain.yaml' has mode 0644" })
    }

    @Test func `names the key that a value needs, where there is no key file`() async throws {
        let keys = ["--key-file", "other.key"]
        _ = try await Girctl.run(["keys", "init"] + keys, in: folder).succeeded()
        let value = try await Girctl.run(["encrypt", "x"] + keys, in: folder).succeeded().stdout
        try folder.write("cassandraCluster:\n  password: \(value)", to: "crypt.yaml")
        let id = try #require(try folder.text("other.key").firstMatch(of: #/\nkey (\w{8}) /#)?.1)
        let hint = "name the key file that has key '\(id)' with --key-file or GIRCTL_KEY_FILE"
        let nobody = ["HOME": folder.path, "GIRCTL_KEY_FILE": folder.path("none.key")]
        for command in [
            ["doctor", "--config"], ["encrypt", "--check"], ["serve", "--check", "--config"], ["rekey"],
        ] {
            let result = try await Girctl.run(command + ["crypt.yaml"], in: folder, environment: nobody)
            #expect((result.stdout + result.stderr).contains(hint), "\(command): \(result)")
        }
    }

    @Test func `shows no password of an address without a scheme`() async throws {
        let secret = "addr-Pa55word"
        try folder.write(
            """
            cassandraCluster:
              nodes: u:\(secret)@10.0.0.1
            girctl:
              links:
                webDAV: u:\(secret)@dav.example:443
            serverSettings:
              crossOriginSettings:
                allowedOrigins: https://a.example, https://u:\(secret)@b.example

            """,
            to: "addresses.yaml"
        )
        for command in [
            ["doctor", "--bundle", "b.tar.gz", "--config"], ["ca", "validate", "--config"], ["config", "lint"],
            ["config", "show", "--effective"], ["serve", "--check", "--config"],
        ] {
            let result = try await Girctl.run(command + ["addresses.yaml"], in: folder)
            #expect(!(result.stdout + result.stderr).contains(secret), "\(command): \(result)")
        }
        _ = try await CommandRunner.run(Tool("tar").command(["-xzf", "b.tar.gz"], in: folder)).succeeded()
        for (name, file) in try folder.files() where name.hasPrefix("girctl-doctor/") {
            #expect(!String(decoding: file.bytes, as: UTF8.self).contains(secret), "\(name)")
        }
    }

    @Test func `says what it could not look at`() async throws {
        let empty = try TemporaryDirectory()
        let result = try await Girctl.run(["doctor"], in: empty)
        #expect(result.status == 2)
        #expect(result.stdout.contains("unchecked application.yaml: 'application.yaml' does not exist"))
        #expect(try await Girctl.run(["doctor", "--config", "none.yaml"], in: empty).status == 66)
        try empty.write("a: [", to: "application.yaml")
        #expect(try await Girctl.run(["doctor"], in: empty).status == 1)
    }

    @Test func `writes a bundle without any secret`() async throws {
        let (result, _) = try await examine("--bundle", "support.tar.gz")
        #expect(result.stderr.hasPrefix("wrote 'support.tar.gz'"))
        #expect(try folder.mode("support.tar.gz") == 0o600)
        let names = try await CommandRunner.run(Tool("tar").command(["-xvzf", "support.tar.gz"], in: folder))
            .succeeded()
        let files = names.stdout.split(separator: "\n").map(String.init)
        #expect(files.contains("girctl-doctor/report.txt") && files.contains("girctl-doctor/application.redacted.yaml"))
        let key = try folder.text("server.key").split(separator: "\n").map(String.init)
        for name in files {
            let text = try folder.text(name)
            #expect(Self.secrets.filter { text.contains($0) } == [], "\(name)")
            // The key's own lines, and the same bytes in hexadecimal.
            #expect(!key.dropFirst().dropLast().contains { text.contains($0) }, "\(name)")
            #expect(!text.contains("PRIVATE KEY"), "\(name)")
        }
        let yaml = try folder.text("girctl-doctor/application.redacted.yaml")
        #expect(yaml.contains("serverSettings.opsUserName: ops  # line"))
        #expect(yaml.contains("cassandraCluster.password: ••••••••  # line"))
        #expect(yaml.contains("a key that is not known below 'serverSettings'"))
    }

    @Test func `gives nothing away of a file that it does not understand`() async throws {
        try folder.write("jetty:\n  ssl: {keyStorePassword: \(Self.secrets[0])\nx: [", to: "application.yaml")
        _ = try await examine("--bundle", "support.tar.gz")
        _ = try await CommandRunner.run(Tool("tar").command(["-xzf", "support.tar.gz"], in: folder)).succeeded()
        for (name, file) in try folder.files() where name.hasPrefix("girctl-doctor/") {
            #expect(!String(decoding: file.bytes, as: UTF8.self).contains(Self.secrets[0]), "\(name)")
        }
    }
}
