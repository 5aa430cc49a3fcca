import GIRPKI

/// Proves that a configuration differs from another in the encrypted values only.
struct InPlaceComparison {
    /// What the source held before.
    let old: YAMLStream
    /// Its single values.
    let scalars: [OptionScalar]
    /// The passwords that have a new value, by the offset of their value in the old source.
    let passwords: [Int: Secret]
    /// The keys to decrypt the new values with.
    let keys: EncryptionKeys

    /// Reads the new source; throws a ``ConfigError`` with the code `notReplaceable` where there is another difference.
    func check(_ source: SourceText) throws(ConfigError) {
        let new = YAMLComposer.compose(source)
        let isLike =
            new.failure == nil && new.documents.count == old.documents.count
            && new.comments.map(\.text) == old.comments.map(\.text)
            && zip(old.documents, new.documents).allSatisfy { isSame($0.root, $1.root) }
        guard isLike else { throw difference("something else than the passwords would change") }
        let newScalars = OptionScalar.all(in: new, of: source)
        guard scalars.map(\.path) == newScalars.map(\.path) else {
            throw difference("the options would not be the same")
        }
        for (before, after) in zip(scalars, newScalars) {
            guard let password = password(of: before) else { continue }
            guard try CryptValue(parsing: after.scalar.text).decrypt(with: keys, at: after.path) == password else {
                throw difference("'\(before.path)' would decrypt to another password")
            }
        }
    }

    private func password(of scalar: OptionScalar) -> Secret? {
        if let password = passwords[scalar.start] { return password }
        guard scalar.node.alias != nil else { return nil }
        let named = scalars.last { $0.isNamed(by: scalar) && $0.start < scalar.start }
        return named.flatMap { passwords[$0.start] }
    }

    private func isSame(_ before: YAMLNode?, _ after: YAMLNode?) -> Bool {
        guard let before, let after else { return before == nil && after == nil }
        guard before.tag == after.tag, before.anchor == after.anchor, before.alias == after.alias else { return false }
        switch (before.content, after.content) {
        case (.scalar(let old), .scalar(let new)):
            // An alias of a changed value is compared with the values, by its option.
            return old == new || passwords[before.span.start.offset] != nil || before.alias != nil
        case (.sequence(let old), .sequence(let new)):
            return old.count == new.count && zip(old, new).allSatisfy { isSame($0, $1) }
        case (.mapping(let old), .mapping(let new)):
            return old.count == new.count
                && zip(old, new).allSatisfy { isSame($0.key, $1.key) && isSame($0.value, $1.value) }
        default:
            return false
        }
    }

    private func difference(_ reason: String) -> ConfigError {
        ConfigError(.notReplaceable, "\(reason); nothing was changed", hint: "encrypt the options one by one")
    }
}
