/// The certificates of a private-key entry: the end-entity's first, each signed by the next (RFC 8446 §4.4.2).
public struct CertificateChain: Sendable, Hashable {
    /// The certificates in their order; never empty.
    public let certificates: [Certificate]
    /// What was given but has no place in the chain.
    public let unused: [Certificate]

    /// The longest chain that is built.
    public static let lengthLimit = 32

    /// Orders certificates, given in any order, into the chain of a key.
    ///
    /// - Throws: `keyMismatch` when none of them carries the key.
    public init(of key: PublicKey, from candidates: [Certificate]) throws(PKIError) {
        guard let endEntity = candidates.first(where: { (try? $0.publicKey) == key }) else {
            let subjects = candidates.prefix(3).map { "'\($0.subject)'" }.joined(separator: ", ")
            throw PKIError(
                .keyMismatch,
                "the private key belongs to none of the certificates, which are for \(subjects)",
                hint: "give the certificate that was issued for this key"
            )
        }
        (certificates, unused) = Self.ordered([endEntity], candidates.filter { $0 != endEntity })
    }

    private init(certificates: [Certificate], unused: [Certificate]) {
        self.certificates = certificates
        self.unused = unused
    }

    /// The chain with the issuers it lacks, as far as they are among other certificates, such as those of a keystore.
    public func completed(from others: [Certificate]) -> CertificateChain {
        let (chain, _) = Self.ordered(certificates, others)
        return CertificateChain(certificates: chain, unused: unused)
    }

    private static func ordered(
        _ start: [Certificate],
        _ candidates: [Certificate]
    ) -> (chain: [Certificate], rest: [Certificate]) {
        var chain = start
        var rest = candidates
        while let last = chain.last, !last.isSelfIssued, chain.count < lengthLimit,
            let index = rest.firstIndex(where: { $0.subject.der == last.issuer.der && last.isSigned(by: $0) })
        {
            let issuer = rest.remove(at: index)
            rest.removeAll { $0 == issuer }
            chain.append(issuer)
        }
        return (chain, rest)
    }

    /// The name of the issuer whose certificate would have to follow, or nil when the chain ends with a self-issued one.
    public var missingIssuer: DistinguishedName? {
        certificates.last.flatMap { $0.isSelfIssued ? nil : $0.issuer }
    }
}

extension Certificate {
    /// Whether subject and issuer are the same name (RFC 5280 §3.2).
    public var isSelfIssued: Bool { subject.der == issuer.der }

    /// Whether the signature is right for the key of the issuer's certificate.
    public func isSigned(by issuer: Certificate) -> Bool {
        guard let key = try? issuer.publicKey else { return false }
        return isSigned(by: key)
    }
}
