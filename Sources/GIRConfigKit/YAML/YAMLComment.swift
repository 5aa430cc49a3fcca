/// A comment in a YAML source.
public struct YAMLComment: Sendable {
    private let source: SourceText
    private let range: Range<Int>
    /// Whether something else stands before it on its line.
    public let isTrailing: Bool

    init(_ tree: YAMLTree, _ index: Int) {
        let comment = tree.comments[index]
        source = tree.source
        range = Int(comment.start)..<Int(comment.end)
        isTrailing = comment.isTrailing
    }

    /// From the `#` to the last character that is no white space.
    public var span: SourceSpan { source.span(range) }

    /// The text behind the `#`, without white space at either end.
    public var text: String {
        let text = source.encoding.decode(source.bytes[range]).unicodeScalars.dropFirst()
        return String(Substring(text.drop { $0 == " " || $0 == "\t" }))
    }

    /// The byte behind the `#`, of UTF-16 the lower one; nil where nothing is there.
    var firstByte: UInt8? { byte(at: 1) }

    /// Whether the text begins with a word of ASCII; found in the bytes, because nearly no comment does.
    func begins(with word: StaticString) -> Bool {
        var start = 1
        while let byte = byte(at: start), UTF8Scan.isBlank(byte) { start += 1 }
        return word.withUTF8Buffer { word in word.indices.allSatisfy { byte(at: start + $0) == word[$0] } }
    }

    private func byte(at index: Int) -> UInt8? {
        let unit = source.encoding.isUTF16 ? 2 : 1
        let low = source.encoding == .utf16BigEndian ? 1 : 0
        let at = range.lowerBound + index * unit + low
        return at < range.upperBound ? source.bytes[at] : nil
    }
}
