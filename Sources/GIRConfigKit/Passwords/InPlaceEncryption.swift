import GIRPKI

/// The passwords of a configuration encrypted where they stand, with no other byte changed.
///
/// The result has been read again and compared with the source: every other value, key, comment, tag, anchor and
/// quote is the same, and the changed values decrypt to the passwords that were there.
public struct InPlaceEncryption: Sendable {
    /// A value at an option.
    public struct Value: Sendable, Hashable {
        /// The path of the option, such as `cassandraCluster.password`.
        public let path: String
        /// Where the value is written in the source.
        public let span: SourceSpan
    }

    /// A value that was left as it is.
    public struct Skip: Sendable {
        /// The value.
        public let value: Value
        /// Why it was left, in words.
        public let reason: String
        /// Whether it is a password in clear text that stays one.
        public let isPlaintext: Bool
    }

    /// The new bytes; those of the source when nothing was changed.
    public let bytes: [UInt8]
    /// The values that were encrypted, in source order.
    public let changed: [Value]
    /// The values that were encrypted by girctl before.
    public let alreadyEncrypted: [Value]
    /// The values that were left as they are.
    public let skipped: [Skip]
    /// The options that the source does not contain.
    public let missing: [String]

    /// Encrypts the values at the options `paths` with the active key of the ring.
    ///
    /// - Parameters:
    ///   - isBinding: whether each value is bound to its option, so that it decrypts only there.
    /// - Throws: a ``ConfigError`` with the code `syntax` for a source that is not YAML, `notReplaceable` where the
    ///   comparison finds a difference, or `limitExceeded` for a password that is too long.
    public init(
        of source: SourceText,
        paths: [String],
        keyRing: EncryptionKeyRing,
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

        var edits: [Int: SourceEdit] = [:]
        for (target, decision) in zip(targets, decisions) {
            guard case .encrypt(let password) = decision, edits[target.start] == nil else { continue }
            let value = try CryptValue(
                encrypting: password,
                with: keyRing.active,
                boundTo: isBinding ? target.path : nil
            )
            edits[target.start] = Self.edit(target, to: value, in: source)
        }
        bytes = try SourceEdit.apply(Array(edits.values), to: source.bytes)
        changed = zip(targets, decisions).compactMap { $1.isChange ? $0.value : nil }
        alreadyEncrypted = zip(targets, decisions).compactMap { $1.isDone ? $0.value : nil }
        skipped = zip(targets, decisions).compactMap { $1.skip(of: $0.value) }
        let found = Set(targets.map(\.path))
        missing = paths.filter { !found.contains($0) }
        guard !edits.isEmpty else { return }
        let passwords = zip(targets, decisions).compactMap { target, decision in
            if case .encrypt(let password) = decision { (target.start, password) } else { nil }
        }
        try InPlaceComparison(
            old: stream,
            scalars: scalars,
            passwords: Dictionary(passwords) { first, _ in first },
            keyRing: keyRing
        ).check(SourceText(path: source.path, bytes: bytes))
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

        func skip(of value: Value) -> Skip? {
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
        if let obstacle = obstacle(to: target, source) { return .skip(obstacle, isPlaintext: true) }
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

    /// Why the bytes of the value cannot be replaced, in words.
    private static func obstacle(to target: OptionScalar, _ source: SourceText) -> String? {
        if let alias = target.node.alias {
            return "it is the alias '*\(alias)': encrypt the option at which '&\(alias)' stands"
        }
        if let tag = target.node.tag, tag != "!", tag != "!!str" {
            return "it has the tag '\(tag)', which an encrypted value cannot have: take the tag away"
        }
        if !target.node.isText {
            return "YAML reads it as a number or truth value, not as these characters: put it in quotes"
        }
        let isBlock = target.scalar.style == .literal || target.scalar.style == .folded
        let header = source.text(in: target.node.span).prefix { !$0.isNewline }
        if isBlock, header.contains("#") {
            return "a comment stands behind the '\(header.prefix(1))' that it begins with: move the comment"
        }
        return nil
    }

    /// The edit that puts the encrypted value into the quotes of the old one.
    private static func edit(_ target: OptionScalar, to value: CryptValue, in source: SourceText) -> SourceEdit {
        let quote =
            switch target.scalar.style {
            case .doubleQuoted: "\""
            case .singleQuoted: "'"
            // Some readers of YAML 1.1 take no `:` in a plain scalar inside of brackets.
            case .plain: target.isInFlow ? "\"" : ""
            case .folded, .literal: ""
            }
        let replacement = source.encoding.encode(quote + value.text + quote)
        return SourceEdit(range: target.node.span.byteRange, replacement: replacement)
    }
}

extension OptionScalar {
    fileprivate var value: InPlaceEncryption.Value { InPlaceEncryption.Value(path: path, span: node.span) }

    /// The offset at which the value is written: the same for all options that share it through an aliased mapping.
    var start: Int { node.span.start.offset }

    /// Whether the alias `other` names this value.
    func isNamed(by other: OptionScalar) -> Bool {
        guard let alias = other.node.alias else { return false }
        return node.anchor == alias && document == other.document
    }

    /// Whether a change of the value of `other` changes this one.
    fileprivate func shares(_ other: OptionScalar) -> Bool { start == other.start || other.isNamed(by: self) }
}

extension YAMLNode {
    fileprivate var isNull: Bool {
        if case .null = value { true } else { false }
    }

    /// Whether every reader takes the value for the characters that are written.
    fileprivate var isText: Bool {
        if case .string = value { return true }
        // A number in its plainest form is written back the same by whoever reads it as one.
        guard let text = scalarText, text.utf8.count <= 18, text.utf8.first != UInt8(ascii: "0") else { return false }
        return text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
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
