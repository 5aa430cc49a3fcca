/// The bytes of a file together with the places in them.
///
/// Nothing is computed until it is asked for: a source that has no findings never pays for its line table.
public struct SourceText: Sendable {
    /// The path as the user wrote it, for messages.
    public let path: String
    /// The content, which comments share.
    let content: Bytes
    private let lines: LineTable

    /// Makes a source of a file's bytes; they need not be valid in any encoding.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        content = Bytes(bytes)
        lines = LineTable()
    }

    /// The bytes as they were read.
    public var bytes: [UInt8] { content.bytes }
    /// How the bytes stand for characters.
    public var encoding: SourceEncoding { content.encoding }

    /// The number of lines; a line break at the end opens a last, empty line.
    public var lineCount: Int { lineStarts.count }

    /// The line and column of a byte; an offset outside of the source counts as its nearest end.
    public func position(atOffset offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        let starts = lineStarts
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = bytes[min(starts[low], offset)..<offset]
        return SourcePosition(
            offset: offset,
            line: low + 1,
            column: encoding.decode(before).unicodeScalars.count + 1
        )
    }

    /// The text of a line without its end, bytes that do not decode as U+FFFD; nil where there is no such line.
    public func line(_ number: Int) -> String? {
        let starts = lineStarts
        guard starts.indices.contains(number - 1) else { return nil }
        let start = starts[number - 1]
        let end = number < starts.count ? starts[number] : bytes.count
        var scalars = Substring(encoding.decode(bytes[start..<max(start, end)])).unicodeScalars
        if number < starts.count, let last = scalars.popLast(), last == "\n", scalars.last == "\r" {
            scalars.removeLast()
        }
        return String(Substring(scalars))
    }

    /// The bytes of a line with its end; none where there is no such line.
    func bytes(ofLine number: Int) -> ArraySlice<UInt8> {
        let starts = lineStarts
        guard starts.indices.contains(number - 1) else { return [] }
        return bytes[starts[number - 1]..<(number < starts.count ? starts[number] : bytes.count)]
    }

    /// The text of a range, bytes that do not decode as U+FFFD.
    public func text(in span: SourceSpan) -> String { content.decode(span) }

    private var lineStarts: [Int] { lines.starts(bytes, encoding) }

    /// Bytes and their encoding, behind one reference.
    final class Bytes: Sendable {
        let bytes: [UInt8]
        let encoding: SourceEncoding

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            encoding = SourceEncoding(of: bytes)
        }

        func decode(_ span: SourceSpan) -> String {
            encoding.decode(bytes[span.byteRange.clamped(to: bytes.indices)])
        }
    }
}
