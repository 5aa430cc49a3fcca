/// Makes entries of bags by the rules of Java's reader, which go beyond what RFC 7292 says.
///
/// A certificate with the trust attribute is an entry of its own; of the others, some belong to keys and begin their
/// chains, which go on by issuer names. Java drops all that is left; here it is kept as entries that
/// ``KeyStoreEntry/isVisibleToJava`` marks.
struct PKCS12Assembly {
    private let bags: [SafeBag]
    private let storePassword: Secret?
    private var budget: IterationBudget
    private var owners = KeyCertificateIndex()
    private var issuers = IssuerIndex()
    private var used: Set<Certificate> = []
    private var unnamed = 0

    init(_ bags: [SafeBag], storePassword: Secret?, _ budget: IterationBudget) {
        self.bags = bags
        self.storePassword = storePassword
        self.budget = budget
        var keyCount = 0
        for bag in bags {
            if case .shroudedKey = bag.value { keyCount += 1 }
            guard case .certificate(let certificate) = bag.value else { continue }
            issuers.append(certificate)
            if !bag.isTrusted { owners.append(certificate, bag, keyCount: keyCount) }
        }
    }

    mutating func entries() throws(PKIError) -> [KeyStoreEntry] {
        var entries: [KeyStoreEntry] = []
        var keyCount = 0
        for bag in bags {
            switch bag.value {
            case .certificate(let certificate):
                guard bag.isTrusted else { continue }
                used.insert(certificate)
                entries.append(entry(.certificate, [certificate], bag, isVisible: bag.isVisibleToJava))
            case .key(let info):
                entries.append(try key(.plain(info), bag, isVisible: false))
            case .shroudedKey(let encrypted):
                keyCount += 1
                let protected = ProtectedKey(encrypted: encrypted, origin: .pkcs12, storePassword: storePassword)
                // Java passes over a key without localKeyID, unless it is the first one.
                let isVisible = bag.isVisibleToJava && (keyCount == 1 || !bag.localKeyIDs.isEmpty)
                entries.append(try key(.protected(protected), bag, isVisible: isVisible))
            case .secret(let type, let value):
                let material = SecretMaterial.bag(type: type, value: value, storePassword: storePassword)
                entries.append(entry(.secret(material), [], bag, isVisible: bag.isVisibleToJava))
            case .other:
                break
            }
        }
        return entries + orphans()
    }

    private mutating func key(
        _ material: KeyMaterial,
        _ bag: SafeBag,
        isVisible: Bool
    ) throws(PKIError) -> KeyStoreEntry {
        let alias = alias(of: bag)
        var chain: [Certificate] = []
        if let own = owners.certificate(of: material, bag, alias, &budget) {
            chain = try issuers.completed([own], alias)
        }
        used.formUnion(chain)
        return entry(.key(material), chain, bag, alias: alias, isVisible: isVisible)
    }

    private mutating func orphans() -> [KeyStoreEntry] {
        var orphans: [KeyStoreEntry] = []
        for bag in bags {
            guard case .certificate(let certificate) = bag.value, used.insert(certificate).inserted else { continue }
            orphans.append(entry(.certificate, [certificate], bag, isVisible: false))
        }
        return orphans
    }

    private mutating func entry(
        _ content: KeyStoreEntry.Content,
        _ certificates: [Certificate],
        _ bag: SafeBag,
        alias: String? = nil,
        isVisible: Bool
    ) -> KeyStoreEntry {
        var entry = KeyStoreEntry(
            alias: alias ?? self.alias(of: bag),
            content: content,
            certificates: certificates,
            createdMilliseconds: bag.localKeyIDs.lazy.compactMap(JavaKeyTime.milliseconds).first,
            attributes: bag.attributes
        )
        entry.isVisibleToJava = isVisible
        return entry
    }

    // Java numbers what has no name.
    private mutating func alias(of bag: SafeBag) -> String {
        if let name = bag.friendlyName { return name }
        unnamed += 1
        return String(unnamed)
    }
}
