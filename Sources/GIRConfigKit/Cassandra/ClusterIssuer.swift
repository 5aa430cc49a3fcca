public import FoundationEssentials
public import GIRPKI

/// The authority that signs for the members of a cluster.
public struct ClusterAuthority: Sendable {
    /// The key that signs.
    public let key: PrivateKey
    /// Its self-signed certificate.
    public let certificate: Certificate

    /// Takes a key and its certificate.
    ///
    /// - Throws: `keyMismatch` where they do not belong together.
    public init(key: PrivateKey, certificate: Certificate) throws(PKIError) {
        guard key.matches(certificate) else {
            throw PKIError(.keyMismatch, "the authority's key does not belong to its certificate")
        }
        self.key = key
        self.certificate = certificate
    }
}

/// A member with its key and certificates.
public struct ClusterIdentity: Sendable {
    /// Whose they are.
    public let member: ClusterMember
    /// The private key.
    public let key: PrivateKey
    /// The member's certificate, and the authority's behind it where there is one.
    public let chain: [Certificate]

    /// Takes what was issued or read.
    public init(member: ClusterMember, key: PrivateKey, chain: [Certificate]) {
        self.member = member
        self.key = key
        self.chain = chain
    }
}

/// Makes the keys and certificates of a cluster.
public struct ClusterIssuer: Sendable {
    private let settings: ClusterSettings
    private let now: Date
    private let subject: DistinguishedName?

    /// Prepares for a cluster.
    ///
    /// - Throws: `invalidParameter` for a subject that cannot be read.
    public init(_ settings: ClusterSettings, now: Date) throws(PKIError) {
        self.settings = settings
        self.now = now
        subject = settings.subject.isEmpty ? nil : try DistinguishedName(settings.subject)
    }

    /// A new authority; its name ends with the beginning of its key identifier, so that no two have the same.
    public func authority() throws(PKIError) -> ClusterAuthority {
        let key = try makeKey()
        let name = "Cassandra CA \(key.publicKey.keyIdentifier.prefix(4).map { [$0].hex }.joined())"
        var template = CertificateTemplate.authority(
            subject: try distinguishedName(name),
            pathLength: 0,
            notBefore: start,
            notAfter: now.addingTimeInterval(Double(settings.authorityDays) * Self.day)
        )
        template.permittedNames = try permittedNames()
        return try ClusterAuthority(key: key, certificate: try template.selfSigned(by: key))
    }

    /// A new key for a member, with a certificate of the authority's, or of its own where there is none.
    ///
    /// Nodes call each other: their certificates are for servers and clients both.
    public func identity(
        of member: ClusterMember,
        signedBy authority: ClusterAuthority?
    ) throws(PKIError) -> ClusterIdentity {
        let key = try makeKey()
        let wanted = now.addingTimeInterval(Double(settings.days) * Self.day)
        let template = CertificateTemplate.endEntity(
            subject: try distinguishedName(member.name),
            names: try Self.names(of: member, settings),
            usages: member.role == .node ? [.serverAuth, .clientAuth] : [.clientAuth],
            notBefore: start,
            // A certificate that outlives its authority's would be valid for nobody.
            notAfter: authority.map { min(wanted, $0.certificate.notAfter) } ?? wanted
        )
        guard let authority else {
            return ClusterIdentity(member: member, key: key, chain: [try template.selfSigned(by: key)])
        }
        let certificate = try template.signed(for: key.publicKey, by: authority.certificate, key: authority.key)
        return ClusterIdentity(member: member, key: key, chain: [certificate, authority.certificate])
    }

    /// The names of a member's certificate: its addresses, and those of the machine itself for a node.
    public static func names(
        of member: ClusterMember,
        _ settings: ClusterSettings
    ) throws(PKIError) -> [GeneralName] {
        guard member.role == .node else { return member.addresses }
        let local = settings.includesLocalhost ? localNames : []
        return member.addresses + local.filter { !member.addresses.contains($0) }
    }

    private static let day = 86_400.0
    private static let localNames: [GeneralName] = [
        .dns("localhost"), .ip([127, 0, 0, 1]), .ip([UInt8](repeating: 0, count: 15) + [1]),
    ]

    // The clocks of a cluster differ: what is valid from this second on is not valid yet for some of them.
    private var start: Date { now.addingTimeInterval(-3600) }

    private func makeKey() throws(PKIError) -> PrivateKey {
        guard let specification = settings.key.specification else {
            throw PKIError(
                .invalidParameter,
                "there is no key '\(settings.key.algorithm)' of \(settings.key.bits) bits"
            )
        }
        return try PrivateKey.generate(specification)
    }

    private func distinguishedName(_ commonName: String) throws(PKIError) -> DistinguishedName {
        // Quoted: the name of a member is no syntax.
        try DistinguishedName("CN=\"\(commonName)\"" + (subject.map { ", \($0)" } ?? ""))
    }

    private func permittedNames() throws(PKIError) -> [NameSubtree] {
        guard !settings.permittedNames.isEmpty else { return [] }
        var subtrees: [NameSubtree] = []
        for text in settings.permittedNames { subtrees.append(try NameSubtree(text)) }
        guard settings.includesLocalhost else { return subtrees }
        for case .ip(let address) in Self.localNames { subtrees.append(NameSubtree(address: address)) }
        return subtrees + [try NameSubtree(domain: "localhost")]
    }
}
