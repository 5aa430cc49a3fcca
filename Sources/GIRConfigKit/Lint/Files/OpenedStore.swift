import GIRPKI

/// What is in a keystore, a truststore or a PEM file.
struct OpenedStore: Sendable {
    /// A private key with the certificates that it is served with.
    struct Identity: Sendable {
        /// The alias; nil in a PEM file.
        let alias: String?
        /// The certificates, the key's own first.
        let chain: [Certificate]
        /// Why the key cannot be used.
        let failure: PKIError?
    }

    /// The format of a keystore; nil for certificates in PEM or DER.
    let format: KeyStoreFormat?
    /// The certificates that Java trusts with it.
    let anchors: [Certificate]
    /// How many certificates are there that Java does not see, because nothing says that they are trusted.
    let unseen: Int
    /// The private keys, in the order of the file.
    let identities: [Identity]

    /// Opens a file; the format is told by its bytes.
    init(_ bytes: [UInt8], role: StoreUse.Role, password: Secret?, keyPassword: Secret?) throws(PKIError) {
        guard KeyStoreFormat.detect(bytes) != nil else {
            format = nil
            unseen = 0
            let certificates = try Certificate.readAll(bytes)
            anchors = role == .trust ? certificates : []
            identities =
                role == .identity && PrivateKey.isInPEM(bytes) ? [Self.identity(bytes, certificates, password)] : []
            return
        }
        let store = try KeyStore(decoding: bytes, password: password)
        format = store.format
        anchors = store.trustAnchors
        unseen = store.unseenCertificateCount
        let keys = role == .identity ? store.entries.filter { $0.kind == .privateKey } : []
        identities = keys.map { entry in
            do throws(PKIError) {
                let key = try entry.privateKey(keyPassword: keyPassword)
                return Identity(alias: entry.alias, chain: entry.certificates, failure: Self.mismatch(key, entry))
            } catch {
                return Identity(alias: entry.alias, chain: entry.certificates, failure: error)
            }
        }
    }

    private static func mismatch(_ key: PrivateKey, _ entry: KeyStoreEntry) -> PKIError? {
        guard let certificate = entry.certificates.first else {
            return PKIError(.keyMismatch, "the private key of '\(entry.alias)' has no certificate")
        }
        return key.matches(certificate)
            ? nil : PKIError(.keyMismatch, "the private key of '\(entry.alias)' does not match its certificate")
    }

    private static func identity(_ bytes: [UInt8], _ certificates: [Certificate], _ password: Secret?) -> Identity {
        do throws(PKIError) {
            let key = try PrivateKey.read(bytes, password: password)
            let chain = try CertificateChain(of: key.publicKey, from: certificates)
            return Identity(alias: nil, chain: chain.certificates, failure: nil)
        } catch {
            return Identity(alias: nil, chain: certificates, failure: error)
        }
    }
}
