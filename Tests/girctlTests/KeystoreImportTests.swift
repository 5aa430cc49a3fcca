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

    @Test func `takes an entry over under another name`() async throws {
        let server = try TestPKI().server()
        _ = try folder.write(server.keyStore(created: TestPKI.now), to: "a")
        _ = try folder.write(TestPKI().selfSigned().keyStore(created: TestPKI.now), to: "b")
        let from = ["import", "b", "--from", "a", "--source-password-file", "pw"]
        let taken = try await keystore.run(from + ["--alias", "jetty"], password: "pw")
        #expect(taken.status == 64, "\(taken)")
        #expect(
            taken.stderr.hasSuffix("hint: add --replace, or give it another name here: --alias jetty --as NAME\n"),
            "\(taken)"
        )
        let result = try await keystore.run(from + ["--alias", "jetty", "--as", "new"], password: "pw")
        #expect(result.status == 0, "\(result)")
        let store = try KeyStore(decoding: folder.bytes("b"), password: Secret("changeit"))
        #expect(try store.privateKey("new", keyPassword: nil).publicKey == server.key.publicKey)
        #expect(store.entries.map(\.alias) == ["jetty", "new"])
        for wrong in [["--as", "x"], ["--alias", "jetty", "--as", ""]] {
            #expect(try await keystore.run(from + wrong, password: "pw").status == 64)
        }
    }

    @Test func `renames an entry by way of the keystore itself`() async throws {
        let server = try TestPKI().server()
        _ = try folder.write(server.keyStore(created: TestPKI.now), to: "a")
        let copy = ["import", "a", "--from", "a", "--source-password-file", "pw", "--alias", "jetty", "--as", "new"]
        #expect(try await keystore.run(copy, password: "pw").status == 0)
        #expect(try await keystore.run("delete", "a", "--alias", "jetty", "--yes").status == 0)
        let store = try KeyStore(decoding: folder.bytes("a"), password: Secret("changeit"))
        #expect(store.entries.map(\.alias) == ["new"])
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

    @Test func `takes several files and completes the chain with what the keystore has`() async throws {
        let pki = try TestPKI()
        let server = try pki.server()
        _ = try folder.write(server.certificate.pem, to: "server.pem")
        _ = try folder.write(pki.issuer.certificate.der, to: "issuer.der")
        _ = try folder.write(pki.root.certificate.pem, to: "root.pem")
        _ = try folder.write(server.key.pem().revealBytes(), to: "server.key")
        let arguments = ["--alias", "a", "--cert", "server.pem", "--key", "server.key"]
        for type in ["jks", "pkcs12"] {
            let all = ["--chain", "root.pem", "--chain", "issuer.der"]
            let several = try await keystore.run(
                ["import", "1\(type)", "--type", type] + arguments + all,
                password: "pw"
            )
            #expect(several.stderr == "'1\(type)' has the private key 'a' with a chain of 3\n", "\(several)")

            _ = try await keystore.run("import", "2\(type)", "--type", type, "--trusted", "root.pem")
            let chain = ["--chain", "issuer.der"]
            let completed = try await keystore.run(["import", "2\(type)"] + arguments + chain, password: "pw")
            #expect(completed.stderr == "'2\(type)' has the private key 'a' with a chain of 3\n", "\(completed)")
        }
    }

    @Test func `takes a folder of trust anchors, and says what is no certificate`() async throws {
        _ = try folder.write(authority.pem, to: "trust/ca.crt")
        _ = try folder.write(TestPKI().selfSigned(subject: "CN=Two").certificate.der, to: "trust/two.der")
        _ = try folder.write("text", to: "trust/README")
        let result = try await keystore.run("import", "store", "--trusted", "trust", "--trusted", "ca.pem")
        #expect(result.stderr == "'store' has 2 new entries: 'test-root', 'two'\n", "\(result)")
        for arguments in [["--cert", "store", "--key", "key.pem"], ["--trusted", "store"]] {
            let keystoreGiven = try await keystore.run(["import", "other"] + arguments, password: "pw")
            #expect(keystoreGiven.status == 65)
            #expect(keystoreGiven.stderr.contains("take its entries over with --from 'store'"), "\(keystoreGiven)")
        }
        #expect(!folder.exists("other"))
    }

    @Test(arguments: [
        ["--cert", "cert.pem", "--key", "key.pem", "--chain", "ca.pem"], ["--trusted", "ca.pem"],
        ["--from", "source", "--source-password-file", "pw"],
    ])
    func `run twice changes nothing, and --check foretells it`(arguments: [String]) async throws {
        _ = try await keystore.run("import", "source", "--cert", "all.pem", "--alias", "s")
        let command = ["import", "store"] + arguments
        let check = try await keystore.run(command + ["--check"], password: "pw")
        #expect(check.status == 3, "\(check)")
        #expect(check.stderr.hasSuffix("'store' would be changed\n"))
        #expect(!folder.exists("store"))
        #expect(try await keystore.run(command, password: "pw").status == 0)
        let before = try folder.files()
        for option in [[], ["--check"], ["--replace"]] {
            let again = try await keystore.run(command + option, password: "pw")
            #expect(again.status == 0, "\(again)")
            #expect(again.stderr.hasSuffix("'store' has all of it already; nothing was changed\n"), "\(again)")
        }
        #expect(try folder.files() == before)
    }

    @Test func `warns of a certificate that is not valid any more`() async throws {
        let expired = try TestPKI().selfSigned(validDays: -10...(-1))
        _ = try folder.write(Array(expired.chainPEM.utf8) + expired.key.pem().revealBytes(), to: "expired.pem")
        let result = try await keystore.run("import", "store", "--cert", "expired.pem")
        #expect(result.status == 0)
        #expect(result.stderr.contains("warning: 'CN=self-signed': expired 1 day ago"), "\(result)")
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

    /// What openssl is asked for to write the key, and whether it is encrypted then.
    private static let keyForms: [([String], Bool)] = [
        (["pkey"], false), (["pkey", "-outform", "DER"], false), (["pkcs8", "-topk8"], true),
        (["pkcs8", "-topk8", "-outform", "DER"], true), (["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES"], true),
        (["pkcs8", "-topk8", "-scrypt"], true), (["pkey", "-traditional"], false),
        (["pkey", "-traditional", "-outform", "DER"], false), (["pkey", "-traditional", "-aes128"], true),
    ]

    @Test(.enabled(if: Tool.openssl.found || Tool.required), arguments: keyForms, ["RSA:2048", "EC:P-256"])
    func `reads keys in PKCS#1, PKCS#8 and SEC1, in PEM and DER, encrypted or not`(
        form: ([String], isEncrypted: Bool),
        algorithm: String
    ) async throws {
        _ = try folder.write("geheim", to: "key-pw")
        let parts = algorithm.split(separator: ":").map(String.init)
        let option = parts[0] == "RSA" ? "rsa_keygen_bits" : "ec_paramgen_curve"
        let password = form.isEncrypted ? ["-passout", "file:key-pw"] : []
        for arguments in [
            ["genpkey", "-algorithm", parts[0], "-pkeyopt", "\(option):\(parts[1])", "-out", "k"],
            ["req", "-x509", "-key", "k", "-subj", "/CN=k", "-days", "30", "-out", "k.crt"],
            form.0 + ["-in", "k", "-out", "form"] + password,
        ] {
            let made = try await Tool.openssl.run(arguments, in: folder)
            #expect(made.status == 0, "\(made)")
        }
        let keyPassword = form.isEncrypted ? ["--key-password-file", "key-pw"] : []
        let result = try await keystore.run(
            ["import", "store", "--cert", "k.crt", "--key", "form"] + keyPassword,
            password: "pw"
        )
        #expect(result.status == 0, "\(result)")
        let store = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        let key = try PrivateKey.read(folder.bytes("k"), password: nil)
        #expect(try store.privateKey("mykey", keyPassword: nil).publicKey == key.publicKey)
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

    // A PKCS#12 keystore completes a chain with what it holds: the entry is not what was imported, and still the same.
    @Test func `takes entries over once, also where the keystore has completed a chain`() async throws {
        let server = try TestPKI().server()
        var source = KeyStore(format: .jks)
        for (alias, length) in [("short", 1), ("whole", server.chain.count)] {
            let entry = try KeyStoreEntry.privateKey(
                alias: alias,
                key: server.key,
                chain: Array(server.chain.prefix(length)),
                keyPassword: nil,
                created: TestPKI.now
            )
            try source.set(entry, replacing: false)
        }
        try folder.write(source.encoded(password: Secret("changeit")), to: "source")
        let copy = ["import", "new.p12", "--from", "source", "--source-password-file", "pw"]
        #expect(try await keystore.run(copy, password: "pw").status == 0)
        let before = try folder.files()
        let again = try await keystore.run(copy, password: "pw")
        #expect(again.status == 0, "\(again)")
        #expect(again.stderr == "'new.p12' has all of it already; nothing was changed\n")
        #expect(try folder.files() == before)
    }

    @Test(arguments: [
        ["--cert", "cert.pem", "--trusted", "ca.pem"], [], ["--trusted", "ca.pem", "--key-password-file", "pw"],
        ["--trusted", "ca.pem", "--source-password-file", "pw"], ["--trusted", "ca.pem", "--alias", ""],
        ["--trusted", "ca.pem", "--key", "key.pem"], ["--key", "key.pem"],
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

    @Test func `asks on a terminal, and takes no for an answer`() async throws {
        _ = try await keystore.run("genkey", "store", "--san", "dns:h", "--algorithm", "ec")
        let before = try folder.files()
        let command = Girctl.command(
            ["keystore", "delete", "store", "--alias", "mykey", "--password-file", "pw"],
            in: folder
        )
        let question = "remove the private-key 'mykey'? [y/N] "
        for (answer, status) in [("", Int32(64)), ("n", 64), ("nonsense", 64), ("Yes", 0)] {
            #expect(try folder.files() == before)
            let result = try await Terminal.run(command, answers: [.init(to: question, answer)])
            #expect(result.status == status, "\(result)")
        }
        #expect(try await keystore.list("store").entries.isEmpty)
    }

    @Test func `tells with --check what would go, and can be content with what is gone`() async throws {
        _ = try await keystore.run("genkey", "store", "--san", "dns:h", "--algorithm", "ec")
        let before = try folder.files()
        #expect(try await keystore.run("delete", "store", "--alias", "MyKey", "--check").status == 3)
        #expect(try await keystore.run("delete", "store", "--alias", "x", "--check").status == 64)
        let gone = try await keystore.run("delete", "store", "--alias", "x", "--missing-ok")
        #expect(gone.status == 0)
        #expect(gone.stderr.contains("nothing was changed"), "\(gone)")
        #expect(try folder.files() == before)
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
