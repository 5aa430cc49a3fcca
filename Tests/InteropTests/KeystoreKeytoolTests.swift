import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// Keystores go both ways between girctl and Java.
@Suite(.enabled(if: Tool.keytool.found || Tool.required, "keytool is not installed"))
struct `Keystores and keytool` {
    private typealias Interop = KeystoreInterop

    @Test(arguments: KeystoreInterop.writable)
    func `keytool lists what is written here`(_ format: KeyStoreFormat) async throws {
        for profile in format == .pkcs12 ? PKCS12Profile.allCases : [.modern] {
            let folder = try TemporaryDirectory()
            var store = try Interop.store(format)
            store.profile = profile
            try folder.write(try store.encoded(password: Secret(Interop.password)), to: "store")
            let listing = try await Interop.listing("store", in: folder)
            #expect(listing.contains("Keystore type: \(format.rawValue)"))
            #expect(listing.contains("Your keystore contains 5 entries"), "\(listing)")
            #expect(listing.occurrences(of: "Entry type: PrivateKeyEntry") == 3)
            #expect(listing.occurrences(of: "Certificate chain length: 2") == 3)
            #expect(listing.occurrences(of: "Entry type: trustedCertEntry") == 2)
            for entry in store.entries { #expect(listing.contains("Alias name: \(entry.alias)\n")) }
        }
    }

    @Test(arguments: KeystoreInterop.writable, [nil, "other-password"])
    func `Java decrypts the keys that are written here`(_ format: KeyStoreFormat, _ keyPassword: String?) async throws {
        // Java has one password for a PKCS#12 store and all its keys.
        guard format == .jks || keyPassword == nil else { return }
        let folder = try TemporaryDirectory()
        let store = try Interop.store(format, keyPassword: keyPassword.map { Secret($0) })
        try folder.write(try store.encoded(password: Secret(Interop.password)), to: "store")
        let file = ["-srckeystore", "store", "-destkeystore", "copy", "-deststoretype", "PKCS12"]
        let source = ["-srcstorepass:env", "STORE_PASSWORD", "-deststorepass:env", "STORE_PASSWORD", "-noprompt"]
        for (name, _) in Interop.keys {
            let key = ["-srcalias", name, "-srckeypass:env", keyPassword == nil ? "STORE_PASSWORD" : "OTHER_PASSWORD"]
            _ = try await Interop.keytool(["-importkeystore"] + file + source + key, in: folder)
        }
        let copy = try Interop.decode("copy", in: folder)
        for (name, _) in Interop.keys {
            let key = try store.privateKey(name, keyPassword: keyPassword.map { Secret($0) })
            #expect(try copy.privateKey(name, keyPassword: nil).publicKey == key.publicKey)
        }
    }

    @Test(arguments: KeyStoreFormat.allCases)
    func `what keytool writes is read here`(_ format: KeyStoreFormat) async throws {
        let folder = try TemporaryDirectory()
        let store = ["-keystore", "store", "-storetype", format.rawValue, "-storepass:env", "STORE_PASSWORD"]
        let algorithms = [("RSA", "RSA", 2048), ("EC", "EC", 256), ("DSA", "DSA", 2048), ("Ed25519", "Ed25519", 255)]
        for (algorithm, _, bits) in algorithms {
            let size = algorithm == "Ed25519" ? [] : ["-keysize", "\(bits)"]
            let pair = ["-genkeypair", "-alias", "Key-\(algorithm)", "-keyalg", algorithm, "-dname", "CN=\(algorithm)"]
            _ = try await Interop.keytool(pair + size + store, in: folder)
        }
        let export = ["-exportcert", "-alias", "key-rsa", "-file", "rsa.der"]
        _ = try await Interop.keytool(export + store, in: folder)
        let importing = ["-importcert", "-noprompt", "-alias", "ca", "-file", "rsa.der"]
        _ = try await Interop.keytool(importing + store, in: folder)
        if format != .jks {
            let secret = ["-genseckey", "-alias", "secret", "-keyalg", "AES", "-keysize", "256"]
            _ = try await Interop.keytool(secret + store, in: folder)
        }
        let read = try Interop.decode("store", in: folder)
        #expect(read.format == format)
        #expect(read.entries.count == (format == .jks ? 5 : 6))
        for (algorithm, name, bits) in algorithms {
            let entry = try #require(read.entry("key-\(algorithm)"))
            #expect(entry.kind == .privateKey)
            #expect(abs(try #require(entry.created).timeIntervalSinceNow) < 600)
            let key = try entry.privateKey(keyPassword: nil)
            #expect(key.publicKey.algorithm.name == name)
            #expect(key.publicKey.algorithm.bits == bits)
            #expect(key.matches(entry.certificates[0]))
        }
        #expect(read.entry("ca")?.kind == .trustedCertificate)
        #expect(try read.entry("ca")?.certificates.map(\.der) == [folder.bytes("rsa.der")])
        #expect(read.entry("secret")?.kind == (format == .jks ? nil : .secretKey))
        guard format.isWritable else { return }
        // Java opens what is written from what Java wrote, secret keys too, also after a change of the password.
        try folder.write(try read.encoded(password: Secret("new-password")), to: "again")
        let listing = try await Interop.listing("again", in: folder, password: "new-password")
        #expect(listing.contains("contains \(read.entries.count) entries"), "\(listing)")
        let all = ["-importkeystore", "-srckeystore", "again", "-destkeystore", "all", "-noprompt"]
        let passwords = ["-srcstorepass:env", "STORE_PASSWORD", "-deststorepass:env", "STORE_PASSWORD"]
        let copied = try await Interop.keytool(all + passwords, in: folder, password: "new-password")
        #expect(
            copied.stderr.contains("\(read.entries.count) entries successfully imported, 0 entries failed"),
            "\(copied)"
        )
    }

    @Test func `a key password of its own is understood in keytool's JKS`() async throws {
        let folder = try TemporaryDirectory()
        let pair = [
            "-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=key", "-keypass:env", "OTHER_PASSWORD",
        ]
        let store = ["-keystore", "store", "-storetype", "JKS", "-storepass:env", "STORE_PASSWORD"]
        _ = try await Interop.keytool(pair + store, in: folder)
        let read = try Interop.decode("store", in: folder)
        #expect(throws: PKIError(.wrongPassword, "")) { try read.privateKey("key", keyPassword: nil) }
        #expect(try read.privateKey("key", keyPassword: Secret("other-password")).publicKey.algorithm.name == "EC")
    }

    @Test(arguments: KeystoreInterop.writable)
    func `aliases of every script go both ways`(_ format: KeyStoreFormat) async throws {
        let folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Date())
        let aliases = ["ключ", "鍵", "🔑", "straße"]
        var store = KeyStore(format: format)
        for alias in aliases {
            let certificate = try pki.selfSigned().certificate
            try store.set(
                .trustedCertificate(alias: alias, certificate: certificate, created: pki.now),
                replacing: false
            )
        }
        try folder.write(try store.encoded(password: Secret(Interop.password)), to: "store")
        let listing = try await Interop.listing("store", in: folder)
        for alias in aliases { #expect(listing.contains("Alias name: \(alias)\n"), "\(listing)") }
        let pair = ["-genkeypair", "-alias", "свой", "-keyalg", "EC", "-dname", "CN=key"]
        let file = ["-keystore", "store", "-storepass:env", "STORE_PASSWORD"]
        _ = try await Interop.keytool(pair + file, in: folder)
        let read = try Interop.decode("store", in: folder)
        #expect(Set(read.entries.map(\.alias)) == Set(aliases + ["свой"]))
        #expect(throws: Never.self) { try read.privateKey("СВОЙ", keyPassword: nil) }
    }

    @Test(arguments: KeystoreInterop.writable)
    func `keytool finds an alias that was given in capitals`(_ format: KeyStoreFormat) async throws {
        let folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Date())
        let aliases = ["Server", "ÄRGER", "ΑΣ", "ΑΣ-ΑΣ", "Σ", "İ"]
        var store = KeyStore(format: format)
        for (number, alias) in aliases.enumerated() {
            let server = try pki.server(subject: "CN=\(number)", keys: .ec(.p256))
            let entry = try KeyStoreEntry.privateKey(
                alias: alias,
                key: server.key,
                chain: server.chain,
                keyPassword: nil,
                created: pki.now
            )
            try store.set(entry, replacing: false)
        }
        try folder.write(try store.encoded(password: Secret(Interop.password)), to: "store")
        let file = ["-keystore", "store", "-storepass:env", "STORE_PASSWORD"]
        for alias in aliases {
            _ = try await Interop.keytool(["-list", "-alias", alias] + file, in: folder)
        }
        let copy = ["-importkeystore", "-srckeystore", "store", "-destkeystore", "copy", "-noprompt"]
        let passwords = ["-srcstorepass:env", "STORE_PASSWORD", "-deststorepass:env", "STORE_PASSWORD"]
        _ = try await Interop.keytool(copy + passwords, in: folder)
        #expect(store.holdsTheSame(as: try Interop.decode("copy", in: folder)))
    }

    @Test func `a JKS password that is not ASCII goes both ways`() async throws {
        let folder = try TemporaryDirectory()
        let password = "пароль-ü-🔑"
        try folder.write(try Interop.store(.jks).encoded(password: Secret(password)), to: "store")
        #expect(try await Interop.listing("store", in: folder, password: password).contains("contains 5 entries"))
        let pair = ["-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=key"]
        let file = ["-keystore", "store", "-storepass:env", "STORE_PASSWORD"]
        _ = try await Interop.keytool(pair + file, in: folder, password: password)
        let read = try Interop.decode("store", in: folder, password: password)
        #expect(read.entries.count == 6)
        #expect(throws: Never.self) { try read.privateKey("key", keyPassword: nil) }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required, "openssl is not installed"))
    func `R17: a truststore that Java sees as empty is seen through, and mended only on purpose`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(try TestPKI(now: Date()).root.chainPEM, to: "ca.pem")
        let arguments = ["-export", "-nokeys", "-in", "ca.pem", "-out", "store", "-passout", "env:STORE_PASSWORD"]
        _ = try await Interop.pkcs12(arguments, in: folder)
        #expect(try await Interop.listing("store", in: folder).contains("contains 0 entries"))
        var read = try Interop.decode("store", in: folder)
        let entry = try #require(read.entries.first)
        #expect(entry.kind == .trustedCertificate && !entry.isVisibleToJava)
        try folder.write(try read.encoded(password: Secret(Interop.password)), to: "same")
        #expect(try await Interop.listing("same", in: folder).contains("contains 0 entries"))
        let trusted = KeyStoreEntry.trustedCertificate(
            alias: "ca",
            certificate: entry.certificates[0],
            created: Date()
        )
        try read.set(trusted, replacing: false)
        #expect(read.entries.map(\.alias) == ["ca"])
        try folder.write(try read.encoded(password: Secret(Interop.password)), to: "mended")
        #expect(try await Interop.listing("mended", in: folder).contains("contains 1 entry"))
    }
}

extension String {
    func occurrences(of text: String) -> Int { ranges(of: text).count }
}
