/// One reason why a chain is not trusted: a fact with a place in a certification path.
public struct TrustFailure: Sendable, Hashable {
    /// The kinds of reasons.
    ///
    /// The raw values are stable: scripts may compare them.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case badSignature = "bad-signature"
        case certificatePolicy = "certificate-policy"
        case certificateVersion = "certificate-version"
        case emptyChain = "empty-chain"
        case emptyTruststore = "empty-truststore"
        case expired
        case extendedKeyUsage = "extended-key-usage"
        case keyUsage = "key-usage"
        case malformedCertificate = "malformed-certificate"
        case missingIssuer = "missing-issuer"
        case nameConstraint = "name-constraint"
        case nameMismatch = "name-mismatch"
        case notACA = "not-a-ca"
        case notConformant = "not-conformant"
        case notYetValid = "not-yet-valid"
        case pathLength = "path-length"
        case pathTooComplex = "path-too-complex"
        case revocationUnknown = "revocation-unknown"
        case revoked
        case selfSigned = "self-signed"
        case unknownCriticalExtension = "unknown-critical-extension"
        case untrustedRoot = "untrusted-root"
        case weakKey = "weak-key"
        case weakSignature = "weak-signature"
        case wrongOrder = "wrong-order"

        /// The order in which the failures of one path are told: what explains most comes first.
        ///
        /// Time and signing rights decide over a whole path; strength of keys and conformance are judged of
        /// certificates that would otherwise do; a name is worth looking at once the path holds.
        public static let bySpecificity: [Code] = [
            .emptyChain, .emptyTruststore, .wrongOrder, .malformedCertificate, .badSignature, .selfSigned,
            .untrustedRoot, .missingIssuer, .expired, .notYetValid, .revoked, .notACA, .keyUsage, .pathLength,
            .certificateVersion, .nameConstraint, .unknownCriticalExtension, .extendedKeyUsage, .certificatePolicy,
            .weakSignature, .weakKey, .notConformant, .revocationUnknown, .pathTooComplex, .nameMismatch,
        ]

        /// The place in ``bySpecificity``; 0 is told first.
        public var rank: Int { Self.bySpecificity.firstIndex(of: self) ?? Self.bySpecificity.count }
    }

    /// Where in the path the certificate stands.
    public enum Place: Sendable, Hashable {
        /// The certificate that the truststore holds.
        case anchor
        /// The certificate of the host itself.
        case endEntity
        /// A certificate between them; 1 is the issuer of the end-entity certificate.
        case intermediate(Int)
        /// The chain as a whole.
        case wholeChain
    }

    /// The kind of reason.
    public let code: Code
    /// Where it was found.
    public let place: Place
    /// The certificate it was found in, where it is one certificate's.
    public let certificate: Certificate?
    /// The reason in words; starts in lower case and has no full stop.
    public let message: String
    /// What else is known about it, one sentence each.
    public let facts: [String]

    init(_ code: Code, at place: Place, of certificate: Certificate? = nil, _ message: String, facts: [String] = []) {
        self.code = code
        self.place = place
        self.certificate = certificate
        self.message = message
        self.facts = facts
    }
}
