import GIRPKI
import GIRTestSupport
import Glibc
import Testing

@Suite struct `girctl keystore import` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }
    private let key: PrivateKey
    private let authority: Certificate
    private let certificate: Certificate

    init() throws {
        keystore = try KeystoreFolder()
        key = try PrivateKey.generate(.ec(.p256))
        let pki = try TestPKI()
        authority = pki.root.certificate
        certificate = try pki.certificate(for: key.publicKey, "CN=rws.example.com")
        _ = try folder.write(authority.pem, to: "ca.pem")
        _ = try folder.write(certificate.pem, to: "cert.pem")
        _ = try folder.write(key.pem().revealBytes(), to: "key.pem")
        _ = try folder.write(
            Array((authority.pem + certificate.pem).utf8) + key.pem().revealBytes(),
            to: "all.pem"
        )
    }

    @Test(
        arguments: [
            ["--cert", "cert.pem", "--key", "key.pem", "--chain", "ca.pem"], ["--cert", "all.pem"],
            ["--cert", "ca.pem", "--key", "all.pem", "--chain", "cert.pem"],
        ],
        ["jks", "pkcs12"]
    )
    func `makes a private-key entry out of one file or several, in any order`(
        files: [String],
        type: String
    ) async throws {
        let result = try await keystore.run(
            ["import", "store", "--alias", "jetty", "--type", type] + files,
            password: "pw"
        )
        #expect(result.status == 0, "\(result)")
        #expect(result.stderr == "'store' has the private key 'jetty' with a chain of 2\n")
        let store = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        #expect(store.entry("jetty")?.certificates == [certificate, authority])
        #expect(try store.privateKey("jetty", keyPassword: nil).publicKey == key.publicKey)
        #expect(try folder.mode("store") == 0o600)
    }

    @Test func `says when the chain is not complete`() async throws {
        let result = try await keystore.run("import", "store", "--alias", "a", "--cert", "cert.pem", "--key", "key.pem")
        #expect(result.status == 0)
        #expect(
            result.stderr.contains("the chain is not complete: the certificate of 'CN=Test Root' is missing"),
            "\(result)"
        )
    }

    @Test func `reads an encrypted key with its password`() async throws {
        _ = try folder.write("geheim", to: "key-pw")
        let encrypted = try await Tool.openssl.run(
            ["pkcs8", "-topk8", "-in", "key.pem", "-out", "encrypted.pem", "-passout", "file:key-pw"],
            in: folder
        )
        #expect(encrypted.status == 0)
        let arguments = ["import", "store", "--alias", "a", "--cert", "cert.pem", "--key", "encrypted.pem"]
        let without = try await keystore.run(arguments, password: "pw")
        #expect(without.status == 64)
        #expect(without.stderr.contains("give its password with --key-password-file FILE"))
        let wrong = try await keystore.run(arguments + ["--key-password-file", "pw"], password: "pw")
        #expect(wrong.status == 65)
        #expect(!folder.exists("store"))
        let right = try await keystore.run(arguments + ["--key-password-file", "key-pw"], password: "pw")
        #expect(right.status == 0, "\(right)")
    }

    @Test func `refuses a certificate without a key, as nothing could be served from it`() async throws {
        let result = try await keystore.run("import", "store", "--alias", "jetty", "--cert", "cert.pem")
        #expect(result.status == 65)
        #expect(result.stderr.contains("there is no private key in it, and none under 'jetty'"))
        #expect(result.stderr.contains("add --key FILE"))
        #expect(!folder.exists("store"))
    }

    @Test func `refuses a key of another certificate`() async throws {
        _ = try folder.write(PrivateKey.generate(.ec(.p256)).pem().revealBytes(), to: "other.pem")
        let result = try await keystore.run(
            "import",
            "store",
            "--alias",
            "a",
            "--cert",
            "cert.pem",
            "--key",
            "other.pem"
        )
        #expect(result.status == 65)
        #expect(result.stderr.contains("belongs to none of the certificates, which are for 'CN=rws.example.com'"))
        #expect(!folder.exists("store"))
    }

    @Test func `attaches a reply to the key it was issued for`() async throws {
        _ = try await keystore.run("genkey", "store", "--alias", "a", "--san", "dns:h", "--algorithm", "ec")
        let stranger = try await keystore.run("import", "store", "--alias", "a", "--cert", "cert.pem")
        #expect(stranger.status == 65, "\(stranger)")
        let store = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        let reply = try TestPKI().certificate(for: store.privateKey("a", keyPassword: nil).publicKey, "CN=h")
        _ = try folder.write(reply.pem, to: "reply.pem")
        let result = try await keystore.run("import", "store", "--alias", "a", "--cert", "reply.pem")
        #expect(result.status == 0, "\(result)")
        let after = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        #expect(after.entry("a")?.kind == .privateKey)
        #expect(after.entry("a")?.certificates.first == reply)
    }

    @Test func `replaces a private key only when asked, and keeps the old one in a backup`() async throws {
        _ = try await keystore.run("genkey", "store", "--alias", "jetty", "--san", "dns:h", "--algorithm", "ec")
        let before = try folder.bytes("store")
        let arguments = ["import", "store", "--alias", "jetty", "--cert", "all.pem", "--key", "all.pem"]
        let refused = try await keystore.run(arguments, password: "pw")
        #expect(refused.status == 64)
        #expect(refused.stderr.contains("add --replace"))
        #expect(try folder.bytes("store") == before)
        let result = try await keystore.run(arguments + ["--replace"], password: "pw")
        #expect(result.status == 0, "\(result)")
        let backup = "store.20270115T080000Z.bak"
        #expect(result.stderr.contains(backup))
        #expect(try folder.bytes(backup) == before)
        #expect(try folder.mode(backup) == 0o600)
    }

    @Test func `takes every certificate of a bundle, once`() async throws {
        let others = try (1...3).map { try TestPKI().selfSigned(subject: "CN=Root \($0)").chainPEM }
        _ = try folder.write(others.joined() + authority.pem + authority.pem, to: "bundle.pem")
        let first = try await keystore.run("import", "trust", "--trusted", "bundle.pem")
        #expect(first.status == 0, "\(first)")
        #expect(first.stderr == "'trust' has 4 new entries: 'root-1', 'root-2', 'root-3', 'test-root'\n")
        let before = try folder.bytes("trust")
        let again = try await keystore.run("import", "trust", "--trusted", "bundle.pem")
        #expect(again.status == 0)
        #expect(again.stderr == "'trust' has all of it already; nothing was changed\n")
        #expect(try folder.bytes("trust") == before)
        #expect(
            try await keystore.list("trust").entries.allSatisfy { $0.kind == "trusted-certificate" && $0.key == nil }
        )
    }

    @Test func `takes entries over from another keystore and format`() async throws {
        _ = try await keystore.run(
            "genkey",
            "old.jks",
            "--alias",
            "jetty",
            "--san",
            "dns:h",
            "--algorithm",
            "ec",
            "--type",
            "jks"
        )
        _ = try await keystore.run("import", "old.jks", "--trusted", "ca.pem")
        _ = try folder.write("newpass", to: "new-pw")
        let result = try await keystore.run(
            ["import", "new.p12", "--from", "old.jks", "--source-password-file", "pw"],
            password: "new-pw"
        )
        #expect(result.status == 0, "\(result)")
        let old = try KeyStore(decoding: folder.bytes("old.jks"), password: Secret("changeit"))
        let new = try KeyStore(decoding: folder.bytes("new.p12"), password: Secret("newpass"))
        #expect(new.format == .pkcs12)
        #expect(Set(new.entries.map(\.alias)) == ["jetty", "test-root"])
        #expect(new.entry("jetty")?.certificates == old.entry("jetty")?.certificates)
        let key = try new.privateKey("jetty", keyPassword: nil)
        #expect(try key.publicKey == old.privateKey("jetty", keyPassword: nil).publicKey)
    }

    @Test(arguments: [
        ["--cert", "cert.pem", "--trusted", "ca.pem"], [], ["--trusted", "ca.pem", "--key-password-file", "pw"],
        ["--trusted", "ca.pem", "--source-password-file", "pw"], ["--trusted", "ca.pem", "--alias", ""],
        ["--trusted", "ca.pem", "--key", "key.pem"],
        ["--cert", "all.pem"],
    ])
    func `wants to know one thing to import`(arguments: [String]) async throws {
        let result = try await keystore.run(["import", "store"] + arguments, password: "pw")
        #expect(result.status == 64)
        #expect(!folder.exists("store"))
    }

    @Test func `makes a trust anchor of a certificate that Java could not see in the store`() async throws {
        _ = try await Tool.openssl.run(
            ["pkcs12", "-export", "-nokeys", "-in", "ca.pem", "-out", "trust", "-passout", "file:pw"],
            in: folder
        )
        let before = try await keystore.list("trust").entries
        #expect(before.map(\.visibleToJava) == [false])
        let result = try await keystore.run("import", "trust", "--trusted", "ca.pem", "--alias", "ca")
        #expect(result.status == 0, "\(result)")
        #expect(try await keystore.list("trust").entries.contains { $0.alias == "ca" && $0.visibleToJava })
    }

    @Test func `replaces the certificate under an alias, also by one that has another alias`() async throws {
        _ = try folder.write(TestPKI().selfSigned(subject: "CN=Root 2").chainPEM, to: "two.pem")
        _ = try await keystore.run("import", "trust", "--trusted", "ca.pem", "--alias", "one")
        _ = try await keystore.run("import", "trust", "--trusted", "two.pem", "--alias", "two")
        let result = try await keystore.run("import", "trust", "--trusted", "ca.pem", "--alias", "two", "--replace")
        #expect(result.status == 0, "\(result)")
        let store = try KeyStore(decoding: folder.bytes("trust"), password: Secret("changeit"))
        #expect(store.entry("two")?.certificates == [authority])
    }

    @Test(.enabled(if: Tool.keytool.found || Tool.required))
    func `says that secret keys are not copied`() async throws {
        let made = try await Tool.keytool.run(
            [
                "-genseckey", "-alias", "s", "-keyalg", "AES", "-keysize", "128", "-keystore", "secrets", "-storepass",
                "changeit", "-storetype", "PKCS12",
            ],
            in: folder
        )
        #expect(made.status == 0, "\(made)")
        let result = try await keystore.run("import", "store", "--from", "secrets", "--source-password-file", "pw")
        #expect(result.status == 65, "\(result)")
        #expect(!folder.exists("store"))
    }

    @Test func `names the file whose key does not open`() async throws {
        _ = try await keystore.run(
            "genkey",
            "kp.jks",
            "--alias",
            "a",
            "--san",
            "dns:h",
            "--algorithm",
            "ec",
            "--type",
            "jks",
            "--key-password-file",
            "ca.pem"
        )
        let result = try await keystore.run("import", "store", "--from", "kp.jks", "--source-password-file", "pw")
        #expect(result.status == 65)
        #expect(result.stderr.contains("'kp.jks'"), "\(result)")
        #expect(!result.stderr.contains("'store'"), "\(result)")
    }

    @Test func `never leaves a half-written store when the disk is full`() async throws {
        _ = try await keystore.run("genkey", "store", "--alias", "a", "--san", "dns:h", "--algorithm", "ec")
        let before = try folder.files()
        // A limit of one block of 512 bytes stands for the full disk; SIGXFSZ ignored, the write fails with EFBIG.
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" keystore import store --trusted ca.pem --password-file pw"
        var command = Command("sh", ["-c", script, Girctl.path])
        command.workingDirectory = folder.path
        let result = try await CommandRunner.run(command)
        #expect(result.status == 74, "\(result)")
        #expect(result.stderr.contains("'store' cannot be written"))
        #expect(try folder.files() == before)
    }

    @Test func `two at once both keep their entries`() async throws {
        _ = try await keystore.run("import", "store", "--trusted", "ca.pem")
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 1...6 {
                let pem = try TestPKI().selfSigned(subject: "CN=Root \(number)").chainPEM
                _ = try folder.write(pem, to: "root-\(number).pem")
                group.addTask { try await keystore.run("import", "store", "--trusted", "root-\(number).pem").status }
            }
            for try await status in group { #expect(status == 0) }
        }
        #expect(try await keystore.list("store").entries.count == 7)
    }
}

@Suite struct `girctl keystore delete` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test func `removes a private key only with consent, and after a backup`() async throws {
        _ = try await keystore.run("genkey", "store", "--alias", "jetty", "--san", "dns:h", "--algorithm", "ec")
        let before = try folder.bytes("store")
        let refused = try await keystore.run("delete", "store", "--alias", "jetty")
        #expect(refused.status == 64)
        #expect(refused.stderr.contains("add --yes"))
        #expect(try folder.bytes("store") == before)
        let result = try await keystore.run("delete", "store", "--alias", "jetty", "--yes")
        #expect(result.status == 0, "\(result)")
        #expect(try await keystore.list("store").entries.isEmpty)
        #expect(try folder.bytes("store.20270115T080000Z.bak") == before)
    }

    @Test func `removes a trusted certificate without ado`() async throws {
        _ = try folder.write(TestPKI().root.certificate.pem, to: "ca.pem")
        _ = try await keystore.run("import", "store", "--trusted", "ca.pem", "--alias", "root")
        let result = try await keystore.run("delete", "store", "--alias", "ROOT")
        #expect(result.status == 0, "\(result)")
        #expect(try await keystore.list("store").entries.isEmpty)
        #expect(try folder.files().count == 4)
    }

    @Test(.enabled(if: Tool.keytool.found || Tool.required))
    func `leaves a format that is only read as it is, without a backup`() async throws {
        let made = try await Tool.keytool.run(
            [
                "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=a", "-keystore", "store", "-storepass",
                "changeit", "-storetype", "JCEKS",
            ],
            in: folder
        )
        #expect(made.status == 0, "\(made)")
        let before = try folder.files()
        let result = try await keystore.run("delete", "store", "--alias", "a", "--yes")
        #expect(result.status == 65, "\(result)")
        #expect(try folder.files() == before)
    }

    @Test func `says that there is no such entry or file`() async throws {
        let noFile = try await keystore.run("delete", "store", "--alias", "a", "--yes")
        #expect(noFile.status == 66)
        _ = try await keystore.run("genkey", "store", "--alias", "a", "--san", "dns:h", "--algorithm", "ec")
        let noEntry = try await keystore.run("delete", "store", "--alias", "b", "--yes")
        #expect(noEntry.status == 64)
        #expect(noEntry.stderr.contains("it has 'a'"))
    }
}

extension TestPKI {
    /// A server's certificate, directly below the root, for a key that is already there.
    fileprivate func certificate(for key: PublicKey, _ subject: String) throws -> Certificate {
        try template(subject, ["dns:rws.example.com"], [.serverAuth])
            .signed(for: key, by: root.certificate, key: root.key)
    }
}
