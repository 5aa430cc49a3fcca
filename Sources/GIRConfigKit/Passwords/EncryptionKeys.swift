/// The keys at hand: those of a key file, those that a passphrase makes, or both.
public struct EncryptionKeys: Sendable {
    /// The keys of the key file.
    public let ring: EncryptionKeyRing?
    /// The keys of the passphrase.
    public let passphrase: PassphraseKeys?

    /// Takes what there is; without anything no value decrypts.
    public init(_ ring: EncryptionKeyRing? = nil, passphrase: PassphraseKeys? = nil) {
        self.ring = ring
        self.passphrase = passphrase
    }

    /// The key for new values: the passphrase's where there is one, else the active one of the key file.
    ///
    /// Throws a ``ConfigError`` with the code `keyMissing` where there is neither.
    public func encryptionKey() throws(ConfigError) -> EncryptionKey {
        if let passphrase { return try passphrase.freshKey() }
        guard let ring else {
            throw ConfigError(
                .keyMissing,
                "there is no key to encrypt with",
                hint: "name the key file with --key-file or GIRCTL_KEY_FILE"
            )
        }
        return ring.active
    }

    /// The key that decrypts the value, if the value is what it says it is.
    func key(for value: CryptValue) throws(ConfigError) -> EncryptionKey {
        if let derivation = value.derivation {
            guard let passphrase else {
                throw ConfigError(
                    .passphraseRequired,
                    "value was encrypted with a passphrase, and none was given",
                    hint: "give it with --passphrase or --passphrase-file FILE"
                )
            }
            return try passphrase.key(derivation)
        }
        guard let ring else {
            throw ConfigError(
                .keyMissing,
                "the key '\(value.keyID)' is needed, and there is no key file",
                hint: "name the key file with --key-file or GIRCTL_KEY_FILE"
            )
        }
        return try ring.key(required: value.keyID)
    }
}
