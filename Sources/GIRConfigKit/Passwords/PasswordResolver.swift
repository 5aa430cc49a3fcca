public import GIRPKI

/// Turns the passwords of a configuration into the ones to use: plain text stays, `CRYPT:` is decrypted, and in the
/// options of Jetty, the one program that reads it, `OBF:` is decoded.
public struct PasswordResolver: Sendable {
    private let keys: EncryptionKeys

    /// Makes a resolver; without a key every `CRYPT:` value is an error.
    public init(keys: EncryptionKeys) {
        self.keys = keys
    }

    /// Makes a resolver with the keys of a key file.
    public init(keyRing: EncryptionKeyRing?) {
        self.init(keys: EncryptionKeys(keyRing))
    }

    /// The password to use.
    ///
    /// Throws a ``ConfigError`` with the value's place: `keyMissing`, or what ``CryptValue`` and
    /// ``ObfuscatedPassword`` throw.
    public func resolve(_ password: ConfiguredPassword) throws(ConfigError) -> Secret {
        do {
            return try resolve(password.raw, at: password.path)
        } catch {
            throw error.at(ConfigError.Place(path: password.path, span: password.span))
        }
    }

    private func resolve(_ raw: Secret, at path: String) throws(ConfigError) -> Secret {
        if begins(raw, with: CryptValue.prefix) {
            guard let text = raw.revealText() else {
                throw ConfigError(.damagedValue, "encrypted value is not UTF-8 text")
            }
            return try CryptValue(parsing: text).decrypt(with: keys, at: path)
        }
        if begins(raw, with: ObfuscatedPassword.prefix), Self.readsObfuscated(path) {
            return try ObfuscatedPassword.decode(raw)
        }
        return raw
    }

    /// Whether the option is one of those that Jetty decodes.
    static func readsObfuscated(_ path: String) -> Bool {
        OptionCatalogue.standard.option(at: path)?.acceptsObfuscation ?? false
    }

    private func begins(_ raw: Secret, with prefix: String) -> Bool {
        raw.withBytes { $0.starts(with: prefix.utf8) }
    }
}
