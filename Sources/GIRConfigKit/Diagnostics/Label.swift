/// A place in a source with a few words for it.
public struct Label: Sendable, Hashable {
    /// The place.
    public let span: SourceSpan
    /// The words, which stand behind the marks under the place; may be empty.
    public let text: String

    /// Makes a label; the text starts in lower case and has no full stop.
    public init(_ span: SourceSpan, _ text: String = "") {
        self.span = span
        self.text = text
    }
}
