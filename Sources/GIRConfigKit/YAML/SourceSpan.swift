/// A half-open range of a source text.
public struct SourceSpan: Sendable, Hashable {
    /// The first byte that belongs to the range.
    public let start: SourcePosition
    /// The first byte after the range.
    public let end: SourcePosition

    /// Makes a span; `end` is not before `start`.
    public init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }

    /// The range in bytes.
    public var byteRange: Range<Int> { start.offset..<max(start.offset, end.offset) }
}
