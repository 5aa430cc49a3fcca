import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRTestSupport

/// The files that the examples of the rules name, made when the tests run.
struct ExampleFiles: FileProbe {
    /// One for all examples: keys take their time.
    static let shared = Result { try ExampleFiles() }

    /// What a linter of the examples looks into files with; `/etc/girctl/key` is the key file.
    static func files(now: Date = TestPKI.now) throws -> LintFiles {
        LintFiles(
            try shared.get(),
            passwords: PasswordResolver(keyRing: try EncryptionKeyRing.generate(created: TestPKI.now)),
            keyFile: "/etc/girctl/key",
            now: now
        )
    }

    private var bytes: [String: [UInt8]] = [:]
    private let modes: [String: UInt16] = [
        "/etc/girctl/key": 0o600, "/etc/readable-key/girctl.key": 0o644, "/etc/readable/application.yaml": 0o644,
        "/etc/leftover/server-settings.yaml": 0o600, "/etc/rws/readable.jks": 0o644, "/etc/rws/writable.pem": 0o666,
    ]

    func contents(of path: String) -> ProbedFile {
        if path == "/etc/rws/forbidden.pem" { return .unreadable("'\(path)' may not be read") }
        return bytes[path].map { .bytes($0) } ?? .missing
    }

    func permissions(of path: String) -> UInt16? { modes[path] ?? (bytes[path] == nil ? nil : 0o600) }

    func obstacle(toWritingIn folder: String) -> String? {
        folder.hasPrefix("/var/log/missing") ? "no such file or directory" : nil
    }

    func resolved(_ path: String) -> String { path }

    private init() throws {
        let pki = try TestPKI()
        let server = try pki.server(["dns:rws.example.com"])
        add("keystore.jks", try Self.keystore(server))
        add("readable.jks", try Self.keystore(server))
        add("self-signed.jks", try Self.keystore(try pki.selfSigned(["dns:rws.example.com"])))
        add("no-issuer.jks", try Self.keystore(.init(key: server.key, chain: [server.certificate])))
        let wrong = TestPKI.Identity(key: server.key, chain: [server.certificate, pki.root.certificate])
        add("wrong-issuer.jks", try Self.keystore(wrong))
        add("expired.jks", try Self.keystore(try pki.server(validDays: -90 ... -1)))
        add("not-yet-valid.jks", try Self.keystore(try pki.server(validDays: 2...90)))
        add("expiring.jks", try Self.keystore(try pki.server(validDays: -60...10)))
        add("weak.jks", try Self.keystore(try pki.server(keys: .rsa(bits: 1024))))
        add("ed25519.jks", try Self.keystore(try pki.server(keys: .ed25519)))
        add("two-keys.jks", try Self.keystore(server, try pki.server()))
        add("other-key-password.jks", try Self.keystore(server, keyPassword: "changed2"))
        let root = pki.root.certificate
        add("ca.jks", try Self.truststore([root], .jks))
        add("truststore", try Self.truststore([root], .jks))
        add("ca.p12", try Self.truststore([root], .pkcs12))
        add("empty.jks", try Self.truststore([], .jks))
        for name in ["ca.pem", "pem.jks", "writable.pem"] { add(name, Array(root.pem.utf8)) }
        add("bundle.pem", Array((root.pem + pki.issuer.certificate.pem).utf8))
        add("garbage.pem", Array("garbage".utf8))
        add("expired-ca.pem", Array(try Self.authority(pki, -90 ... -1).pem.utf8))
        add("weak-ca.pem", Array(try Self.authority(pki, -1...90, .rsa(bits: 1024)).pem.utf8))
    }

    private mutating func add(_ name: String, _ content: [UInt8]) { bytes["/etc/rws/\(name)"] = content }

    private static func keystore(_ identities: TestPKI.Identity..., keyPassword: String? = nil) throws -> [UInt8] {
        var store = KeyStore(format: .jks)
        for (index, identity) in identities.enumerated() {
            let entry = try KeyStoreEntry.privateKey(
                alias: "jetty\(index)",
                key: identity.key,
                chain: identity.chain,
                keyPassword: keyPassword.map { Secret($0) },
                created: TestPKI.now
            )
            try store.set(entry, replacing: false)
        }
        return try store.encoded(password: Secret("changed1"))
    }

    private static func truststore(_ certificates: [Certificate], _ format: KeyStoreFormat) throws -> [UInt8] {
        var store = KeyStore(format: format)
        for (index, certificate) in certificates.enumerated() {
            let entry = KeyStoreEntry.trustedCertificate(
                alias: "ca\(index)",
                certificate: certificate,
                created: TestPKI.now
            )
            try store.set(entry, replacing: false)
        }
        return try store.encoded(password: Secret("changed1"))
    }

    private static func authority(
        _ pki: TestPKI,
        _ days: ClosedRange<Double>,
        _ keys: KeySpecification = .ec(.p256)
    ) throws -> Certificate {
        let key = try PrivateKey.generate(keys)
        let template = CertificateTemplate.authority(
            subject: try DistinguishedName("CN=Other Root"),
            pathLength: nil,
            notBefore: pki.now.addingTimeInterval(days.lowerBound * 86_400),
            notAfter: pki.now.addingTimeInterval(days.upperBound * 86_400)
        )
        return try template.selfSigned(by: key)
    }
}
