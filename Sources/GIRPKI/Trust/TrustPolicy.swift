/// How strict a trust decision is; each has a name under which it is documented.
public struct TrustPolicy: Sendable, Hashable {
    /// The name.
    public let name: String
    /// What the end-entity certificate is to be used for.
    public var purpose: ExtendedKeyUsage = .serverAuth
    /// The smallest RSA modulus in bits.
    public var minimumRSABits = 2048
    /// The smallest elliptic-curve field in bits.
    public var minimumECBits = 224
    /// The fewest bits of security of the digest in a signature: SHA-1 has 63, SHA-224 has 112.
    public var minimumDigestSecurityBits = 112
    /// How much work one decision may cost.
    public var limits = WorkLimits()

    // Java does not look at the dates, the usage and the unknown extensions of a truststore's certificates.
    let checksAnchors: Bool
    // RFC 5280 §4 tells CAs how to write certificates; most clients accept those that do not follow all of it.
    let requiresConformance: Bool
    // The guide's name rule takes a common name for a host; RFC 9525 and so RFC 5280 §4.2.1.10 do not.
    let constrainsCommonNames: Bool

    /// What Java's PKIX, with which RWS decides, asks of a chain; and keys and digests that are still safe.
    ///
    /// As in Java every certificate of the truststore is a trust anchor, an end-entity's too, and is taken as it is:
    /// an anchor that has expired still counts. Unlike Java it refuses RSA keys below 2048 bits and SHA-1.
    public static let rws = TrustPolicy(
        name: "rws",
        checksAnchors: false,
        requiresConformance: false,
        constrainsCommonNames: true
    )

    /// RFC 5280 to the letter: certificates also have to follow its profile (§4), the anchor's included.
    public static let rfc5280 = TrustPolicy(
        name: "rfc5280",
        checksAnchors: true,
        requiresConformance: true,
        constrainsCommonNames: false
    )

    /// All policies that can be chosen by name.
    public static let all: [TrustPolicy] = [rws, rfc5280]
}

/// The most work that one trust decision may cost; a chain that needs more is refused.
public struct WorkLimits: Sendable, Hashable {
    /// The CA certificates of a path, the anchor included.
    public var depth = 10
    /// The certificates that are tried as the next one of a path, over all paths.
    public var steps = 10_000
    /// The signatures that are verified.
    public var signatureChecks = 100
    /// The names that are compared with constraints.
    public var nameComparisons = 250_000

    /// The standard limits.
    public init() {}
}

/// What is left of the limits.
struct WorkBudget {
    private(set) var steps: Int
    private(set) var signatureChecks: Int
    private(set) var nameComparisons: Int
    /// Whether something was refused for want of budget.
    private(set) var isExceeded = false

    init(_ limits: WorkLimits) {
        steps = limits.steps
        signatureChecks = limits.signatureChecks
        nameComparisons = limits.nameComparisons
    }

    mutating func takeStep() -> Bool { take(1, from: \.steps) }
    mutating func takeSignatureCheck() -> Bool { take(1, from: \.signatureChecks) }
    mutating func takeNameComparisons(_ count: Int) -> Bool { take(count, from: \.nameComparisons) }

    private mutating func take(_ count: Int, from counter: WritableKeyPath<WorkBudget, Int>) -> Bool {
        guard self[keyPath: counter] >= count else {
            isExceeded = true
            return false
        }
        self[keyPath: counter] -= count
        return true
    }
}
