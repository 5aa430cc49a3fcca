/// The bytes of a file together with the places in them.
///
/// Nothing is computed until it is asked for: a source that has no findings never pays for its line table.
public struct SourceText: Sendable {
    /// The path as the user wrote it, for messages.
    public let path: String
    private let content: Content

    /// Makes a source of a file's bytes; they need not be valid in any encoding.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        content = Content(bytes)
    }

    /// The bytes as they were read.
    public var bytes: [UInt8] { content.bytes }
    /// How the bytes stand for characters.
    public var encoding: SourceEncoding { content.encoding }

    /// The number of lines; a line break at the end opens a last, empty line.
    public var lineCount: Int { places.starts.count }

    /// The line and column of a byte; an offset outside of the source counts as its nearest end.
    public func position(atOffset offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        let places = places
        let line = places.line(of: offset)
        let start = min(Int(places.starts[line]), offset)
        let column =
            content.lines.scalars(before: offset, bytes, encoding)
            - content.lines.scalars(before: start, bytes, encoding)
        return SourcePosition(offset: offset, line: line + 1, column: column + 1)
    }

    /// The span of a range of bytes.
    func span(_ range: Range<Int>) -> SourceSpan {
        let start = position(atOffset: range.lowerBound)
        return SourceSpan(start: start, end: range.isEmpty ? start : position(atOffset: range.upperBound))
    }

    /// The text of a line without its end, bytes that do not decode as U+FFFD; nil where there is no such line.
    public func line(_ number: Int) -> String? {
        guard (1...lineCount).contains(number) else { return nil }
        var scalars = Substring(encoding.decode(bytes(ofLine: number))).unicodeScalars
        if number < lineCount, let last = scalars.popLast(), last == "\n", scalars.last == "\r" {
            scalars.removeLast()
        }
        return String(Substring(scalars))
    }

    /// The bytes of a line with its end; none where there is no such line.
    func bytes(ofLine number: Int) -> ArraySlice<UInt8> {
        let starts = places.starts
        guard starts.indices.contains(number - 1) else { return [] }
        let end = number < starts.count ? Int(starts[number]) : bytes.count
        return bytes[min(Int(starts[number - 1]), end)..<end]
    }

    /// The text of a range, bytes that do not decode as U+FFFD.
    public func text(in span: SourceSpan) -> String {
        encoding.decode(bytes[span.byteRange.clamped(to: bytes.indices)])
    }

    private var places: LineTable.Places { content.lines.places(bytes, encoding) }

    /// Bytes, their encoding and the places in them, behind one reference.
    private final class Content: Sendable {
        let bytes: [UInt8]
        let encoding: SourceEncoding
        let lines = LineTable()

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            encoding = SourceEncoding(of: bytes)
        }
    }
}
