import GIRPKI

/// Which of the encrypted values in a configuration decrypt.
public struct EncryptedValueCheck: Sendable {
    /// An encrypted value and what came of decrypting it.
    public struct Finding: Sendable {
        /// The path of the option.
        public let path: String
        /// Where the value is written.
        public let span: SourceSpan
        /// Why it does not decrypt, with its place; nil when it does.
        public let failure: ConfigError?
    }

    /// Every value that begins with `CRYPT:`, in source order.
    public let findings: [Finding]

    /// The findings that do not decrypt.
    public var failures: [Finding] { findings.filter { $0.failure != nil } }

    /// Whether the source has an encrypted value at all.
    ///
    /// Throws a ``ConfigError`` with the code `syntax` for a source that is not YAML.
    public static func isNeeded(for source: SourceText) throws(ConfigError) -> Bool {
        try !values(in: source).isEmpty
    }

    /// The ids of the keys of a key file that the values of the source need, each once.
    ///
    /// Throws a ``ConfigError`` with the code `syntax` for a source that is not YAML.
    public static func keysNeeded(by source: SourceText) throws(ConfigError) -> [String] {
        var ids: [String] = []
        for value in try values(in: source) {
            guard let parsed = try? CryptValue(parsing: value.scalar.text), !parsed.isOfPassphrase,
                !ids.contains(parsed.keyID)
            else { continue }
            ids.append(parsed.keyID)
        }
        return ids
    }

    /// The values that only the key with this id decrypts.
    ///
    /// Throws a ``ConfigError`` with the code `syntax` for a source that is not YAML.
    public static func values(of key: String, in source: SourceText) throws(ConfigError) -> [EncryptedOption] {
        try values(in: source).filter { (try? CryptValue(parsing: $0.scalar.text))?.keyID == key }.map(\.value)
    }

    /// Decrypts every encrypted value and forgets the password.
    ///
    /// Throws a ``ConfigError`` with the code `syntax` for a source that is not YAML.
    public init(of source: SourceText, keys: EncryptionKeys) throws(ConfigError) {
        let resolver = PasswordResolver(keys: keys)
        findings = try Self.values(in: source).map { value in
            let password = ConfiguredPassword(raw: Secret(value.scalar.text), span: value.node.span, path: value.path)
            do throws(ConfigError) {
                _ = try resolver.resolve(password)
                return Finding(path: value.path, span: value.node.span, failure: nil)
            } catch {
                return Finding(path: value.path, span: value.node.span, failure: error)
            }
        }
    }

    private static func values(in source: SourceText) throws(ConfigError) -> [OptionScalar] {
        let stream = YAMLComposer.compose(source)
        if let failure = stream.failure { throw ConfigError(failure) }
        return OptionScalar.all(in: stream, of: source).filter { CryptValue.isOne($0.scalar.text) }
    }
}
