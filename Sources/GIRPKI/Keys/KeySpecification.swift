/// The kind and size of a key to be generated.
public enum KeySpecification: Sendable, Hashable {
    /// An elliptic-curve key on a NIST curve (FIPS 186-4).
    case ec(Curve)
    /// An Edwards-curve key (RFC 8032).
    case ed25519
    /// An RSA key with a modulus of so many bits, 1024 to 16384.
    case rsa(bits: Int)

    /// The NIST curves that Java, OpenSSL and browsers all accept.
    public enum Curve: String, Sendable, Hashable, CaseIterable {
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"

        /// The size of the field in bits.
        public var bits: Int {
            switch self {
            case .p256: 256
            case .p384: 384
            case .p521: 521
            }
        }
    }

    /// The sizes of RSA keys that are generated.
    public static let rsaBits = 1024...16384
}

/// The algorithm and size of a key.
public struct KeyAlgorithm: Sendable, Hashable {
    /// The name that Java's `Key.getAlgorithm` gives, such as `RSA`, `EC` or `Ed25519`.
    public let name: String
    /// The size in bits: of the modulus, the prime or the field.
    public let bits: Int
}
