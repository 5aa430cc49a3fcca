/// A comment in a YAML source.
public struct YAMLComment: Sendable {
    private let tree: YAMLTree
    private let index: Int

    init(_ tree: YAMLTree, _ index: Int) {
        self.tree = tree
        self.index = index
    }

    /// Whether something else stands before it on its line.
    public var isTrailing: Bool { tree.comments[index].isTrailing }

    /// From the `#` to the last character that is no white space.
    public var span: SourceSpan {
        tree.source.span(Int(tree.comments[index].start)..<Int(tree.comments[index].end))
    }

    /// The text behind the `#`, without white space at either end.
    public var text: String {
        let text = tree.source.text(in: span).unicodeScalars.dropFirst()
        return String(Substring(text.drop { $0 == " " || $0 == "\t" }))
    }

    /// Whether the text begins with a word of ASCII.
    func begins(with word: StaticString) -> Bool { !tree.comments(index..<index + 1) { $0.begins(with: word) }.isEmpty }
}

/// The bytes of a comment where they are, from the `#` on: most comments are looked at and let be.
struct CommentBytes {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let encoding: SourceEncoding
    /// Whether something else stands before it on its line.
    let isTrailing: Bool

    init(_ comment: YAMLTree.Comment, in source: UnsafeBufferPointer<UInt8>, _ encoding: SourceEncoding) {
        bytes = UnsafeBufferPointer(rebasing: source[Int(comment.start)..<Int(comment.end)])
        self.encoding = encoding
        isTrailing = comment.isTrailing
    }

    /// The byte behind the `#`, of UTF-16 the lower one; nil where nothing is there.
    var first: UInt8? { unit + low < bytes.count ? bytes[unit + low] : nil }

    /// Whether the text begins with a word of ASCII.
    func begins(with word: StaticString) -> Bool {
        var at = unit + low
        while at < bytes.count, UTF8Scan.isBlank(bytes[at]) { at += unit }
        return word.withUTF8Buffer { word in
            at + unit * (word.count - 1) < bytes.count
                && word.indices.allSatisfy { bytes[at + unit * $0] == word[$0] }
        }
    }

    /// The bytes of a unit.
    private var unit: Int { encoding.isUTF16 ? 2 : 1 }
    /// Where the byte of an ASCII character is in its unit.
    private var low: Int { encoding == .utf16BigEndian ? 1 : 0 }
}
