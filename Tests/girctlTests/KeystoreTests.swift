import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// A folder with a password file, and a way to run `girctl keystore` in it at a fixed time.
struct KeystoreFolder {
    let folder: TemporaryDirectory
    static let now = 1_800_000_000

    init() throws {
        folder = try TemporaryDirectory()
        _ = try folder.write("changeit\n", to: "pw")
        _ = try folder.write("another one\n", to: "pw2")
    }

    func run(_ arguments: String...) async throws -> CommandResult {
        try await run(arguments, password: "pw")
    }

    func run(_ arguments: [String], password: String?) async throws -> CommandResult {
        let password = password.map { ["--password-file", $0] } ?? []
        return try await Girctl.run(
            ["keystore"] + arguments + password,
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "\(Self.now)"]
        )
    }

    /// The parsed result of `keystore list --format json`.
    func list(_ file: String) async throws -> Listing {
        let result = try await run("list", file, "--format", "json")
        return try JSONDecoder().decode(Listing.self, from: Data(result.outputBytes))
    }

    struct Listing: Decodable {
        let schema: String
        let file: String
        let type: String
        let entries: [Entry]

        struct Entry: Decodable {
            let alias: String
            let kind: String
            let created: String?
            let key: Key?
            let certificates: [Certificate]
            let visibleToJava: Bool
        }

        struct Key: Decodable {
            let algorithm: String
            let bits: Int
        }

        struct Certificate: Decodable {
            let subject: String
            let sha256: String
            let notAfter: String
            let subjectAlternativeNames: [String]
        }
    }
}

@Suite struct `girctl keystore genkey` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test(arguments: [("jks", "JKS"), ("pkcs12", "PKCS12")])
    func `makes a keystore with a key that lasts 397 days`(type: String, name: String) async throws {
        let result = try await keystore.run(
            "genkey",
            "store",
            "--alias",
            "jetty",
            "--san",
            "dns:localhost",
            "--san",
            "ip:127.0.0.1",
            "--type",
            type,
            "--cert-out",
            "jetty.pem"
        )
        #expect(result.status == 0, "\(result)")
        #expect(result.stdout.isEmpty)
        #expect(result.stderr == "'store' has the new private key 'jetty', valid until 2028-02-16T08:00:00Z\n")
        #expect(try folder.mode("store") == 0o600)
        let listing = try await keystore.list("store")
        #expect(listing.schema == "girctl.keystore-list/1")
        #expect(listing.type == name)
        let entry = try #require(listing.entries.first)
        #expect(listing.entries.count == 1)
        #expect(entry.alias == "jetty")
        #expect(entry.kind == "private-key")
        #expect(entry.key?.algorithm == "RSA")
        #expect(entry.key?.bits == 2048)
        #expect(entry.certificates.first?.subjectAlternativeNames == ["dns:localhost", "ip:127.0.0.1"])
        let certificate = try #require(try Certificate.readAll(folder.bytes("jetty.pem")).first)
        #expect(entry.certificates.first?.sha256 == certificate.sha256.hex)
    }

    @Test func `makes an EC key with the subject that is asked for`() async throws {
        let result = try await keystore.run(
            "genkey",
            "store",
            "--alias",
            "a",
            "--san",
            "dns:h",
            "--algorithm",
            "ec",
            "--size",
            "384",
            "--dname",
            "CN=h, O=\"A, B\"",
            "--days",
            "10"
        )
        #expect(result.status == 0, "\(result)")
        let entry = try #require(try await keystore.list("store").entries.first)
        #expect(entry.key?.algorithm == "EC")
        #expect(entry.key?.bits == 384)
        #expect(entry.certificates.first?.subject == "CN=h, O=A\\, B")
        #expect(entry.certificates.first?.notAfter == "2027-01-25T08:00:00Z")
    }

    @Test(arguments: [
        (["--alias", "a"], "no name that a client could compare"),
        (["--alias", "a", "--san", "localhost"], "does not say what kind of name it is"),
        (["--alias", "a", "--san", "dns:a b"], "'a b' is not a DNS name"),
        (["--alias", "a", "--san", "dns:h", "--size", "1024"], "RSA key of 1024 bits is not made"),
        (["--alias", "a", "--san", "dns:h", "--algorithm", "ec", "--size", "100"], "no NIST curve of 100 bits"),
        (["--alias", "a", "--san", "dns:h", "--days", "0"], "validity of 0 days"),
        (["--alias", "a", "--san", "dns:h", "--dname", "nonsense"], "'nonsense' is not understood"),
        (["--alias", "a", "--san", "dns:10.0.0.1"], "is an IP address, not a DNS name"),
        (["--alias", "", "--san", "dns:h"], "cannot be the alias of an entry"),
        (["--alias", "a", "--san", "dns:h", "--cert-out", "store"], "--cert-out names the keystore itself"),
        (["--alias", "a", "--san", "dns:h", "--key-password-file", "pw2"], "a PKCS#12 keystore has one password"),
        (["--san", "dns:h", "--ext", "SAN=dns:i"], "one extension is given twice"),
        (["--san", "dns:h", "--ext", "KU=digital,smoke"], "'smoke' is not a key usage"),
        (["--san", "dns:h", "--ext", "KU=key"], "'key' can mean more than one thing"),
        (["--san", "dns:h", "--start-date", "tomorrow"], "'tomorrow' is not a time"),
        (["--alias", "a", "--san", "dns:h", "--type", "bks"], "the value 'bks' is invalid for '--type <type>'"),
    ])
    func `refuses what makes no sense and leaves no file`(arguments: [String], message: String) async throws {
        let result = try await keystore.run(["genkey", "store"] + arguments, password: "pw")
        #expect(result.status == 64)
        #expect(result.stderr.hasPrefix("girctl: error: "))
        #expect(result.stderr.contains(message), "\(result)")
        #expect(result.stderr.split(separator: "\n").count == 2)
        #expect(!folder.exists("store"))
    }

    @Test func `makes nothing when the certificate cannot be written`() async throws {
        let result = try await keystore.run(
            "genkey",
            "store",
            "--alias",
            "a",
            "--san",
            "dns:h",
            "--algorithm",
            "ec",
            "--cert-out",
            "no/where.pem"
        )
        #expect(result.status == 73, "\(result)")
        #expect(!folder.exists("store"))
    }

    @Test func `keeps the entry that is already there, and is content when it is the one asked for`() async throws {
        let arguments = ["genkey", "store", "--alias", "a", "--san", "dns:h", "--algorithm", "ec", "--cert-out", "c"]
        #expect(try await keystore.run(arguments + ["--check"], password: "pw").status == 3)
        #expect(!folder.exists("store"))
        #expect(try await keystore.run(arguments, password: "pw").status == 0)
        let before = try folder.files()
        for check in [[], ["--check"]] {
            let again = try await keystore.run(arguments + check, password: "pw")
            #expect(again.status == 0, "\(again)")
            #expect(again.stderr == "'store' has the private key 'a' already; nothing was changed\n")
        }
        #expect(try folder.files() == before)
        for change in [["--san", "dns:i"], ["--dname", "CN=x"], ["--size", "384"], ["--ext", "EKU=codeSigning"]] {
            let other = try await keystore.run(arguments + change, password: "pw")
            #expect(other.status == 64)
            #expect(other.stderr.contains("already has an entry 'a', and not the one that is asked for"), "\(other)")
        }
        #expect(try folder.files() == before)
    }

    @Test func `takes keytool's default alias, extensions and start date`() async throws {
        let result = try await keystore.run(
            [
                "genkey", "store", "--algorithm", "ec", "--ext", "san:critical=dns:h,ip:10.0.0.1", "--ext",
                "ku=dig,kCS", "--ext", "EKU=sA,OCSPSigning,1.2.3.4", "--ext", "BasicConstraints=ca:true,pathlen:1",
                "--ext", "1.2.3.4.5=04:01:ff", "--start-date", "-1d", "--days", "2", "--cert-out", "c.pem",
            ],
            password: "pw"
        )
        #expect(result.status == 0, "\(result)")
        let entry = try #require(try await keystore.list("store").entries.first)
        #expect(entry.alias == "mykey")
        #expect(entry.certificates.first?.subject == "CN=h")
        #expect(entry.certificates.first?.notAfter == "2027-01-16T08:00:00Z")
        let text = try await Tool.openssl.run(["x509", "-in", "c.pem", "-noout", "-text"], in: folder).stdout
        for part in [
            "X509v3 Subject Alternative Name: critical", "DNS:h, IP Address:10.0.0.1",
            "Digital Signature, Certificate Sign",
            "TLS Web Server Authentication, OCSP Signing, 1.2.3.4", "CA:TRUE, pathlen:1", "1.2.3.4.5:",
        ] {
            #expect(text.contains(part), "\(text)")
        }
    }

    @Test(arguments: [
        ("+1y2m-3d4H5M6S", "2028-03-12T03:54:54Z"), ("2026/01/31 12:34:56", "2026-01-31T12:34:56Z"),
        ("2026/01/31", "2026-01-31T08:00:00Z"), ("12:34:56", "2027-01-15T12:34:56Z"),
        ("2026-01-31", "2026-01-31T00:00:00Z"), ("2026-01-31T12:34:56Z", "2026-01-31T12:34:56Z"),
        ("2026/02/30", nil), ("+1", nil), ("+d", nil), ("", nil), ("2026/1/31", nil), ("24:00:00", nil), ("-", nil),
    ])
    func `reads times as keytool does`(text: String, time: String?) async throws {
        let result = try await keystore.run(
            "genkey",
            "store",
            "--san",
            "dns:h",
            "--algorithm",
            "ec",
            "--start-date",
            text,
            "--cert-out",
            "c.pem"
        )
        #expect(result.status == (time == nil ? 64 : 0), "\(result)")
        guard let time else { return }
        let certificate = try #require(try Certificate.readAll(folder.bytes("c.pem")).first)
        #expect(certificate.notBefore.formatted(.iso8601) == time)
    }

    @Test func `warns of a password that keytool would not set`() async throws {
        _ = try folder.write("abc", to: "short")
        let arguments = ["genkey", "store", "--san", "dns:h", "--algorithm", "ec"]
        let result = try await keystore.run(arguments, password: "short")
        #expect(result.status == 0)
        #expect(result.stderr.contains("warning: the password has fewer than 6 characters"), "\(result)")
        #expect(!(try await keystore.run(arguments, password: "short").stderr.contains("warning")))
    }

    @Test func `asks for nothing without a terminal`() async throws {
        let result = try await keystore.run(["genkey", "store", "--alias", "a", "--san", "dns:h"], password: nil)
        #expect(result.status == 64)
        #expect(result.stderr.contains("hint: use --password-file FILE, --password-fd N or --password-env VARIABLE"))
        #expect(!folder.exists("store"))
    }

    @Test func `asks twice on a terminal and shows nothing`() async throws {
        let command = Girctl.command(
            ["keystore", "genkey", "store", "--alias", "a", "--san", "dns:h", "--algorithm", "ec"],
            in: folder
        )
        let result = try await Terminal.run(
            command,
            answers: [.init(to: "new password for 'store': ", "geheim1"), .init(to: "again: ", "geheim1")]
        )
        #expect(result.status == 0, "\(result)")
        #expect(!result.stdout.contains("geheim1"))
        _ = try folder.write("geheim1", to: "typed")
        #expect(try await keystore.run(["list", "store"], password: "typed").status == 0)
    }
}

@Suite struct `girctl keystore list` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test(arguments: ["jks", "pkcs12"])
    func `tells bad input apart`(type: String) async throws {
        _ = try await keystore.run(
            "genkey",
            "store",
            "--alias",
            "a",
            "--san",
            "dns:h",
            "--algorithm",
            "ec",
            "--type",
            type
        )
        _ = try folder.write("wrong!\n", to: "wrong")
        _ = try folder.write("hello\n", to: "text")
        _ = try folder.write("", to: "empty")
        _ = try folder.write("-----BEGIN CERTIFICATE-----\n", to: "pem")
        _ = try folder.write(folder.bytes("store").dropLast(100), to: "cut")
        let cases: [(file: String, password: String, status: Int32, message: String)] = [
            ("store", "wrong", 65, "tampered with, or"), ("text", "pw", 65, "is not a keystore"),
            ("empty", "pw", 65, "the file is empty"), ("pem", "pw", 65, "it is PEM"), ("cut", "pw", 65, "'cut'"),
            ("missing", "pw", 66, "'missing' does not exist"), (".", "pw", 74, "'.' is a folder"),
            ("store", "no-such-password", 66, "'no-such-password' does not exist"),
        ]
        for (file, password, status, message) in cases {
            let result = try await keystore.run(["list", file], password: password)
            #expect(result.status == status, "\(result)")
            #expect(result.stdout.isEmpty)
            #expect(result.stderr.hasPrefix("girctl: error: '"), "\(result)")
            #expect(result.stderr.contains(message), "\(result)")
            #expect(result.stderr.split(separator: "\n").count <= 2)
        }
    }

    @Test func `shows one entry, or says which there are`() async throws {
        for alias in ["one", "two"] {
            _ = try await keystore.run("genkey", "store", "--alias", alias, "--san", "dns:h", "--algorithm", "ec")
        }
        let one = try await keystore.run("list", "store", "--alias", "ONE")
        #expect(one.stdout.contains("one: private-key"))
        #expect(!one.stdout.contains("two: "))
        let three = try await keystore.run("list", "store", "--alias", "three")
        #expect(three.status == 64)
        #expect(three.stderr.contains("it has 'one', 'two'"))
    }

    @Test func `needs no password for a JKS truststore, and one for a store with a key`() async throws {
        _ = try folder.write(TestPKI().root.certificate.pem, to: "ca.pem")
        _ = try await keystore.run("import", "trust.jks", "--trusted", "ca.pem", "--type", "jks")
        let trust = try await keystore.run(["list", "trust.jks"], password: nil)
        #expect(trust.status == 0, "\(trust)")
        #expect(trust.stderr.contains("whether it was changed is not known"))
        _ = try await keystore.run(
            "genkey",
            "key.jks",
            "--alias",
            "a",
            "--san",
            "dns:h",
            "--algorithm",
            "ec",
            "--type",
            "jks"
        )
        let key = try await keystore.run(["list", "key.jks"], password: nil)
        #expect(key.status == 64, "\(key)")
        #expect(key.stderr.contains("--password-file FILE"))
    }

    @Test func `prints no line that an alias made up`() async throws {
        let certificate = try TestPKI().root.certificate
        var store = KeyStore(format: .jks)
        try store.set(
            .trustedCertificate(alias: "x\n\njetty: private-key", certificate: certificate, created: TestPKI.now),
            replacing: false
        )
        _ = try folder.write(store.encoded(password: Secret("changeit")), to: "forged")
        let result = try await keystore.run("list", "forged")
        #expect(result.status == 0, "\(result)")
        #expect(!result.stdout.split(separator: "\n").contains { $0.hasPrefix("jetty") }, "\(result)")
    }

    @Test func `prints for people`() async throws {
        _ = try await keystore.run(
            "genkey",
            "store.jks",
            "--alias",
            "jetty",
            "--san",
            "dns:localhost",
            "--algorithm",
            "ec",
            "--type",
            "jks"
        )
        let command = Girctl.command(["keystore", "list", "store.jks", "--password-file", "pw"], in: folder)
        var timed = command
        timed.environment = ["SOURCE_DATE_EPOCH": "\(KeystoreFolder.now)"]
        let result = try await CommandRunner.run(timed)
        Snapshot.expect(
            result,
            of: command,
            named: "list",
            filters: [
                .init(matching: { /serial     [0-9a-f]+/ }, "serial     [SERIAL]"),
                .init(matching: { /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/ }, "[FINGERPRINT]"),
            ]
        )
    }
}

@Suite struct `A file that a result is written to` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test func `is replaced where it holds an older result, and nothing else`() async throws {
        let names = ["--alias", "a", "--san", "dns:h", "--algorithm", "ec"]
        try await keystore.run(["genkey", "store"] + names, password: "pw").succeeded()
        let key = try folder.write(try PrivateKey.generate(.ec(.p256)).pem().revealBytes(), to: "server.key")
        try folder.write("jetty:\n", to: "application.yaml")
        let before = try folder.files()
        for file in ["server.key", "application.yaml"] {
            for command in [["export", "store", "--alias", "a", "--out", file], ["certreq", "store", "--out", file]] {
                let result = try await keystore.run(command, password: "pw")
                #expect(result.status == 73, "\(result)")
            }
            let made = try await keystore.run(["genkey", "other", "--cert-out", file] + names, password: "pw")
            #expect(made.status == 73, "\(made)")
        }
        #expect(try folder.files() == before, "\(key)")
        for _ in 0..<2 {
            try await keystore.run(["export", "store", "--alias", "a", "--out", "a.pem"], password: "pw").succeeded()
        }
        #expect(try folder.text("a.pem").hasPrefix("-----BEGIN CERTIFICATE-----\n"))
        let made = try await keystore.run(["genkey", "other", "--cert-out", "a.pem"] + names, password: "pw")
        #expect(
            made.status == 73 && made.stderr.contains("'a.pem' is there already and has other certificates"),
            "\(made)"
        )
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `a PKCS12 without an integrity check does not take a wrong password`() async throws {
        let server = try TestPKI().server()
        try folder.write(try server.key.pem().revealBytes() + Array(server.chainPEM.utf8), to: "server.pem")
        let export = ["pkcs12", "-export", "-in", "server.pem", "-nomac", "-passout", "pass:changeit", "-out", "store"]
        try await Tool.openssl.run(export, in: folder).succeeded()
        let before = try folder.bytes("store")
        for command in [["list", "store"], ["delete", "store", "--alias", "1", "--yes"]] {
            #expect(try await keystore.run(command, password: "pw2").status == 65)
        }
        #expect(try folder.bytes("store") == before)
        try await keystore.run(["list", "store"], password: "pw").succeeded()
    }

    @Test func `warns of a password that Java cannot use for PKCS12`() async throws {
        try folder.write("pässwörd\n", to: "pw3")
        let names = ["--alias", "a", "--san", "dns:h", "--algorithm", "ec"]
        let warned = try await keystore.run(["genkey", "new.p12"] + names, password: "pw3").succeeded()
        #expect(warned.stderr.contains("Java opens no PKCS#12 keystore with it"), "\(warned)")
        let fine = try await keystore.run(["genkey", "new.jks", "--type", "jks"] + names, password: "pw3").succeeded()
        #expect(!fine.stderr.contains("warning"), "\(fine)")
    }
}
