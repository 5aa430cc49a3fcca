import FoundationEssentials
import GIRPKI
import GIRTestSupport

/// Keys and certificates that the keystore suites share; made once a run.
enum KeyStoreFixture {
    static let now = TestPKI.now
    static let password: Secret = Secret("storepassword")

    static let pki = Result { try TestPKI() }
    private static let servers = Result { try ["a", "b", "c"].map { try pki.get().server(subject: "CN=\($0)") } }

    /// One of three servers with different keys, chains of two.
    static func server(_ number: Int = 0) throws -> TestPKI.Identity { try servers.get()[number] }

    static func keyEntry(
        _ alias: String,
        _ number: Int = 0,
        keyPassword: Secret? = nil,
        created: Date = now
    ) throws -> KeyStoreEntry {
        let server = try server(number)
        return try .privateKey(
            alias: alias,
            key: server.key,
            chain: server.chain,
            keyPassword: keyPassword,
            created: created
        )
    }

    static func trustedEntry(_ alias: String, _ certificate: Certificate? = nil) throws -> KeyStoreEntry {
        let root = try pki.get().root.certificate
        return .trustedCertificate(alias: alias, certificate: certificate ?? root, created: now)
    }

    /// A store with a private key, `server`, and an unrelated trusted certificate, `other`.
    static func store(_ format: KeyStoreFormat, profile: PKCS12Profile = .modern) throws -> KeyStore {
        var store = KeyStore(format: format)
        store.profile = profile
        try store.set(try keyEntry("server"), replacing: false)
        try store.set(try trustedEntry("other", try unrelated.get()), replacing: false)
        return store
    }

    private static let unrelated = Result { try pki.get().selfSigned(subject: "CN=unrelated").certificate }

    /// The bytes of such a store in any format; JCEKS has a secret key besides.
    static func bytes(_ format: KeyStoreFormat) throws -> [UInt8] {
        switch format {
        case .jceks: try JavaStoreBytes.jceks()
        case .jks, .pkcs12: try store(format).encoded(password: password)
        }
    }
}

extension KeyStore {
    /// What two stores must agree in to be the same.
    var contents: [String] {
        entries.map { entry in
            let key = (try? entry.privateKey(keyPassword: nil))?.publicKey.subjectPublicKeyInfo.hex ?? "-"
            let chain = entry.certificates.map(\.sha256.hex).joined(separator: ",")
            return "\(entry.alias) \(entry.kind) \(entry.created?.timeIntervalSince1970 ?? -1) \(chain) \(key)"
        }
    }
}
