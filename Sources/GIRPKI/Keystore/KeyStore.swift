/// A keystore in memory: entries under aliases, in one of the formats of Java.
///
/// Aliases are compared without case, as Java does. A decoded store keeps each key as it was protected: a key is
/// decrypted when it is asked for (or when a PKCS#12 store does not say which certificate is its own), and an entry that
/// was not touched is written back with the same protected bytes.
public struct KeyStore: Sendable {
    /// The format it was read in and will be written in.
    public private(set) var format: KeyStoreFormat
    /// The entries in the order of the file; new ones come last.
    public private(set) var entries: [KeyStoreEntry] = []
    /// How a PKCS#12 store is encrypted when it is written; a decoded one keeps to what its Java can open.
    public var profile: PKCS12Profile = .modern
    /// The oldest Java that opens the bytes that were decoded; nil for a store that was not.
    public private(set) var javaSupport: JavaSupport?
    /// Bags of a PKCS#12 store that are no entries, such as revocation lists; written back as they are.
    var otherBags: [[UInt8]] = []

    private var positions: [FoldedAlias: Int] = [:]

    /// The most bytes that are read as a keystore.
    public static let sizeLimit = 64 << 20

    /// An empty store.
    public init(format: KeyStoreFormat) { self.format = format }

    /// Reads a store; the format is told by its bytes.
    ///
    /// - Parameter password: the store password. Without one a JKS is not checked, as Java does; a PKCS#12 is
    ///   then read only where it was made without a password, or has neither encryption nor an integrity check.
    /// - Throws: `integrityCheckFailed` for a wrong password or changed bytes, `unsupportedFormat`, `truncated`,
    ///   `malformed`, `limitExceeded`, `unsupportedAlgorithm`, `passwordRequired`.
    public init(decoding bytes: [UInt8], password: Secret?) throws(PKIError) {
        guard bytes.count <= Self.sizeLimit else {
            throw PKIError(.limitExceeded, "the keystore is larger than \(Self.sizeLimit) bytes")
        }
        guard let format = KeyStoreFormat.detect(bytes) else { throw Self.unknownFormat(bytes) }
        self.init(format: format)
        switch format {
        case .jceks, .jks:
            var decoder = JavaStoreDecoder(bytes, format: format, password: password)
            take(try decoder.decode())
            javaSupport = format == .jks ? .since1_2 : .since1_4
        case .pkcs12:
            var decoder = PKCS12Decoder(password: password)
            take(try decoder.decode(bytes))
            profile = decoder.profile
            javaSupport = max(decoder.protection, entries.lazy.map(\.javaSupport).max() ?? .since5)
            otherBags = decoder.otherBags
        }
    }

    /// The bytes of the store, in its format, with fresh salts.
    ///
    /// A store with certificates alone has nothing to hide: its salts follow from its contents and the password, so that
    /// equal truststores have equal bytes (``DerivedSalts`` says why that gives nothing away).
    ///
    /// - Throws: the same as ``encoded(password:random:)``.
    public func encoded(password: Secret) throws(PKIError) -> [UInt8] {
        if format == .pkcs12, entries.allSatisfy({ $0.kind == .trustedCertificate }), otherBags.isEmpty {
            return try PKCS12Encoder(password: password, profile: profile).encodeReproducibly(entries)
        }
        return try encoded(password: password) { count throws(PKIError) in try SecureRandom.bytes(count) }
    }

    /// The bytes of the store, in its format, with salts from a source.
    ///
    /// Keys that the store's former password protected are protected by `password` from now on; keys with a password of
    /// their own keep it. With the former password no protected byte changes.
    ///
    /// - Parameter random: where salts come from; with a fixed source equal stores have equal bytes.
    /// - Throws: `unsupportedFormat` for a format that is not written, and what converting an entry can throw.
    public func encoded(
        password: Secret,
        random: (Int) throws(PKIError) -> [UInt8]
    ) throws(PKIError) -> [UInt8] {
        switch format {
        case .jceks:
            throw PKIError(
                .unsupportedFormat,
                "JCEKS keystores are read, not written",
                hint: "make another with 'girctl keystore convert --type pkcs12'"
            )
        case .jks:
            try JKSEncoder(password: password).encode(entries, random: random)
        case .pkcs12:
            try PKCS12Encoder(password: password, profile: profile).encode(entries, otherBags, random: random)
        }
    }

    /// The entry of that name, in whatever case, or nil.
    public func entry(_ alias: String) -> KeyStoreEntry? { positions[FoldedAlias(alias)].map { entries[$0] } }

    /// Adds an entry, in the place of the one with the same alias if `replacing`.
    ///
    /// The alias is stored in lower case, as Java does with every entry that it sets.
    ///
    /// An entry of a store in another format has its key decrypted here, with the password of that store.
    ///
    /// - Throws: `aliasExists`; `keyMismatch` for a key whose first certificate is not its own; `wrongEntryKind` for
    ///   what the format cannot hold; `wrongPassword` for a key of another store with a password of its own.
    public mutating func set(_ entry: KeyStoreEntry, replacing: Bool) throws(PKIError) {
        let position = positions[FoldedAlias(entry.alias)]
        guard position == nil || replacing else { throw .aliasExists(entry.alias) }
        guard position != nil || entries.count < KeyStoreLimits.entries else { throw .tooManyEntries }
        let adapted = try entry.named(FoldedAlias(entry.alias).text).adapted(to: format)
        if let position {
            entries[position] = adapted
        } else {
            append(adapted)
        }
        if format == .pkcs12 { try completeChains(with: adapted) }
    }

    /// Takes the entry out and answers it; throws `aliasNotFound`.
    @discardableResult
    public mutating func remove(_ alias: String) throws(PKIError) -> KeyStoreEntry {
        guard let position = positions[FoldedAlias(alias)] else { throw .aliasNotFound(alias) }
        let removed = entries.remove(at: position)
        index()
        return removed
    }

    /// The private key of an entry, decrypted.
    ///
    /// - Parameter keyPassword: the key's own password; nil is the password the store was opened with.
    /// - Throws: `aliasNotFound`, `wrongEntryKind`, `wrongPassword`, `passwordRequired`, `unsupportedAlgorithm`.
    public func privateKey(_ alias: String, keyPassword: Secret?) throws(PKIError) -> PrivateKey {
        guard let entry = entry(alias) else { throw .aliasNotFound(alias) }
        return try entry.privateKey(keyPassword: keyPassword)
    }

    /// Whether both have the same entries: aliases without case, kinds, certificates and private keys.
    ///
    /// Keys are compared by their public halves, so both are decrypted; those that neither store's password opens are the
    /// same where their protected bytes are. Secret keys are compared by name only.
    public func holdsTheSame(as other: KeyStore) -> Bool {
        guard entries.count == other.entries.count else { return false }
        return entries.allSatisfy { entry in other.entry(entry.alias).map(entry.holdsTheSame) ?? false }
    }

    /// Whether to set the entry would change nothing.
    ///
    /// A PKCS#12 store has it also where it has completed the chain.
    public func holds(_ entry: KeyStoreEntry) -> Bool {
        guard let old = self.entry(entry.alias) else { return false }
        guard format == .pkcs12, case .key = entry.content, old.certificates.starts(with: entry.certificates) else {
            return old.holdsTheSame(as: entry)
        }
        return old.holdsTheSame(as: entry.replacing(entry.content, certificates: old.certificates))
    }

    // A PKCS#12 store keeps all its certificates in one heap. Whoever reads it, Java too, finds in it the issuers that a
    // chain lacks: so they belong to the chain as soon as they are in the store.
    private mutating func completeChains(with entry: KeyStoreEntry) throws(PKIError) {
        let open = entries.indices.filter { index in
            guard case .key = entries[index].content, let last = entries[index].certificates.last else { return false }
            return !last.isSelfIssued
        }
        guard !open.isEmpty else { return dropOrphans() }
        let isKey = if case .key = entry.content { true } else { false }
        var issuers = IssuerIndex()
        for certificate in isKey ? entries.flatMap(\.certificates) : entry.certificates { issuers.append(certificate) }
        for index in open {
            let chain = try issuers.completed(entries[index].certificates, entries[index].alias)
            entries[index] = entries[index].replacing(entries[index].content, certificates: chain)
        }
        dropOrphans()
    }

    // A certificate that Java does not list and that has become part of a chain is no entry any more.
    private mutating func dropOrphans() {
        guard entries.contains(where: \.isOrphan) else { return }
        let used = Set(entries.filter { !$0.isOrphan }.flatMap(\.certificates))
        entries.removeAll { $0.isOrphan && $0.certificates.allSatisfy(used.contains) }
        index()
    }

    /// Makes a PKCS#12 store be written in the profile's way, its keys too.
    ///
    /// - Throws: `wrongPassword` for a key that the store's password does not open: it could only stay as it is.
    public mutating func protect(as profile: PKCS12Profile) throws(PKIError) {
        guard profile != self.profile else { return }
        self.profile = profile
        for index in entries.indices { entries[index] = try entries[index].unsealed() }
    }

    private mutating func append(_ entry: KeyStoreEntry) {
        positions[FoldedAlias(entry.alias)] = entries.count
        entries.append(entry)
    }

    private mutating func index() {
        positions = Dictionary(
            entries.enumerated().map { (FoldedAlias($1.alias), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    // Of two entries with one alias Java sees the last; the other one stays within reach under a name of its own.
    private mutating func take(_ decoded: [KeyStoreEntry]) {
        for entry in decoded {
            guard let position = positions[FoldedAlias(entry.alias)] else {
                append(entry)
                continue
            }
            var hidden = entry.isVisibleToJava ? entries[position] : entry
            if entry.isVisibleToJava { entries[position] = entry }
            hidden.isVisibleToJava = false
            hidden.alias = freeAlias(like: hidden.alias)
            append(hidden)
        }
    }

    private func freeAlias(like alias: String) -> String {
        // Doubling and halving: a store of equal aliases must not make this quadratic.
        var step = 1
        while positions[FoldedAlias("\(alias)-\(step * 2)")] != nil { step *= 2 }
        var (taken, free) = (step, step * 2)
        while free - taken > 1 {
            let middle = (taken + free) / 2
            if positions[FoldedAlias("\(alias)-\(middle)")] == nil { free = middle } else { taken = middle }
        }
        return "\(alias)-\(free)"
    }

    private static func unknownFormat(_ bytes: [UInt8]) -> PKIError {
        if bytes.isEmpty { return PKIError(.truncated, "the keystore is empty: it has no bytes at all") }
        return PKIError(
            .unsupportedFormat,
            "this is no keystore: neither JKS, JCEKS nor PKCS12",
            hint: PEM.looksLikePEM(bytes) ? "it is PEM; 'girctl keystore import' puts it into a keystore" : nil
        )
    }
}
