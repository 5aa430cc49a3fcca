/// An option whose value is encrypted, or is going to be, and where that is written.
public struct EncryptedOption: Sendable, Hashable {
    /// The path of the option, such as `cassandraCluster.password`.
    public let path: String
    /// Where the value is written in the source.
    public let span: SourceSpan
}
