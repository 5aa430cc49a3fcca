public import FoundationEssentials

/// What stands in a keystore under one alias.
public struct KeyStoreEntry: Sendable {
    /// The three kinds of entries, by the names that reports use.
    public enum Kind: String, CaseIterable, Sendable, Hashable {
        case privateKey = "private-key"
        case secretKey = "secret-key"
        case trustedCertificate = "trusted-certificate"
    }

    /// The name as it is stored; compared without case.
    public internal(set) var alias: String
    /// The chain of a private key, its own certificate first; or the one trusted certificate; none for a secret key.
    public let certificates: [Certificate]
    /// Whether Java lists the entry.
    ///
    /// It passes over what other programs may put into a PKCS#12 store: certificates without its trust attribute that
    /// belong to no key, keys that are not encrypted, the first of two equal aliases.
    public internal(set) var isVisibleToJava = true

    let content: Content
    /// Milliseconds since 1970: Java's unit, kept as read so that it is written back exactly.
    let createdMilliseconds: Int64?
    /// Attributes of a PKCS#12 bag that mean nothing here, in DER; written back.
    let attributes: [[UInt8]]

    enum Content: Sendable {
        case certificate
        case key(KeyMaterial)
        case secret(SecretMaterial)
    }

    init(
        alias: String,
        content: Content,
        certificates: [Certificate],
        createdMilliseconds: Int64?,
        attributes: [[UInt8]] = []
    ) {
        self.alias = alias
        self.content = content
        self.certificates = certificates
        self.createdMilliseconds = createdMilliseconds
        self.attributes = attributes
    }

    /// An entry with a private key and its chain, the key's own certificate first.
    ///
    /// - Parameter keyPassword: protects the key in the written store; nil is the store password.
    /// - Throws: `keyMismatch` where the first certificate is not the key's own, `invalidParameter` where there is none.
    public static func privateKey(
        alias: String,
        key: PrivateKey,
        chain: [Certificate],
        keyPassword: Secret?,
        created: Date
    ) throws(PKIError) -> KeyStoreEntry {
        let entry = KeyStoreEntry(
            alias: alias,
            content: .key(.key(key, password: keyPassword)),
            certificates: chain,
            createdMilliseconds: created.milliseconds
        )
        try entry.checkChain(of: key.publicKey)
        return entry
    }

    /// An entry with a certificate that whoever opens the store trusts.
    public static func trustedCertificate(alias: String, certificate: Certificate, created: Date) -> KeyStoreEntry {
        KeyStoreEntry(
            alias: alias,
            content: .certificate,
            certificates: [certificate],
            createdMilliseconds: created.milliseconds
        )
    }

    /// The kind, as Java's `KeyStore` would answer: it takes a JKS key without any certificate for a secret key.
    public var kind: Kind {
        switch content {
        case .certificate: .trustedCertificate
        case .key(let material): certificates.isEmpty && material.isInJavaFormat ? .secretKey : .privateKey
        case .secret: .secretKey
        }
    }

    /// When the entry was made; nil where the store does not say, or says a year that is none of 0 to 9999.
    public var created: Date? {
        guard let createdMilliseconds, Self.datable.contains(createdMilliseconds) else { return nil }
        return Date(timeIntervalSince1970: Double(createdMilliseconds) / 1000)
    }

    /// The milliseconds of the years 0 to 9999, which are all that RFC 3339 can write.
    private static let datable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// The oldest Java that sees it in a PKCS#12 store.
    var javaSupport: JavaSupport { kind != .privateKey && isVisibleToJava ? .since8 : .since5 }

    /// The same entry with its key or secret opened, so that it is protected anew when its PKCS#12 store is written.
    func unsealed() throws(PKIError) -> KeyStoreEntry {
        switch content {
        case .certificate: self
        case .key(let material): replacing(.key(try material.unsealed(alias)), certificates: certificates)
        case .secret(let material): replacing(.secret(try material.unsealed(alias)), certificates: certificates)
        }
    }

    /// The same private key, to be protected by its store's password in place of the one of its own.
    ///
    /// - Throws: as ``privateKey(keyPassword:)``.
    public func unsealed(keyPassword: Secret) throws(PKIError) -> KeyStoreEntry {
        replacing(.key(.key(try privateKey(keyPassword: keyPassword), password: nil)), certificates: certificates)
    }

    /// Whether it is a certificate that neither Java nor a key in the store lays claim to.
    var isOrphan: Bool { !isVisibleToJava && kind == .trustedCertificate }

    /// The same entry under another alias.
    func named(_ alias: String) -> KeyStoreEntry {
        var copy = self
        copy.alias = alias
        return copy
    }

    /// The same entry, with a date where the store it comes from has none (PKCS#12 dates only keys; JKS wants a date).
    public func dated(ifUnknown created: Date) -> KeyStoreEntry {
        guard createdMilliseconds == nil else { return self }
        return replacing(content, certificates: certificates, created: created.milliseconds)
    }

    /// The same private key, still protected as it is, with another chain for it.
    ///
    /// - Throws: `wrongEntryKind` where there is no private key, `keyMismatch` where the new certificate has another key.
    public func withChain(_ chain: [Certificate]) throws(PKIError) -> KeyStoreEntry {
        guard case .key(let material) = content else { throw notAPrivateKey }
        let entry = replacing(content, certificates: chain)
        if let current = certificates.first {
            try entry.checkChain(of: current.publicKey)
        } else {
            try entry.checkChain(of: material.key(alias, password: nil).publicKey)
        }
        return entry
    }

    /// The private key, decrypted; nil is the password of the store the entry was read from.
    ///
    /// - Throws: `wrongEntryKind`, `wrongPassword`, `passwordRequired`, `unsupportedAlgorithm`.
    public func privateKey(keyPassword: Secret?) throws(PKIError) -> PrivateKey {
        guard case .key(let material) = content else { throw notAPrivateKey }
        return try material.key(alias, password: keyPassword)
    }

    /// The entry as a store of the format holds it: checked, and its key readied to be protected in the format's way.
    func adapted(to format: KeyStoreFormat) throws(PKIError) -> KeyStoreEntry {
        if format != .pkcs12 { _ = try ModifiedUTF8.encode(alias) }
        switch content {
        case .certificate:
            break
        case .secret(let material):
            guard format == .pkcs12, case .bag = material else {
                throw PKIError(
                    .wrongEntryKind,
                    "'\(alias)' is a secret key, which cannot be put into a \(format.rawValue) keystore"
                )
            }
        case .key(let material):
            guard !certificates.isEmpty else { throw noChain(.malformed) }
            return replacing(.key(try material.adapted(to: format, alias)), certificates: certificates)
        }
        return self
    }

    /// Whether the other entry has the same kind, certificates and private key; the alias is not looked at.
    public func holdsTheSame(as other: KeyStoreEntry) -> Bool {
        guard kind == other.kind, certificates == other.certificates else { return false }
        guard case .key(let key) = content, case .key(let otherKey) = other.content else { return true }
        return key.isSame(as: otherKey, alias)
    }

    func replacing(
        _ content: Content,
        certificates: [Certificate],
        created: Int64? = nil
    ) -> KeyStoreEntry {
        var copy = KeyStoreEntry(
            alias: alias,
            content: content,
            certificates: certificates,
            createdMilliseconds: created ?? createdMilliseconds,
            attributes: attributes
        )
        copy.isVisibleToJava = isVisibleToJava
        return copy
    }

    private func checkChain(of key: PublicKey) throws(PKIError) {
        guard let first = certificates.first else { throw noChain(.invalidParameter) }
        guard certificates.count <= KeyStoreLimits.chain else { throw .chainTooLong(alias) }
        guard try first.publicKey == key else {
            throw PKIError(
                .keyMismatch,
                "the certificate of '\(first.subject)' does not belong to the private key of '\(alias)'",
                hint: "the first certificate of the chain must be the key's own"
            )
        }
    }

    private var notAPrivateKey: PKIError {
        PKIError(.wrongEntryKind, "'\(alias)' is a \(kind.rawValue) entry, expected a private-key entry")
    }

    // Whoever makes an entry forgot a parameter; an entry that was read is damaged.
    private func noChain(_ code: PKIError.Code) -> PKIError {
        PKIError(code, "the private key of '\(alias)' needs its certificate beside it")
    }
}

extension Date {
    /// Whole milliseconds since 1970, cut to what 64 bits hold.
    fileprivate var milliseconds: Int64 {
        let value = (timeIntervalSince1970 * 1000).rounded()
        return Int64(exactly: value) ?? (value < 0 ? .min : .max)
    }
}
