public import GIRPKI
public import GIRStore

/// Seals the values of settings that hold passwords before they go to the store: AES-256 in GCM.
///
/// The key is made of `cryptoSecurityKey`, in the same way on every node. A sealed value is
/// `SEALED:v1.<key id>.<nonce, ciphertext and tag in base64url>`; the place of the setting is authenticated with it, so that no
/// value can be moved to another contact center or location.
public struct SettingVault: Sendable {
    private let key: Secret
    private let keyID: String

    /// Makes the key, which takes a tenth of a second.
    public init(_ securityKey: Secret) throws(PKIError) {
        // One salt for all: every node has to make the same key of the same words.
        let made = try Scrypt.key(
            from: securityKey,
            salt: Array("girctl settings v1".utf8),
            cost: 15,
            count: 32 + Self.idLength
        )
        key = made.withBytes { Secret($0.prefix(32)) }
        keyID = made.withBytes { Base64URL.encode(Array($0.suffix(Self.idLength))) }
    }

    /// A digest under a key that is made of the vault's for one purpose, the same on every node.
    func digest(for purpose: String) -> KeyedDigest {
        KeyedDigest(key: Secret(KeyedDigest(key: key).digest([purpose])))
    }

    private static let idLength = 6
    private static let prefix = "SEALED:v1."

    /// Whether a value is a sealed one.
    public static func isSealed(_ value: String) -> Bool { value.hasPrefix(prefix) }

    /// Seals a value for the place that the setting has.
    public func seal(_ value: String, for setting: Setting) throws(PKIError) -> String {
        let nonce = try SecureRandom.bytes(AESGCM.nonceLength)
        let sealed = try AESGCM.seal(Secret(value), key: key, nonce: nonce, authenticating: Self.place(setting))
        return "\(Self.prefix)\(keyID).\(Base64URL.encode(nonce + sealed))"
    }

    /// The value of a setting, sealed or not.
    ///
    /// - Throws: ``PKIError/Code/wrongPassword`` for a value that was sealed with another key, and
    ///   ``PKIError/Code/integrityCheckFailed`` for one that was changed or moved.
    public func open(_ setting: Setting) throws(PKIError) -> String {
        guard Self.isSealed(setting.value) else { return setting.value }
        let parts = setting.value.dropFirst(Self.prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = Base64URL.decode(parts[1]), bytes.count > AESGCM.nonceLength else {
            throw PKIError(.malformed, "a sealed setting is damaged")
        }
        guard parts[0] == keyID else {
            throw PKIError(
                .wrongPassword,
                "a setting was sealed with another 'cryptoSecurityKey'",
                hint: "set the old one again, or change it with: girctl store rekey"
            )
        }
        let opened = try AESGCM.open(
            Array(bytes.dropFirst(AESGCM.nonceLength)),
            key: key,
            nonce: Array(bytes.prefix(AESGCM.nonceLength)),
            authenticating: Self.place(setting)
        )
        guard let text = opened.revealText() else { throw PKIError(.malformed, "a sealed setting is no text") }
        return text
    }

    /// Seals with this vault's key what another has sealed, all of it or nothing; gives how many settings that were.
    ///
    /// - Throws: `PKIError` for a setting that neither opens.
    public func takeOver(from other: SettingVault, in store: any SettingStore) async throws -> Int {
        try await store.rewriteSettings { setting in
            guard Self.isSealed(setting.value) else { return nil }
            // Sealed with the new key already, by a run that was repeated.
            if (try? open(setting)) != nil { return nil }
            return try seal(try other.open(setting), for: setting)
        }
    }

    private static func place(_ setting: Setting) -> [UInt8] {
        // Each part with its length, so that no two places have the same bytes.
        [setting.contactCenter, setting.group, setting.name, setting.location].flatMap { part in
            Array("\(part.utf8.count):\(part)".utf8)
        }
    }
}
