/// Finds the certificates that a chain goes on with, as Java does: by the issuer's name.
struct IssuerIndex {
    private var certificates: [Certificate] = []
    private var places: [Certificate: Int] = [:]
    private var bySubject: [[UInt8]: [Int]] = [:]
    private var length = 0
    private var issuers: [Certificate: Certificate?] = [:]
    /// How many signatures have been checked; a file of a few kilobytes could ask for thousands.
    private(set) var signatureChecks = 0

    /// How many certificates of one name are asked whether they made a signature.
    private static let candidateLimit = 8
    /// How many signatures are checked for one store; then names decide alone, as they do in Java.
    static let signatureCheckLimit = 500

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

    private mutating func issuer(of certificate: Certificate) -> Certificate? {
        if let known = issuers[certificate] { return known }
        let found = search(certificate)
        issuers[certificate] = .some(found)
        return found
    }

    // Of several of one name, such as renewed ones, the one whose key made the signature; those that stand behind the
    // certificate are asked first, because a chain is written in one piece.
    private mutating func search(_ certificate: Certificate) -> Certificate? {
        let candidates = bySubject[certificate.issuer.der] ?? []
        guard candidates.count > 1 else { return candidates.first.map { certificates[$0] } }
        let behind = candidates[Self.firstIndex(in: candidates, above: places[certificate] ?? 0)...]
        let inOrder = behind.prefix(Self.candidateLimit) + candidates.prefix(Self.candidateLimit)
        for candidate in inOrder where signatureChecks < Self.signatureCheckLimit {
            signatureChecks += 1
            if certificate.isSigned(by: certificates[candidate]) { return certificates[candidate] }
        }
        return candidates.first.map { certificates[$0] }
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
