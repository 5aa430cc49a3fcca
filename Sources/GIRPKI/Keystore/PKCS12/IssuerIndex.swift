/// Finds the certificates that a chain goes on with, as Java does: by the issuer's name.
struct IssuerIndex {
    private var certificates: [Certificate] = []
    private var places: [Certificate: Int] = [:]
    private var bySubject: [[UInt8]: [Int]] = [:]
    private var length = 0

    /// How many certificates of one name are asked whether they made a signature.
    private static let candidateLimit = 8

    /// Adds a certificate; their order is that of the bags.
    mutating func append(_ certificate: Certificate) {
        if places[certificate] == nil { places[certificate] = certificates.count }
        bySubject[certificate.subject.der, default: []].append(certificates.count)
        certificates.append(certificate)
    }

    /// The chain with all that follows its last certificate, up to one that is its own issuer or is there already.
    ///
    /// - Throws: `limitExceeded` when the chain, or all chains together, get too long: keys can share one.
    mutating func completed(_ chain: [Certificate], _ alias: String) throws(PKIError) -> [Certificate] {
        var chain = chain
        var seen = Set(chain)
        while let last = chain.last, !last.isSelfIssued, let issuer = issuer(of: last) {
            guard seen.insert(issuer).inserted else { break }
            length += 1
            guard chain.count < KeyStoreLimits.chain, length <= KeyStoreLimits.certificates else {
                throw .chainTooLong(alias)
            }
            chain.append(issuer)
        }
        return chain
    }

    // Of several of one name, such as renewed ones, the one whose key made the signature; those that stand behind the
    // certificate are asked first, because a chain is written in one piece.
    private func issuer(of certificate: Certificate) -> Certificate? {
        let candidates = bySubject[certificate.issuer.der] ?? []
        guard candidates.count > 1 else { return candidates.first.map { certificates[$0] } }
        let behind = candidates[Self.firstIndex(in: candidates, above: places[certificate] ?? 0)...]
        let inOrder = behind.prefix(Self.candidateLimit) + candidates.prefix(Self.candidateLimit)
        return (inOrder.first { certificate.isSigned(by: certificates[$0]) } ?? candidates.first).map {
            certificates[$0]
        }
    }

    private static func firstIndex(in ascending: [Int], above place: Int) -> Int {
        var (low, high) = (0, ascending.count)
        while low < high {
            let middle = (low + high) / 2
            if ascending[middle] > place { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
