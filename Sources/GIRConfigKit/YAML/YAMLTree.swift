/// The values of a source, or of a part of it, in the order in which they are written.
///
/// A value is five words in one array, and its text stays where it was read: a large file is neither copied nor
/// scattered over the memory. ``YAMLNode`` is the view of it that the rest of the program has.
final class YAMLTree: Sendable {
    /// How a value is written.
    enum Kind: UInt8 {
        case plain, singleQuoted, doubleQuoted, literal, folded, sequence, mapping, alias

        var isScalar: Bool { rawValue <= Kind.folded.rawValue }
    }

    /// A value; what is inside of it follows it.
    struct Entry {
        let kind: Kind
        /// Whether it is one of `properties`.
        let hasProperties: Bool
        /// The bytes of the source that it is written in.
        let start: UInt32
        var end: UInt32
        /// The entry behind it and all that is inside of it.
        var next: Int32
        /// The text of a scalar in `texts`, -1 where the source has it word by word; of an alias the entry that it
        /// stands for, -1 inside of that one.
        let link: Int32
    }

    /// What few values have.
    struct Properties {
        let entry: Int32
        let tag: String?
        /// The name behind `&` or, of an alias, behind `*`.
        let name: String?
    }

    /// A document: the bytes from its head to its end, and its value, -1 where it has none.
    struct Document {
        let start: UInt32
        let end: UInt32
        let root: Int32
        let isComplete: Bool
    }

    /// A comment: the bytes from the `#` to the last character.
    struct Comment {
        let start: UInt32
        private let endAndKind: UInt32

        var end: UInt32 { endAndKind >> 1 }
        /// Whether something else stands before it on its line.
        var isTrailing: Bool { endAndKind & 1 == 1 }

        // Some files are hardly more than comments: no source has so many bytes that a bit would be missing.
        init(start: UInt32, end: UInt32, isTrailing: Bool) {
            self.start = start
            endAndKind = end << 1 | (isTrailing ? 1 : 0)
        }
    }

    let source: SourceText
    private let bytes: [UInt8]
    let entries: [Entry]
    let documents: [Document]
    let comments: [Comment]
    private let texts: [String]
    /// In the order of the entries.
    private let properties: [Properties]

    init(
        _ source: SourceText,
        entries: [Entry],
        texts: [String],
        properties: [Properties],
        documents: [Document],
        comments: [Comment]
    ) {
        self.source = source
        bytes = source.bytes
        self.entries = entries
        self.texts = texts
        self.properties = properties
        self.documents = documents
        self.comments = comments
    }

    /// Whether a value stands for another one.
    var hasAliases: Bool { entries.contains { $0.kind == .alias } }

    /// The entry with the content of a value: its own or, of an alias, that of its anchor.
    ///
    /// An alias inside of the value that it names stands for itself, and has no content.
    func content(of entry: Int) -> Int {
        entries[entry].kind == .alias && entries[entry].link >= 0 ? Int(entries[entry].link) : entry
    }

    /// What the content of a value is.
    func kind(of entry: Int) -> Kind { entries[content(of: entry)].kind }

    /// The entries of the items of a sequence, or of the keys and values of a mapping in turns.
    func children(of entry: Int) -> some Sequence<Int> {
        let content = content(of: entry)
        let end = entries[content].kind.isScalar ? content : Int(entries[content].next)
        return sequence(first: content + 1) { Int(self.entries[$0].next) }.prefix { $0 < end }
    }

    /// Where a value is written.
    func span(of entry: Int) -> SourceSpan {
        source.span(Int(entries[entry].start)..<Int(entries[entry].end))
    }

    /// The tag, the anchor or the name of an alias, where there is one.
    func properties(of entry: Int) -> Properties? {
        guard entries[entry].hasProperties else { return nil }
        var (low, high) = (0, properties.count)
        while low < high {
            let middle = (low + high) / 2
            if properties[middle].entry < entry { low = middle + 1 } else { high = middle }
        }
        return low < properties.count && properties[low].entry == entry ? properties[low] : nil
    }

    /// The text of a scalar; nil for a collection.
    func text(of entry: Int) -> String? { withText(of: entry) { String(decoding: $0, as: UTF8.self) } }

    /// Reads the bytes of the text of a scalar, which are in UTF-8, where they are; nil for a collection.
    @inline(__always)
    func withText<Result>(of entry: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        let value = entries[content(of: entry)]
        guard value.kind.isScalar else {
            return value.kind == .alias ? body(UnsafeBufferPointer(start: nil, count: 0)) : nil
        }
        if value.link >= 0 {
            var text = texts[Int(value.link)]
            return text.withUTF8(body)
        }
        let quote = value.kind == .plain ? 0 : 1
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[Int(value.start) + quote..<Int(value.end) - quote]))
        }
    }

    /// Those of some comments that a look at their bytes picks.
    @inline(__always)
    func comments(_ indices: Range<Int>, where isPicked: (CommentBytes) -> Bool) -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            indices.filter { isPicked(CommentBytes(comments[$0], in: bytes, source.encoding)) }
        }
    }

    /// Whether the source has the text of a scalar word by word: it is on one line, and has no escapes.
    func isVerbatim(_ entry: Int) -> Bool {
        let value = entries[content(of: entry)]
        return value.kind.isScalar && value.link < 0
    }
}
