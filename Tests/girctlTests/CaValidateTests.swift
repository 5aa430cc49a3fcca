import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// A folder with the files that `ca validate` is asked about.
private struct TrustFolder {
    let folder: TemporaryDirectory
    let pki: TestPKI

    init() throws {
        folder = try TemporaryDirectory()
        pki = try TestPKI()
        let server = try pki.server(["dns:host.example.com", "ip:10.0.0.1"], subject: "CN=server")
        _ = try folder.write(pki.root.chainPEM, to: "ca.pem")
        _ = try folder.write(server.chainPEM, to: "chain.pem")
        _ = try folder.write(server.certificate.pem, to: "server.pem")
    }

    func run(_ arguments: String..., environment: [String: String?] = [:]) async throws -> CommandResult {
        try await Girctl.run(
            ["ca", "validate"] + arguments,
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "1800000000"].merging(environment) { $1 }
        )
    }

    /// The only result of a run with `--json`, and the exit status.
    func report(_ arguments: String...) async throws -> (status: Int32, result: Report.Result) {
        let outcome = try await Girctl.run(
            ["ca", "validate", "--json"] + arguments,
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "1800000000"]
        )
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.outputBytes))
        #expect(report.schema == "girctl.ca-validate/1")
        #expect(report.results.count == 1)
        return (outcome.status, try #require(report.results.first))
    }

    struct Report: Decodable {
        let schema: String
        let results: [Result]

        struct Result: Decodable {
            let link: String?
            let target: String
            let trusted: Bool
            let reason: String?
            let message: String
            let names: Names?
            let chain: [Certificate]
            let daysLeft: Int?
            let notes: [String]
            let help: [String]
        }

        struct Names: Decodable {
            let rws: Match
            let rfc9525: Match
        }

        struct Match: Decodable, Equatable {
            let matched: Bool
            let by: String?
        }

        struct Certificate: Decodable {
            let subject: String
            let isCA: Bool
        }
    }
}

@Suite struct `girctl ca validate` {
    private let trust: TrustFolder
    private var folder: TemporaryDirectory { trust.folder }

    init() throws { trust = try TrustFolder() }

    @Test func `prints for people`() async throws {
        for (name, arguments) in [
            ("trusted", ["--ca", "ca.pem", "--chain", "chain.pem", "--host", "host.example.com"]),
            ("missing-issuer", ["--ca", "ca.pem", "--chain", "server.pem", "--host", "server"]),
            (
                "not-trusted",
                ["--ca", "ca.pem", "--chain", "chain.pem", "--host", "other", "--at", "2030-01-01T00:00:00Z"]
            ),
        ] {
            var command = Girctl.command(["ca", "validate"] + arguments, in: folder)
            command.environment = ["SOURCE_DATE_EPOCH": "1800000000"]
            Snapshot.expect(
                try await CommandRunner.run(command),
                of: command,
                named: name,
                filters: [.init(matching: { /(?:[0-9A-F]{2}:){19}[0-9A-F]{2}/ }, "[KEY ID]")]
            )
        }
    }

    @Test func `reports a trusted chain in JSON`() async throws {
        let (status, result) = try await trust.report(
            "--ca",
            "ca.pem",
            "--chain",
            "chain.pem",
            "--host",
            "HOST.example.com."
        )
        #expect(status == 0)
        #expect(result.trusted)
        #expect(result.link == nil)
        #expect(result.reason == nil)
        #expect(result.target == "chain.pem")
        #expect(result.names?.rws == .init(matched: true, by: "san-dns"))
        #expect(result.names?.rfc9525 == .init(matched: true, by: "san-dns"))
        #expect(result.chain.map(\.subject) == ["CN=server", "CN=Test Issuer"])
        #expect(result.chain.map(\.isCA) == [false, true])
        #expect(result.daysLeft == 90)
        #expect(result.notes == [])
        #expect(result.help == [])
    }

    @Test func `names what is missing, and the command that mends it`() async throws {
        _ = try folder.write("storepass", to: "pw")
        _ = try await Girctl.run(
            ["keystore", "import", "trust.p12", "--trusted", "ca.pem", "--password-file", "pw"],
            in: folder
        ).succeeded()
        let (status, result) = try await trust.report(
            "--ca",
            "trust.p12",
            "--truststore-password-file",
            "pw",
            "--chain",
            "server.pem"
        )
        #expect(status == 1)
        #expect(result.reason == "missing-issuer")
        #expect(result.names == nil)
        #expect(result.help.last == "or trust that CA: girctl keystore import trust.p12 --trusted issuer.pem")
        // The help is true.
        _ = try folder.write(trust.pki.issuer.certificate.pem, to: "issuer.pem")
        _ = try await Girctl.run(
            ["keystore", "import", "trust.p12", "--trusted", "issuer.pem", "--password-file", "pw"],
            in: folder
        ).succeeded()
        let again = try await trust.report(
            "--ca",
            "trust.p12",
            "--truststore-password-file",
            "pw",
            "--chain",
            "server.pem"
        )
        #expect(again.result.trusted)
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `takes truststores in every format`(type: String) async throws {
        _ = try folder.write("storepass", to: "pw")
        _ = try folder.write("wrong!", to: "wrong")
        _ = try await Girctl.run(
            ["keystore", "import", "trust", "--type", type, "--trusted", "ca.pem", "--password-file", "pw"],
            in: folder
        ).succeeded()
        let with = try await trust.report("--ca", "trust", "--truststore-password-file", "pw", "--chain", "chain.pem")
        #expect(with.status == 0)
        #expect(with.result.notes == [])
        let wrong = try await trust.run("--ca", "trust", "--truststore-password-file", "wrong", "--chain", "chain.pem")
        #expect(wrong.status == 65)
        #expect(wrong.stdout.isEmpty)
        let without = try await trust.run("--ca", "trust", "--chain", "chain.pem")
        if type == "jks" {
            #expect(without.status == 0)
            #expect(without.stdout.contains("note: 'trust' was read without its password, as Java does"))
        } else {
            #expect(without.status == 64)
            #expect(without.stderr.contains("hint: use --truststore-password-file FILE"))
        }
    }

    @Test func `takes DER and standard input`() async throws {
        _ = try folder.write(trust.pki.root.certificate.der, to: "ca.der")
        var command = Girctl.command(["ca", "validate", "--ca", "ca.der", "--chain", "-"], in: folder)
        command.input = try folder.bytes("chain.pem")
        command.environment = ["SOURCE_DATE_EPOCH": "1800000000"]
        #expect(try await CommandRunner.run(command).status == 0)
    }

    @Test func `takes what the system and Java trust`() async throws {
        let path = "\(folder.path)/ca.pem"
        #expect(
            try await trust.run("--ca", "system", "--chain", "chain.pem", environment: ["SSL_CERT_FILE": path]).status
                == 0
        )
        let none = try await trust.run(
            "--ca",
            "system",
            "--chain",
            "chain.pem",
            environment: ["SSL_CERT_FILE": "/none"]
        )
        #expect(none.status == 66)
        #expect(none.stderr.contains("the trusted certificates of the system are not found; looked for '/none'"))
        _ = try folder.write("changeit", to: "pw")
        for home in ["jdk/lib/security", "jre8/jre/lib/security"] {
            try folder.makeFolder(home)
            _ = try await Girctl.run(
                ["keystore", "import", "\(home)/cacerts", "--trusted", "ca.pem", "--password-file", "pw"],
                in: folder
            ).succeeded()
            let root = home.split(separator: "/")[0]
            let environment = ["JAVA_HOME": "\(folder.path)/\(root)"]
            #expect(try await trust.run("--ca", "java", "--chain", "chain.pem", environment: environment).status == 0)
        }
    }

    @Test func `decides by the rule that is asked for`() async throws {
        let arguments = ["--ca", "ca.pem", "--chain", "chain.pem", "--host"]
        let weak = try await trust.run(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], "server")
        #expect(weak.status == 0)
        #expect(weak.stdout.contains("note: 'server' matches the subject's common name alone"))
        #expect(weak.stdout.contains("help: get a certificate with the name among its subject alternative names"))
        let (status, result) = try await trust.report(
            "--ca",
            "ca.pem",
            "--chain",
            "chain.pem",
            "--host",
            "server",
            "--name-rule",
            "rfc9525"
        )
        #expect(status == 1)
        #expect(result.reason == "name-mismatch")
        #expect(result.names?.rws == .init(matched: true, by: "subject-cn"))
        #expect(result.names?.rfc9525 == .init(matched: false, by: nil))
        let address = try await trust.report(
            "--ca",
            "ca.pem",
            "--chain",
            "chain.pem",
            "--host",
            "10.0.0.1",
            "--name-rule",
            "rfc9525"
        )
        #expect(address.status == 0)
        #expect(address.result.names?.rfc9525.by == "san-ip")
    }

    @Test(arguments: [
        ("2027-01-15T08:00:00Z", nil), ("2027-01-15T09:00:00+01:00", nil), ("2027-04-15T08:00:00.999Z", nil),
        ("2027-04-15T08:00:01Z", "expired"), ("2027-01-14T07:59:59Z", "not-yet-valid"),
    ])
    func `checks for the time that is asked for`(time: String, reason: String?) async throws {
        let (status, result) = try await trust.report("--ca", "ca.pem", "--chain", "chain.pem", "--at", time)
        #expect(status == (reason == nil ? 0 : 1))
        #expect(result.reason == reason)
    }

    @Test(arguments: [("rws", "rws", 0), ("rfc9525", nil, 1), ("rfc9525", "rws", 0), ("rws", "rfc5280", 1)])
    func `is as strict as it is asked to be`(rule: String, policy: String?, status: Int32) async throws {
        // A year after the anchor has expired; the server's certificate has been renewed.
        let pki = try TestPKI()
        let later = pki.now.addingTimeInterval(4000 * 86_400)
        var template = try pki.template("CN=host", ["dns:host"], [.serverAuth])
        template.notAfter = later.addingTimeInterval(86_400)
        let server = try pki.root.issue(template)
        _ = try folder.write(pki.root.chainPEM, to: "ca.pem")
        _ = try folder.write(server.chainPEM, to: "chain.pem")
        let arguments = ["--ca", "ca.pem", "--chain", "chain.pem", "--host", "host", "--name-rule", rule]
        let result = try await Girctl.run(
            ["ca", "validate"] + arguments + (policy.map { ["--policy", $0] } ?? []),
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "\(Int(later.timeIntervalSince1970))"]
        )
        #expect(result.status == status, "\(result)")
    }

    @Test func `tells bad input apart`() async throws {
        _ = try folder.write("hello\n", to: "text")
        _ = try folder.write("", to: "empty")
        _ = try folder.write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", to: "broken")
        _ = try folder.write("storepass", to: "pw")
        _ = try await Girctl.run(
            ["keystore", "import", "store", "--trusted", "ca.pem", "--password-file", "pw"],
            in: folder
        ).succeeded()
        let cases: [(arguments: [String], status: Int32, message: String)] = [
            (["--ca", "none", "--chain", "chain.pem"], 66, "'none' does not exist"),
            (["--ca", "ca.pem", "--chain", "none"], 66, "'none' does not exist"),
            (["--ca", "ca.pem", "--chain", "text"], 65, "'text': this is neither PEM nor DER"),
            (["--ca", "empty", "--chain", "chain.pem"], 65, "'empty'"),
            (["--ca", "ca.pem", "--chain", "broken"], 65, "certificate 1 of the file cannot be read"),
            (["--ca", "ca.pem", "--chain", "store"], 65, "'store' is a PKCS12 keystore, not a chain"),
            (["--ca", ".", "--chain", "chain.pem"], 74, "'.' is a folder"),
            (["--ca", "ca.pem", "--chain", "chain.pem", "--at", "noon"], 64, "the value 'noon' is no time"),
            (["--ca", "ca.pem", "--chain", "chain.pem", "--host", ""], 64, "--host needs a name"),
            (["--ca", "ca.pem", "--chain", "chain.pem", "--policy", "lax"], 64, "'lax' is invalid"),
            (["--ca", "ca.pem", "--chain", "chain.pem", "--name-rule", "any"], 64, "'any' is invalid"),
            (["--chain", "chain.pem"], 64, "--ca"), (["--ca", "ca.pem"], 64, "--chain"),
        ]
        for (arguments, status, message) in cases {
            let result = try await Girctl.run(["ca", "validate"] + arguments, in: folder)
            #expect(result.status == status, "\(arguments) \(result)")
            #expect(result.stdout.isEmpty)
            #expect(result.stderr.hasPrefix("girctl: error: "), "\(result)")
            #expect(result.stderr.contains(message), "\(result)")
            #expect(result.stderr.split(separator: "\n").count <= 2)
        }
    }

    @Test func `survives hostile hosts and certificates on the terminal`() async throws {
        for host in ["*", ".", "a\u{1B}[2Jb", "ä..ö", "[::", String(repeating: "ü", count: 5000), "xn--", "🙂"] {
            let result = try await trust.run("--ca", "ca.pem", "--chain", "chain.pem", "--host", host)
            #expect(result.status == 1)
            #expect(!result.stdout.contains("\u{1B}"))
        }
    }
}

@Suite struct `The help of ca validate` {
    @Test func `sends to the CA that issued a certificate, and to a new key only where there is none`() async throws {
        let folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Date(timeIntervalSince1970: 1_800_000_000))
        let (server, own) = (try pki.server(["dns:a"]), try pki.selfSigned(["dns:a"]))
        try folder.write(pki.root.certificate.pem + own.chainPEM, to: "ca.pem")
        try folder.write(server.chainPEM, to: "server.pem")
        try folder.write(own.chainPEM, to: "own.pem")
        let validate = ["ca", "validate", "--ca", "ca.pem", "--at", "2040-01-15T08:00:00Z", "--host", "b", "--chain"]
        let issued = try await Girctl.run(validate + ["server.pem"], in: folder).stdout
        #expect(issued.contains("renew the server's certificate: girctl keystore certreq KEYSTORE"), "\(issued)")
        #expect(issued.contains("'b' added: girctl keystore certreq KEYSTORE --alias ALIAS --san dns:b"))
        #expect(issued.contains("have 'CN=Test Issuer' sign that") && !issued.contains("genkey"))
        let selfSigned = try await Girctl.run(validate + ["own.pem"], in: folder).stdout
        #expect(selfSigned.contains("girctl keystore genkey keystore.p12 --alias server --san dns:b"), "\(selfSigned)")
        #expect(!selfSigned.contains("certreq"))
    }

    @Test func `has nobody trust more than the certificate that was looked at`() async throws {
        let folder = try TemporaryDirectory()
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let pki = try TestPKI(now: now)
        let server = try pki.selfSigned(["dns:localhost"])
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        try folder.write(server.chainPEM, to: "one.pem")
        try folder.write(server.chainPEM + pki.issuer.certificate.pem, to: "two.pem")
        let validate = ["ca", "validate", "--ca", "ca.pem", "--at", "2027-01-15T08:00:00Z", "--chain"]
        let alone = try await Girctl.run(validate + ["one.pem"], in: folder)
        #expect(alone.stdout.contains("trust it: cat one.pem >> ca.pem\n"), "\(alone)")
        let several = try await Girctl.run(validate + ["two.pem"], in: folder)
        #expect(
            several.stdout.contains("trust it: cat server.pem >> ca.pem, where server.pem has no other\n"),
            "\(several)"
        )
        let piped = try await Girctl.run(validate + ["-"], in: folder, input: server.chainPEM)
        #expect(!piped.stdout.contains("cat -"), "\(piped)")
    }
}
