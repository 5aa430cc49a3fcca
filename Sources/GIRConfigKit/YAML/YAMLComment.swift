/// A comment in a YAML source.
public struct YAMLComment: Sendable {
    /// From the `#` to the last character that is no white space.
    public let span: SourceSpan
    /// Whether something else stands before it on its line.
    public let isTrailing: Bool
    // The text is cut out when it is asked for: some files are hardly more than comments.
    private let source: SourceText.Bytes

    init(_ span: SourceSpan, isTrailing: Bool, in source: SourceText.Bytes) {
        self.span = span
        self.isTrailing = isTrailing
        self.source = source
    }

    /// The text behind the `#`, without white space at either end.
    public var text: String {
        let text = source.decode(span).unicodeScalars.dropFirst()
        return String(Substring(text.drop { $0 == " " || $0 == "\t" }))
    }
}
