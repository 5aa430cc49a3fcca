/// The oldest Java that opens a keystore, told by its format, how it is protected and what it holds.
public enum JavaSupport: Int, Comparable, Sendable, CaseIterable {
    /// JKS, which Java has had since its keystores.
    case since1_2
    /// JCEKS, which came with Java's own cryptography provider.
    case since1_4
    /// PKCS#12 with PKCS#12's own encryption and a MAC with SHA-1.
    case since5
    /// PKCS#12 with trusted certificates or secret keys.
    case since8
    /// PBES2 around keys or certificates, or a MAC with SHA-2; of the other lines Java 11.0.12 and 16.
    case since8u301
    /// PBES2 with SHA-512/224 or SHA-512/256.
    case since21
    /// PBMAC1.
    case since26
    /// Something that no Java opens so far, such as AES-192 or triple DES in PBES2.
    case unsupported

    /// The release, such as `8u301`; nil where there is none.
    public var release: String? {
        switch self {
        case .since1_2: "1.2"
        case .since1_4: "1.4"
        case .since5: "5"
        case .since8: "8"
        case .since8u301: "8u301"
        case .since21: "21"
        case .since26: "26"
        case .unsupported: nil
        }
    }

    /// Whether more releases open the left one.
    public static func < (left: JavaSupport, right: JavaSupport) -> Bool { left.rawValue < right.rawValue }
}
