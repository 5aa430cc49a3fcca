import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// What the suites about keytool and openssl share.
enum KeystoreInterop {
    static let password = "store-password"
    static let keys: [(name: String, keys: KeySpecification)] = [
        ("rsa", .rsa(bits: 2048)), ("ec", .ec(.p256)), ("ed25519", .ed25519),
    ]
    /// The store types, as keytool names them, that are written.
    static let writable = KeyStoreFormat.allCases.filter(\.isWritable)

    /// A store with a key of each algorithm, all with chains of two, and two trusted certificates.
    static func store(_ format: KeyStoreFormat, keyPassword: Secret? = nil) throws -> KeyStore {
        let pki = try TestPKI(now: Date())
        var store = KeyStore(format: format)
        for (name, keys) in keys {
            let server = try pki.server(subject: "CN=\(name)", keys: keys)
            let entry = try KeyStoreEntry.privateKey(
                alias: name,
                key: server.key,
                chain: server.chain,
                keyPassword: keyPassword,
                created: pki.now
            )
            try store.set(entry, replacing: false)
        }
        for name in ["one", "two"] {
            let certificate = try pki.selfSigned(subject: "CN=\(name)").certificate
            let entry = KeyStoreEntry.trustedCertificate(alias: name, certificate: certificate, created: pki.now)
            try store.set(entry, replacing: false)
        }
        return store
    }

    /// Runs keytool in the folder; passwords go through the environment, which has no place in a process list.
    static func keytool(
        _ arguments: [String],
        in folder: TemporaryDirectory,
        password: String = password,
        other: String = "other-password"
    ) async throws -> CommandResult {
        var command = Tool.keytool.command(["-J-Duser.language=en"] + arguments, in: folder)
        command.environment = ["STORE_PASSWORD": password, "OTHER_PASSWORD": other]
        return try await CommandRunner.run(command).succeeded()
    }

    /// `keytool -list -v`.
    static func listing(
        _ file: String,
        in folder: TemporaryDirectory,
        password: String = password
    ) async throws -> String {
        try await keytool(
            ["-list", "-v", "-keystore", file, "-storepass:env", "STORE_PASSWORD"],
            in: folder,
            password: password
        )
        .stdout
    }

    /// `openssl pkcs12`, whose passwords go the same way.
    static func pkcs12(
        _ arguments: [String],
        in folder: TemporaryDirectory,
        password: String = password
    ) async throws -> CommandResult {
        var command = Tool.openssl.command(["pkcs12"] + arguments, in: folder)
        command.environment = ["STORE_PASSWORD": password]
        return try await CommandRunner.run(command).succeeded()
    }

    static func decode(_ file: String, in folder: TemporaryDirectory, password: String = password) throws -> KeyStore {
        try KeyStore(decoding: try folder.bytes(file), password: Secret(password))
    }
}
