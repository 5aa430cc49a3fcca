/// Why a source cannot be read as YAML, in words for the person who wrote it.
public struct YAMLSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A second place that helps to understand the first.
    public struct Context: Hashable, Sendable {
        /// What is there, in a few words.
        public let label: String
        /// Where it is.
        public let span: SourceSpan
    }

    /// What is wrong; starts in lower case, has no full stop, and holds no text of the source.
    public let message: String
    /// Where reading stopped: one character, or nothing at the end of a line.
    public let position: SourceSpan
    /// What to do about it, when that can be said.
    public let hint: String?
    /// Where the trouble began, when that is another place.
    public let context: Context?

    init(_ message: String, _ position: SourceSpan, hint: String? = nil, context: Context? = nil) {
        self.message = message
        self.position = position
        self.hint = hint
        self.context = context
    }

    /// The message with its line and column before it and its hint behind it.
    public var description: String {
        let place = "line \(position.start.line), column \(position.start.column): "
        return place + message + (hint.map { " (\($0))" } ?? "")
    }
}
