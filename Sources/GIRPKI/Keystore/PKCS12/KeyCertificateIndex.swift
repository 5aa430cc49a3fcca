/// Finds the certificate that belongs to a private key, by the rules of Java's reader.
struct KeyCertificateIndex {
    private var certificates: [Certificate] = []
    private var byIdentifier: [[UInt8]: Int] = [:]
    private var byName: [FoldedAlias: Int] = [:]
    private var byBoth: [Both: Int] = [:]
    private var beside: Certificate?
    private var trials = 0

    /// How many keys of one store are decrypted to find their certificate by it.
    private static let trialLimit = 16

    private struct Both: Hashable {
        let identifier: [UInt8]
        let name: FoldedAlias
    }

    /// Adds a certificate without the trust attribute, in the order of the bags.
    ///
    /// - Parameter keyCount: how many keys came before it.
    mutating func append(_ certificate: Certificate, _ bag: SafeBag, keyCount: Int) {
        let name = bag.friendlyName.map(FoldedAlias.init)
        for identifier in bag.localKeyIDs {
            byIdentifier[identifier] = certificates.count
            guard let name else { continue }
            let both = Both(identifier: identifier, name: name)
            if byBoth[both] == nil { byBoth[both] = certificates.count }
        }
        if let name { byName[name] = certificates.count }
        if bag.isFirst, bag.localKeyIDs.isEmpty, keyCount == 1 { beside = certificate }
        certificates.append(certificate)
    }

    /// The key's own certificate: by localKeyID, of several the one of the same name, else the last; then by name alone.
    ///
    /// Where neither is there, the one with the key's public half; of a key that does not decrypt, the one that stands
    /// first beside it if it is the only key.
    mutating func certificate(
        of material: KeyMaterial,
        _ bag: SafeBag,
        _ alias: String,
        _ budget: inout IterationBudget
    ) -> Certificate? {
        if let marked = marked(bag, FoldedAlias(alias)) { return certificates[marked] }
        guard !certificates.isEmpty, trials < Self.trialLimit else { return beside }
        trials += 1
        guard let key = try? material.key(alias, password: nil, &budget) else { return beside }
        return certificates.first(where: key.matches)
    }

    private func marked(_ bag: SafeBag, _ name: FoldedAlias) -> Int? {
        bag.localKeyIDs.lazy.compactMap { byBoth[Both(identifier: $0, name: name)] }.first
            ?? bag.localKeyIDs.lazy.compactMap { byIdentifier[$0] }.first
            ?? byName[name]
    }
}
