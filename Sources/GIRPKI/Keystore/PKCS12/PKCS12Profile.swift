/// How a PKCS#12 store is encrypted when it is written: what has to be able to open it.
public enum PKCS12Profile: String, CaseIterable, Sendable, Hashable {
    /// As Java 17: AES-256 with keys from PBKDF2, SHA-256; opens with Java 8u301, 11.0.12, 16 and OpenSSL 1.1 or newer.
    case modern
    /// Triple DES and SHA-1 with the rounds of Java 8's last releases; opens with every Java, and OpenSSL 3 needs no
    /// legacy module for it.
    case java8
    /// Triple DES and SHA-1 with 2048 rounds, as OpenSSL wrote for twenty years; for devices that refuse more.
    case legacy

    var encryptionIterations: Int {
        switch self {
        case .modern: 10_000
        case .java8: 50_000
        case .legacy: 2048
        }
    }

    var macIterations: Int {
        switch self {
        case .modern: 10_000
        case .java8: 100_000
        case .legacy: 2048
        }
    }

    var macDigest: String { self == .modern ? NamedDigest.sha256Identifier : NamedDigest.sha1Identifier }

    var saltLength: Int { self == .legacy ? 8 : 20 }

    func encryption(random: (Int) throws(PKIError) -> [UInt8]) throws(PKIError) -> PasswordBasedEncryption.Written {
        switch self {
        case .modern:
            try PasswordBasedEncryption.aes256(
                salt: try random(saltLength),
                vector: try random(BlockCipher.aes256.vectorLength),
                iterations: encryptionIterations
            )
        case .java8, .legacy:
            PasswordBasedEncryption.tripleDES(salt: try random(saltLength), iterations: encryptionIterations)
        }
    }
}
