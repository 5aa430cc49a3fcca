/// The rule by which the names of a certificate are compared with the host that was called.
public enum NameRule: String, Sendable, Hashable, CaseIterable {
    /// The rule of Java's HTTPS clients (RFC 2818 §3.1): as RFC 9525; the subject's common name where the certificate
    /// has neither DNS names nor IP addresses.
    case https
    /// RFC 9525: the host is a DNS name of the subject alternative name extension, where the leftmost label may be a
    /// wildcard, or, for an address, one of its IP addresses. Common names say nothing.
    case rfc9525
    /// The rule of the RWS guide: the host equals the issuer's common name, the subject's, or a DNS name of the
    /// subject alternative name extension.
    case rws
}

/// Whether the names of a certificate match the host by both rules.
public struct NameReport: Sendable, Hashable {
    /// The host that was asked for.
    public let host: String
    /// What the RWS guide's rule says.
    public let rws: NameMatch
    /// What RFC 9525 says.
    public let rfc9525: NameMatch
    /// What Java's HTTPS clients say.
    public let https: NameMatch
    /// The names that are there, in the words of messages: `DNS name 'a'`, `subject CN 'b'`.
    public let presented: [String]

    /// What a rule says.
    public func match(by rule: NameRule) -> NameMatch {
        switch rule {
        case .https: https
        case .rfc9525: rfc9525
        case .rws: rws
        }
    }
}

/// What one rule says about a certificate's names.
public struct NameMatch: Sendable, Hashable {
    /// The name that matched.
    public enum Field: String, Sendable, Hashable, CaseIterable {
        /// The common name of the issuer.
        case issuerCN = "issuer-cn"
        /// A DNS name of the subject alternative name extension.
        case sanDNS = "san-dns"
        /// An IP address of the subject alternative name extension.
        case sanIP = "san-ip"
        /// The common name of the subject.
        case subjectCN = "subject-cn"
    }

    /// The name that matched, the strongest kind first; nil where none does.
    public let by: Field?

    /// Whether a name matched.
    public var isMatch: Bool { by != nil }
}
