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

    /// The byte behind the `#`, of UTF-16 the lower one; nil where nothing is there.
    var firstByte: UInt8? {
        tree.withComment(index) { bytes in
            let at = tree.source.encoding.isUTF16 ? 2 + Self.low(tree.source.encoding) : 1
            return at < bytes.count ? bytes[at] : nil
        }
    }

    /// Whether the text begins with a word of ASCII; found in the bytes, because nearly no comment does.
    func begins(with word: StaticString) -> Bool {
        let unit = tree.source.encoding.isUTF16 ? 2 : 1
        let low = Self.low(tree.source.encoding)
        return tree.withComment(index) { bytes in
            var at = unit + low
            while at < bytes.count, UTF8Scan.isBlank(bytes[at]) { at += unit }
            return word.withUTF8Buffer { word in
                at + unit * (word.count - 1) < bytes.count
                    && word.indices.allSatisfy { bytes[at + unit * $0] == word[$0] }
            }
        }
    }

    /// Where the byte of an ASCII character is in its unit.
    private static func low(_ encoding: SourceEncoding) -> Int { encoding == .utf16BigEndian ? 1 : 0 }
}
