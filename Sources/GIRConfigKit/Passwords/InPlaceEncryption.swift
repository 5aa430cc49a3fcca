import GIRPKI

/// The passwords of a configuration encrypted where they stand, with no other byte changed.
///
/// The result has been read again and compared with the source: every other value, key, comment, tag, anchor and
/// quote is the same, and the changed values decrypt to the passwords that were there.
public struct InPlaceEncryption: Sendable {
    /// A value that was left as it is.
    public struct Skip: Sendable {
        /// The value.
        public let value: EncryptedOption
        /// Why it was left, in words.
        public let reason: String
        /// Whether it is a password in clear text that stays one.
        public let isPlaintext: Bool
    }

    /// The new bytes; those of the source when nothing was changed.
    public let bytes: [UInt8]
    /// The values that were encrypted, in source order.
    public let changed: [EncryptedOption]
    /// The values that were encrypted by girctl before.
    public let alreadyEncrypted: [EncryptedOption]
    /// The values that were left as they are.
    public let skipped: [Skip]
    /// The options that the source does not contain.
    public let missing: [String]

    /// What the change looks like, with every secret masked; nil where nothing changes.
    public let diff: MaskedDiff?

    /// Encrypts the values at the options `paths` with the key for new values.
    ///
    /// - Parameters:
    ///   - isBinding: whether each value is bound to its option, so that it decrypts only there.
    /// - Throws: a ``ConfigError`` with the code `syntax` for a source that is not YAML, `notReplaceable` where the
    ///   comparison finds a difference, `limitExceeded` for a password that is too long, or `keyMissing`.
    public init(
        of source: SourceText,
        paths: [String],
        keys: EncryptionKeys,
        isBinding: Bool = false
    ) throws(ConfigError) {
        let stream = YAMLComposer.compose(source)
        if let failure = stream.failure { throw ConfigError(failure) }
        let scalars = OptionScalar.all(in: stream, of: source)
        let wanted = Set(paths)
        let targets = scalars.filter { wanted.contains($0.path) }
        var decisions = targets.map { Self.decision(for: $0, wanted, scalars, source, isBinding) }
        // An alias is settled by what happens to the value it names, which always stands before it.
        for (index, target) in targets.enumerated() where target.node.alias != nil {
            let named = targets.indices.last { targets[$0].isNamed(by: target) && $0 < index }
            if let named, case .encrypt = decisions[named] { decisions[index] = .follow }
        }

        let wantsKey = decisions.contains { if case .encrypt = $0 { true } else { false } }
        let key = wantsKey ? try keys.encryptionKey() : nil
        var edits: [Int: ScalarReplacement] = [:]
        var passwords: [Int: Secret] = [:]
        for (target, decision) in zip(targets, decisions) {
            guard let key, case .encrypt(let password) = decision, edits[target.start] == nil else { continue }
            let value = try CryptValue(encrypting: password, with: key, boundTo: isBinding ? target.path : nil)
            edits[target.start] = ScalarReplacement(target, by: value, in: source)
            passwords[target.start] = password
        }
        changed = zip(targets, decisions).compactMap { $1.isChange ? $0.value : nil }
        alreadyEncrypted = zip(targets, decisions).compactMap { $1.isDone ? $0.value : nil }
        skipped = zip(targets, decisions).compactMap { $1.skip(of: $0.value) }
        let found = Set(targets.map(\.path))
        missing = paths.filter { !found.contains($0) }
        bytes = try SourceEdit.apply(edits.values.map(\.edit), to: source.bytes)
        diff = edits.isEmpty ? nil : MaskedDiff(of: Array(edits.values), in: source, stream)
        guard !edits.isEmpty else { return }
        try InPlaceComparison(old: stream, scalars: scalars, passwords: passwords, keys: keys)
            .check(SourceText(path: source.path, bytes: bytes))
    }

    private enum Decision {
        case alreadyEncrypted
        case encrypt(Secret)
        case follow
        case skip(String, isPlaintext: Bool)

        var isChange: Bool {
            switch self {
            case .encrypt, .follow: true
            case .alreadyEncrypted, .skip: false
            }
        }

        var isDone: Bool {
            if case .alreadyEncrypted = self { true } else { false }
        }

        func skip(of value: EncryptedOption) -> Skip? {
            guard case .skip(let reason, let isPlaintext) = self else { return nil }
            return Skip(value: value, reason: reason, isPlaintext: isPlaintext)
        }
    }

    private static func decision(
        for target: OptionScalar,
        _ wanted: Set<String>,
        _ scalars: [OptionScalar],
        _ source: SourceText,
        _ isBinding: Bool
    ) -> Decision {
        let text = target.scalar.text
        if CryptValue.isOne(text) {
            do throws(ConfigError) {
                _ = try CryptValue(parsing: text)
                return .alreadyEncrypted
            } catch {
                return .skip(error.reason, isPlaintext: false)
            }
        }
        if text.isEmpty || target.node.isNull { return .skip("there is no password", isPlaintext: false) }
        if text.contains("${") {
            return .skip("it is a placeholder that is filled in when the server starts", isPlaintext: false)
        }
        if let option = OptionCatalogue.standard.option(at: target.path), !option.isSecret {
            return .skip("it is no password, and no server decrypts it", isPlaintext: false)
        }
        if let obstacle = target.obstacle(in: source) { return .skip(obstacle, isPlaintext: true) }
        let others = scalars.filter { $0.shares(target) && $0.path != target.path }
        if let other = others.first(where: { !wanted.contains($0.path) }) {
            return .skip("'\(other.path)' has the same value through an alias: name both", isPlaintext: true)
        }
        if isBinding, let other = others.first {
            return .skip("'\(other.path)' has the same value through an alias: it cannot be bound", isPlaintext: true)
        }
        guard ObfuscatedPassword.isOne(text), PasswordResolver.readsObfuscated(target.path) else {
            return .encrypt(Secret(text))
        }
        do throws(ConfigError) {
            return .encrypt(try ObfuscatedPassword.decode(Secret(text)))
        } catch {
            return .skip(error.reason, isPlaintext: true)
        }
    }
}

extension ConfigError {
    init(_ failure: YAMLSyntaxError) {
        let start = failure.position.start
        self.init(
            .syntax,
            "not valid YAML in line \(start.line), column \(start.column): \(failure.message)",
            hint: failure.hint ?? "see what 'girctl config lint' says"
        )
    }
}
