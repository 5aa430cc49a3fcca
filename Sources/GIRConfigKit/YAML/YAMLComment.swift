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

    /// Whether the text begins with a word of ASCII; found in the bytes, because nearly no comment does.
    func begins(with word: StaticString) -> Bool {
        let unit = source.encoding.isUTF16 ? 2 : 1
        let low = source.encoding == .utf16BigEndian ? 1 : 0
        let bytes = source.bytes[span.byteRange.clamped(to: source.bytes.indices)]
        var at = bytes.startIndex + unit
        while at + unit <= bytes.endIndex, UTF8Scan.isBlank(bytes[at + low]) { at += unit }
        return word.withUTF8Buffer { word in
            at + unit * word.count <= bytes.endIndex
                && word.indices.allSatisfy { bytes[at + low + unit * $0] == word[$0] }
        }
    }
}
