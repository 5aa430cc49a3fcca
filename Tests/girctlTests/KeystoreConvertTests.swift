import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl keystore convert` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test(arguments: [("jks", "pkcs12", KeyStoreFormat.pkcs12), ("pkcs12", "jks", .jks)])
    func `keeps all entries`(from: String, to: String, format: KeyStoreFormat) async throws {
        _ = try folder.write(TestPKI().root.certificate.pem, to: "ca.pem")
        _ = try await keystore.run("genkey", "store", "--san", "dns:h", "--algorithm", "ec", "--type", from)
        _ = try await keystore.run("import", "store", "--trusted", "ca.pem")
        let before = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        let bytes = try folder.bytes("store")
        let copied = try await keystore.run(
            ["convert", "store", "--type", to, "--out", "copy", "--new-password-file", "pw2"],
            password: "pw"
        )
        #expect(copied.status == 0, "\(copied)")
        let copy = try KeyStore(decoding: folder.bytes("copy"), password: Secret("another one"))
        #expect(copy.format == format && copy.holdsTheSame(as: before))
        #expect(try folder.bytes("store") == bytes)

        #expect(try await keystore.run("convert", "store", "--type", to, "--check").status == 3)
        #expect(try folder.bytes("store") == bytes)
        let result = try await keystore.run("convert", "store", "--type", to)
        #expect(result.status == 0, "\(result)")
        let after = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        #expect(after.format == format && after.holdsTheSame(as: before))
        let files = try folder.files()
        for check in [[], ["--check"]] {
            let again = try await keystore.run(["convert", "store", "--type", to] + check, password: "pw")
            #expect(again.status == 0)
            #expect(again.stderr.contains("nothing was changed"), "\(again)")
        }
        #expect(try folder.files() == files)
    }

    @Test func `opens a key that has a password of its own, and writes over no other file`() async throws {
        _ = try await keystore.run(
            ["genkey", "store", "--san", "dns:h", "--algorithm", "ec", "--type", "jks", "--key-password-file", "pw2"],
            password: "pw"
        )
        let before = try folder.files()
        let without = try await keystore.run("convert", "store", "--type", "pkcs12")
        #expect(without.status == 65)
        #expect(without.stderr.contains("--key-password-file"), "\(without)")
        let other = try await keystore.run(
            "convert",
            "store",
            "--type",
            "pkcs12",
            "--out",
            "pw2",
            "--key-password-file",
            "pw2"
        )
        #expect(other.status == 64)
        #expect(other.stderr.contains("'pw2' is there already, and is not this keystore"), "\(other)")
        #expect(try folder.files() == before)
        let result = try await keystore.run("convert", "store", "--type", "pkcs12", "--key-password-file", "pw2")
        #expect(result.status == 0, "\(result)")
        let store = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        _ = try store.privateKey("mykey", keyPassword: nil)
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `gives a key the keystore's password where the format stays`(type: String) async throws {
        let server = try TestPKI().server()
        var store = KeyStore(format: type == "jks" ? .jks : .pkcs12)
        try store.set(
            .privateKey(
                alias: "own",
                key: server.key,
                chain: server.chain,
                keyPassword: Secret("another one"),
                created: TestPKI.now
            ),
            replacing: false
        )
        _ = try folder.write(store.encoded(password: Secret("changeit")), to: "store")
        let before = try folder.bytes("store")
        let convert = ["convert", "store", "--type", type]
        #expect(try await keystore.run(convert, password: "pw").stderr.contains("nothing was changed"))
        let wrong = try await keystore.run(convert + ["--key-password-file", "pw"], password: "pw")
        #expect(wrong.status == 65, "\(wrong)")
        #expect(
            try await keystore.run(convert + ["--key-password-file", "pw2", "--check"], password: "pw").status == 3
        )
        #expect(try folder.bytes("store") == before)
        let done = try await keystore.run(convert + ["--key-password-file", "pw2"], password: "pw")
        #expect(done.status == 0 && !done.stderr.contains("nothing was changed"), "\(done)")
        let after = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        #expect(try after.privateKey("own", keyPassword: nil).publicKey == server.key.publicKey)
        let again = try await keystore.run(convert + ["--key-password-file", "pw2"], password: "pw")
        #expect(again.stderr.contains("nothing was changed"), "\(again)")
    }

    @Test(.enabled(if: Tool.keytool.found && Tool.openssl.found || Tool.required))
    func `says what becomes of a key that Java did not see`() async throws {
        let server = try TestPKI().server()
        _ = try folder.write((server.key.pem().revealText() ?? "") + server.certificate.pem, to: "server.pem")
        let plain = ["pkcs12", "-export", "-in", "server.pem", "-name", "x", "-keypbe", "NONE", "-certpbe", "NONE"]
        let made = try await Tool.openssl.run(plain + ["-passout", "pass:changeit", "-out", "plain.p12"], in: folder)
        #expect(made.status == 0, "\(made)")
        let result = try await keystore.run("convert", "plain.p12", "--type", "jks", "--out", "ks.jks")
        #expect(
            result.stderr.contains(
                "'x' could not be seen by Java in 'plain.p12' and is a private key that it sees now"
            ),
            "\(result)"
        )
        let list = ["-list", "-keystore", "ks.jks", "-storepass", "changeit"]
        #expect(try await Tool.keytool.run(list, in: folder).stdout.contains("PrivateKeyEntry"))
    }

    @Test(.enabled(if: Tool.keytool.found || Tool.required))
    func `makes a writable keystore out of JCEKS, unless a secret key would be lost`() async throws {
        func keytool(_ arguments: [String]) async throws {
            let common = [
                "-keystore", "store", "-storepass", "changeit", "-keypass", "changeit", "-storetype", "JCEKS",
            ]
            #expect(try await Tool.keytool.run(arguments + common, in: folder).status == 0)
        }
        try await keytool(["-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=a"])
        let result = try await keystore.run("convert", "store", "--type", "pkcs12", "--out", "copy")
        #expect(result.status == 0, "\(result)")
        try await keytool(["-genseckey", "-alias", "s", "-keyalg", "AES", "-keysize", "128"])
        let refused = try await keystore.run("convert", "store", "--type", "pkcs12")
        #expect(refused.status == 65)
        #expect(refused.stderr.contains("'s' in 'store' is a secret key"), "\(refused)")
        // Whoever wants to change the store itself is told what works, not this.
        let change = try await keystore.run("passwd", "store", "--new-password-file", "pw2")
        change.expectFailure(
            65,
            "'store' is a JCEKS keystore, which girctl reads but does not write",
            hint: "take over all but its secret keys: girctl keystore import NEW --from store"
        )
        let partial = ["import", "NEW", "--from", "store", "--source-password-file", "pw"]
        #expect(try await keystore.run(partial, password: "pw").status == 0)
        try await keytool(["-delete", "-alias", "a"])
        let secrets = try await keystore.run("delete", "store", "--alias", "s", "--yes")
        #expect(
            secrets.stderr.contains("it holds secret keys only; change it with keytool -keystore store"),
            "\(secrets)"
        )

        let secret = ["-genseckey", "-alias", "s", "-keyalg", "AES", "-keysize", "128", "-keystore", "secret"]
        let made = try await Tool.keytool.run(secret + ["-storepass", "changeit", "-storetype", "PKCS12"], in: folder)
        #expect(made.status == 0)
        #expect(try await keystore.run("convert", "secret", "--type", "pkcs12", "--check").status == 0)
    }
}

@Suite struct `girctl keystore diff` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test func `says what only one has and what differs`() async throws {
        let pki = try TestPKI()
        for number in 1...2 {
            _ = try folder.write(pki.selfSigned(subject: "CN=Root \(number)").chainPEM, to: "\(number).pem")
        }
        for (store, files) in [
            ("a", ["same": "1", "gone": "1", "other": "1"]), ("b", ["SAME": "1", "new": "2", "other": "2"]),
        ] {
            for (alias, file) in files {
                let arguments = ["import", store, "--trusted", "\(file).pem", "--alias", alias]
                #expect(try await keystore.run(arguments, password: "pw").status == 0)
            }
            _ = try await keystore.run("genkey", store, "--alias", "key", "--san", "dns:h", "--algorithm", "ec")
        }
        let result = try await keystore.run("diff", "a", "b")
        #expect(result.status == 1, "\(result)")
        let lines = result.stdout.split(separator: "\n").map(String.init)
        #expect(lines.prefix(3) == ["--- a", "+++ b", "- gone: trusted-certificate of 'CN=Root 1'"], "\(result)")
        #expect(lines.contains("! key:") && lines.contains("    another private key"))
        #expect(lines.contains("+ new: trusted-certificate of 'CN=Root 2'"))
        #expect(lines.contains("! other:") && lines.contains { $0.hasPrefix("    - 'CN=Root 1', valid until ") })
        #expect(!result.stdout.contains("same"))

        let json = try await keystore.run("diff", "a", "b", "--json")
        let report = try JSONDecoder().decode(Report.self, from: Data(json.outputBytes))
        #expect(report.schema == "girctl.keystore-diff/1" && !report.same)
        #expect(report.entries.map(\.alias) == ["gone", "key", "new", "other"])
        #expect(report.entries.map(\.change) == ["onlyInFirst", "changed", "onlyInSecond", "changed"])
    }

    @Test func `finds the same entries in another format under another password`() async throws {
        _ = try await keystore.run("genkey", "a", "--san", "dns:h", "--algorithm", "ec")
        let convert = ["convert", "a", "--type", "jks", "--out", "b", "--new-password-file", "pw2"]
        _ = try await keystore.run(convert, password: "pw")
        let result = try await keystore.run("diff", "a", "b", "--other-password-file", "pw2")
        #expect(result.status == 0, "\(result)")
        #expect(result.stdout == "'a' and 'b' have the same entries\n")
        #expect(try await keystore.run("diff", "a", "b").status == 65)
        #expect(try await keystore.run("diff", "a", "missing").status == 66)
    }

    @Test func `says of a key that does not open that it is not compared`() async throws {
        let server = try TestPKI().server()
        for (file, password) in [("a", "another one"), ("b", "a third one")] {
            var store = KeyStore(format: .jks)
            let entry = try KeyStoreEntry.privateKey(
                alias: "key",
                key: server.key,
                chain: server.chain,
                keyPassword: Secret(password),
                created: TestPKI.now
            )
            try store.set(entry, replacing: false)
            try folder.write(store.encoded(password: Secret("changeit")), to: file)
        }
        try folder.write("a third one", to: "pw3")
        let closed = try await keystore.run("diff", "a", "b", "--key-password-file", "pw2")
        #expect(closed.status == 2)
        let reason = "the private key in 'b' does not open: it has a password of its own, or is damaged"
        #expect(closed.stdout == "--- a\n+++ b\n? key:\n    \(reason)\n")
        #expect(closed.stderr == "give the password of a key that does not open: --key-password-file\n")
        let json = try await keystore.run("diff", "a", "b", "--json")
        let report = try JSONDecoder().decode(Report.self, from: Data(json.outputBytes))
        #expect(!report.same && report.entries.map(\.change) == ["notCompared"])

        let opened = ["diff", "a", "b", "--key-password-file", "pw2", "--other-key-password-file", "pw3"]
        let result = try await keystore.run(opened, password: "pw")
        #expect(result.status == 0, "\(result)")
        #expect(result.stdout == "'a' and 'b' have the same entries\n")
    }

    private struct Report: Decodable {
        let schema: String
        let same: Bool
        let entries: [Entry]

        struct Entry: Decodable {
            let alias: String
            let change: String
        }
    }
}
