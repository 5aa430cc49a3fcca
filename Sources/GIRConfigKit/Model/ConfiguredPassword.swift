public import GIRPKI

/// A password as a configuration has it: plain text, `CRYPT:` or `OBF:`.
public struct ConfiguredPassword: Sendable, Hashable {
    /// What is written, unquoted.
    public let raw: Secret
    /// Where it is written.
    public let span: SourceSpan
    /// The path of the option, such as `cassandraCluster.password`.
    public let path: String

    /// Makes a password from what is written, where, and for which option.
    public init(raw: Secret, span: SourceSpan, path: String) {
        self.raw = raw
        self.span = span
        self.path = path
    }
}
