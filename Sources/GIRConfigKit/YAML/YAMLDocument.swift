/// One document of a YAML stream.
public struct YAMLDocument: Sendable {
    /// The value of the document; nil when there is nothing in it.
    public let root: YAMLNode?
    /// From the directives, the `---` or the first value to the last value or the `...`.
    public let span: SourceSpan
    /// Whether the end was reached; when not, the tree holds what was read before the failure.
    public let isComplete: Bool
}
