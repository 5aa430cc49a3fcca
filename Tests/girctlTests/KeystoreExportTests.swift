import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl keystore export` {
    private let keystore: KeystoreFolder
    private let server: TestPKI.Identity
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws {
        keystore = try KeystoreFolder()
        server = try TestPKI().server()
        var store = KeyStore(format: .jks)
        try store.set(
            .privateKey(
                alias: "jetty",
                key: server.key,
                chain: server.chain,
                keyPassword: Secret("another one"),
                created: TestPKI.now
            ),
            replacing: false
        )
        let root = try TestPKI().root.certificate
        try store.set(.trustedCertificate(alias: "root", certificate: root, created: TestPKI.now), replacing: false)
        _ = try folder.write(store.encoded(password: Secret("changeit")), to: "store")
    }

    @Test func `writes the certificate, the chain or the key`() async throws {
        let cases: [([String], [Certificate], Bool)] = [
            ([], [server.certificate], false), (["--cert"], [server.certificate], false),
            (["--chain"], server.chain, false), (["--key", "--key-password-file", "pw2"], [], true),
            (["--key", "--chain", "--key-password-file", "pw2"], server.chain, true),
            (["--alias", "JETTY"], [server.certificate], false),
        ]
        for (number, (options, certificates, hasKey)) in cases.enumerated() {
            let arguments = ["export", "store", "--out", "out\(number)"] + options
            #expect(try await keystore.run(arguments + ["--check"], password: "pw").status == 3)
            #expect(!folder.exists("out\(number)"))
            let result = try await keystore.run(arguments, password: "pw")
            #expect(result.status == 0, "\(result)")
            let bytes = try folder.bytes("out\(number)")
            #expect(((try? Certificate.readAll(bytes)) ?? []) == certificates)
            let key = try? PrivateKey.read(bytes, password: nil)
            #expect(key?.publicKey == (hasKey ? server.key.publicKey : nil))
            #expect(try folder.mode("out\(number)") == (hasKey ? 0o600 : 0o644))
            let again = try await keystore.run(arguments, password: "pw")
            #expect(again.stderr == "'out\(number)' has it already; nothing was changed\n")
            #expect(try folder.bytes("out\(number)") == bytes)
        }
    }

    @Test func `encrypts the key with a password of its own`() async throws {
        _ = try folder.write("new secret", to: "new")
        for der in [[], ["--der"]] {
            let arguments = ["export", "store", "--key", "--key-password-file", "pw2", "--new-password-file", "new"]
            let result = try await keystore.run(arguments + ["--out", "key"] + der, password: "pw")
            #expect(result.status == 0, "\(result)")
            #expect(!result.stderr.contains("not encrypted"))
            let bytes = try folder.bytes("key")
            #expect(throws: PKIError.self) { try PrivateKey.read(bytes, password: nil) }
            #expect(try PrivateKey.read(bytes, password: Secret("new secret")).publicKey == server.key.publicKey)
            let again = try await keystore.run(arguments + ["--out", "key"] + der, password: "pw")
            #expect(again.stderr.contains("nothing was changed"))
            #expect(try folder.bytes("key") == bytes)
        }
    }

    @Test func `writes over nothing but what it renews`() async throws {
        let pki = try TestPKI()
        let renewed = try pki.template("CN=renewed", ["dns:h"], [.serverAuth]).selfSigned(by: server.key)
        let root = pki.root.certificate
        let other = try pki.server(["dns:other"])
        // The same holder with a new key, of another authority of the same name.
        let holder = try pki.server()
        for (name, text) in [
            ("same-key", renewed.pem), ("same-holder", holder.certificate.pem), ("empty", ""),
            ("chain", holder.chainPEM),
        ] {
            _ = try folder.write(text, to: name)
            let result = try await keystore.run(["export", "store", "--alias", "jetty", "--out", name], password: "pw")
            #expect(result.status == 0, "\(name): \(result)")
            #expect(try folder.text(name) == server.certificate.pem)
        }
        for (name, text, what) in [
            ("other", other.certificate.pem, "has other certificates"), ("root", root.pem, "has other certificates"),
            ("pinned", holder.certificate.pem + root.pem, "has other certificates"),
            ("self", try pki.selfSigned(subject: "CN=server").chainPEM, "has other certificates"),
            ("key", (try server.key.pem().revealText() ?? "") + server.chainPEM, "has other certificates"),
            ("more", server.certificate.pem + "-----BEGIN X-----\nAA==\n-----END X-----\n", "has other certificates"),
            ("text", "text", "is something else"),
        ] {
            _ = try folder.write(text, to: name)
            let result = try await keystore.run(["export", "store", "--alias", "jetty", "--out", name], password: "pw")
            result.expectFailure(
                73,
                "'\(name)' is there already and \(what)",
                hint: "name a new file, or remove that one first"
            )
            #expect(try folder.text(name) == text)
        }
        _ = try folder.write(root.pem, to: "anchor.pem")
        let made = ["genkey", "new", "--san", "dns:h", "--algorithm", "ec", "--cert-out", "anchor.pem"]
        #expect(try await keystore.run(made, password: "pw").status == 73)
        #expect(try folder.text("anchor.pem") == root.pem && !folder.exists("new"))
    }

    @Test func `writes to standard output, DER too`() async throws {
        let pem = try await keystore.run("export", "store")
        #expect(pem.stdout == server.certificate.pem)
        let der = try await keystore.run("export", "store", "--der")
        #expect(der.outputBytes == server.certificate.der)
        let key = try await keystore.run("export", "store", "--key", "--key-password-file", "pw2")
        #expect(key.stdout.hasPrefix("-----BEGIN PRIVATE KEY-----"))
    }

    @Test func `prints no private key on a terminal`() async throws {
        let command = Girctl.command(
            ["keystore", "export", "store", "--key", "--key-password-file", "pw2", "--password-file", "pw"],
            in: folder
        )
        let result = try await Terminal.run(command, answers: [])
        #expect(result.status == 64)
        #expect(!result.stdout.contains("PRIVATE KEY"))
        #expect(result.stdout.contains("name a file with --out"))
    }

    @Test(arguments: [
        (["--out", "store"], 64, "--out names the keystore itself"), (["--chain", "--der"], 64, "--der writes one"),
        (["--alias", "nobody"], 64, "it has 'jetty', 'root'"), (["--key", "--alias", "root"], 65, "not a private-key"),
        (["--key"], 65, "another password protects it"), (["--new-password-file", "pw"], 64, "goes with --key"),
        (["--check"], 64, "--check goes with --out"), (["--out", "no/where"], 73, "its folder does not exist"),
        (["--cert", "--chain"], 64, "leave --cert out"),
    ])
    func `refuses what makes no sense`(options: [String], status: Int32, message: String) async throws {
        let before = try folder.files()
        let result = try await keystore.run(["export", "store"] + options, password: "pw")
        #expect(result.status == status, "\(result)")
        #expect(result.stderr.contains(message), "\(result)")
        #expect(result.stdout.isEmpty)
        #expect(try folder.files() == before)
    }
}
