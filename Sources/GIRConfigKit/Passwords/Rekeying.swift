import GIRPKI

/// The encrypted values of a configuration encrypted with another key, with no other byte changed.
///
/// Every value has been decrypted, and the result has been read again and compared with the source, as
/// ``InPlaceEncryption`` does.
public struct Rekeying: Sendable {
    /// The new bytes; those of the source when nothing was changed.
    public let bytes: [UInt8]
    /// The values that have the new key now, in source order.
    public let changed: [EncryptedOption]
    /// The values that had it before.
    public let current: [EncryptedOption]
    /// What the change looks like, with every secret masked; nil where nothing changes.
    public let diff: MaskedDiff?

    /// Encrypts every value that another key encrypted with the key of `new` for new values.
    ///
    /// A bound value stays bound to its option.
    ///
    /// - Throws: a ``ConfigError`` with the code `syntax` for a source that is not YAML, what decrypting throws with the
    ///   place of the value, or `notReplaceable` where the value's bytes cannot be replaced.
    public init(of source: SourceText, from old: EncryptionKeys, to new: EncryptionKeys) throws(ConfigError) {
        let stream = YAMLComposer.compose(source)
        if let failure = stream.failure { throw ConfigError(failure) }
        let scalars = OptionScalar.all(in: stream, of: source)
        var edits: [Int: ScalarReplacement] = [:]
        var passwords: [Int: Secret] = [:]
        var changed: [EncryptedOption] = []
        var current: [EncryptedOption] = []
        for target in scalars where CryptValue.isOne(target.scalar.text) {
            let place = ConfigError.Place(path: target.path, span: target.node.span)
            do throws(ConfigError) {
                let value = try CryptValue(parsing: target.scalar.text)
                let password = try value.decrypt(with: old, at: target.path)
                // An alias follows the value that it names.
                guard target.node.alias == nil, edits[target.start] == nil else { continue }
                let key = try new.encryptionKey()
                guard value.keyID != key.id else {
                    current.append(target.value)
                    continue
                }
                if let obstacle = target.obstacle(in: source) {
                    throw ConfigError(.notReplaceable, "its bytes cannot be replaced: \(obstacle)")
                }
                let path = value.isBound ? target.path : nil
                let replacement = try CryptValue(encrypting: password, with: key, boundTo: path)
                edits[target.start] = ScalarReplacement(target, by: replacement, in: source)
                passwords[target.start] = password
                changed.append(target.value)
            } catch {
                throw error.at(place)
            }
        }
        self.changed = changed
        self.current = current
        bytes = try SourceEdit.apply(edits.values.map(\.edit), to: source.bytes)
        diff = edits.isEmpty ? nil : MaskedDiff(of: Array(edits.values), in: source, stream)
        guard !edits.isEmpty else { return }
        try InPlaceComparison(old: stream, scalars: scalars, passwords: passwords, keys: new)
            .check(SourceText(path: source.path, bytes: bytes))
    }
}
