/// What there is to say about a chain as it was sent and about its names.
enum ChainNotes {
    /// The failure of a chain whose end-entity certificate does not come first (RFC 8446 §4.4.2), or nil.
    static func wrongOrder(of chain: [Certificate]) -> TrustFailure? {
        let certificates = chain.map(PathCertificate.init)
        guard let first = certificates.first, first.isCA else { return nil }
        let subjects = Set(certificates.map(\.subject))
        guard let other = certificates.dropFirst().first(where: { !$0.isCA && subjects.contains($0.issuer) }) else {
            return nil
        }
        return TrustFailure(
            .wrongOrder,
            at: .wholeChain,
            "the chain begins with the CA '\(first.title)'; the end-entity certificate has to come first",
            facts: ["'\(other.title)' looks like the end-entity certificate"]
        )
    }

    static func notes(on chain: [Certificate], path: [PathCertificate], isComplete: Bool) -> [String] {
        var notes: [String] = []
        let used = path.map(\.certificate)
        let order = chain.compactMap { used.firstIndex(of: $0) }
        if order != order.sorted() {
            notes.append("the chain is not in order: each certificate is followed by its issuer's")
        }
        let unused = Set(chain).subtracting(used)
        if isComplete, !unused.isEmpty {
            let titles = chain.filter(unused.contains).map { "'\($0.subject)'" }
            notes.append("the chain has certificates that are not needed: \(titles.listed(atMost: 5))")
        }
        return notes
    }

    static func notes(on names: NameReport, rule: NameRule) -> [String] {
        guard names.rws.isMatch, !names.rfc9525.isMatch, rule != .https || names.https.isMatch else { return [] }
        let reason: String =
            switch names.rws.by {
            case .issuerCN: "the issuer's common name"
            case .subjectCN: "the subject's common name"
            case .sanDNS, .sanIP, nil: "a DNS name that RFC 9525 does not compare with this host"
            }
        return [
            "'\(names.host)' matches \(reason) alone: RWS accepts that\(rule == .rws ? ", other clients do not" : "")"
        ]
    }
}
