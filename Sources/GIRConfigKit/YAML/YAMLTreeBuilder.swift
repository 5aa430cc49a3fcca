import CLibYAML

/// Makes a tree of libyaml's events, on a stack of its own: the nesting of the text never becomes a nesting of calls.
struct YAMLTreeBuilder: ~Copyable {
    /// A collection that has begun and not ended.
    private struct Frame {
        let entry: Int
        /// The name behind `&`; it may be given again further inside.
        let anchor: String?
        /// The number of values before it, those by aliases included: the difference at its end is its weight.
        let weightBefore: Int
        /// The levels of collections below it.
        var height = 0
        /// The last of its children, and how many there are.
        var lastChild: Int?
        var children = 0
    }

    /// What a name behind `&` stands for; of a collection that has not ended the weight is 0.
    private struct Anchor {
        let entry: Int32
        var weight: Int32 = 0
        var height: Int32 = 0
    }

    private let text: UnsafeBufferPointer<UInt8>
    private let source: SourceText
    private let limits: YAMLLimits
    private let maximumNodes: Int
    private var marks: MarkResolver
    private var gaps: YAMLGapScanner
    private(set) var failure: YAMLSyntaxError?

    private var entries: [YAMLTree.Entry] = []
    private var texts: [String] = []
    private var properties: [YAMLTree.Properties] = []
    private var documents: [YAMLTree.Document] = []

    private var frames: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    private var aliased = 0
    private var documentHead: (start: UInt32, end: UInt32, firstEntry: Int)?
    private var lastQuoted: YAMLProblem.Quoted?

    /// Makes a builder for the decoded text of a source, which must outlive it.
    ///
    /// - Parameter start: where the text begins in the whole text, of which it is a part.
    init(_ text: UnsafeBufferPointer<UInt8>, of source: SourceText, _ limits: YAMLLimits, from start: Int = 0) {
        self.text = text
        self.source = source
        self.limits = limits
        maximumNodes = limits.nodes(in: text.count)
        marks = MarkResolver(text, of: source, from: start)
        gaps = YAMLGapScanner(text)
        // Configurations have a value in 20 bytes: what is not needed of it is never touched.
        entries.reserveAndFill(min(text.count / 16 + 16, maximumNodes))
    }

    /// Reads everything; the offset in the text where bytes are no characters, where there are such.
    mutating func build() -> Int? {
        guard var reader = YAMLEventReader(text) else {
            fail(YAMLSyntaxError("there is not enough memory to read the source", marks.span(0, 0)))
            return nil
        }
        do throws(YAMLSyntaxError) {
            while reader.next() {
                if try take(reader.event) { return nil }
            }
        } catch {
            fail(error)
            return nil
        }
        let failure = reader.failure
        fail(YAMLProblem(failure, text, lastQuoted, &marks).explained(&marks))
        return failure.kind == YAML_READER_ERROR ? failure.offset : nil
    }

    /// What was read; where the source goes on in a way that cannot be read, its last document is not complete.
    mutating func tree(isCut: Bool = false) -> YAMLTree {
        if isCut, let last = documents.popLast() {
            documents.append(.init(start: last.start, end: last.end, root: last.root, isComplete: false))
        }
        var comments = gaps.comments
        if source.encoding.isUTF16 || marks.offset(0) > 0 {
            for index in comments.indices {
                let (start, end) = (Int(comments[index].start), Int(comments[index].end))
                let isTrailing = comments[index].isTrailing
                comments[index] = .init(start: marks.offset(start), end: marks.offset(end), isTrailing: isTrailing)
            }
        }
        return YAMLTree(
            source,
            entries: entries,
            texts: texts,
            properties: properties,
            documents: documents,
            comments: comments
        )
    }

    /// The number of values that were read.
    var written: Int { entries.count }

    /// Takes one event; true when it was the last.
    private mutating func take(_ event: UnsafeMutablePointer<yaml_event_t>) throws(YAMLSyntaxError) -> Bool {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: try takeScalar(event)
        case YAML_MAPPING_START_EVENT:
            let mapping = event.pointee.data.mapping_start
            try open(event, .mapping, tag: mapping.tag, anchor: mapping.anchor)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.pointee.data.sequence_start
            try open(event, .sequence, tag: sequence.tag, anchor: sequence.anchor)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: close(event)
        case YAML_ALIAS_EVENT: try takeAlias(event)
        case YAML_DOCUMENT_START_EVENT:
            let start = marks.offset(marks.byte(event.pointee.start_mark))
            documentHead = (start, marks.offset(marks.byte(event.pointee.end_mark)), entries.count)
            anchors.removeAll(keepingCapacity: true)
        case YAML_DOCUMENT_END_EVENT: endDocument(event)
        case YAML_STREAM_END_EVENT:
            gaps.scan(upTo: marks.byte(event.pointee.end_mark))
            return true
        default: break
        }
        return false
    }

    // MARK: Values

    private mutating func takeScalar(_ event: UnsafeMutablePointer<yaml_event_t>) throws(YAMLSyntaxError) {
        let data = event.pointee.data.scalar
        let kind = YAMLTree.Kind(data.style)
        var start = marks.byte(event.pointee.start_mark)
        var end = marks.byte(event.pointee.end_mark)
        if kind == .plain && data.length == 0 {
            // Nothing is written; libyaml's mark may be as far away as the next token.
            start = gaps.scanForLastSignificant(upTo: end)
            end = start
        } else {
            let count = (data.tag == nil ? 0 : 1) + (data.anchor == nil ? 0 : 1)
            if count > 0 { start = gaps.skipProperties(count, from: start) }
            gaps.scan(upTo: start)
            if kind == .literal || kind == .folded {
                gaps.scanBlockHeader(from: start)
                end = gaps.endOfBlockScalar(from: start, to: end)
            } else if kind != .plain {
                lastQuoted = .init(quote: start, start: event.pointee.start_mark, end: event.pointee.end_mark)
            }
            gaps.resume(at: end)
        }
        try checkCount(start)
        let value = UnsafeBufferPointer(start: data.value, count: data.length)
        var link: Int32 = -1
        if !isVerbatim(value, kind, start, end) {
            link = Int32(truncatingIfNeeded: texts.count)
            texts.append(String(decoding: value, as: UTF8.self))
        }
        let entry = entries.count
        let hasProperties = addProperties(of: entry, data.tag, data.anchor)
        append(
            .init(
                kind: kind,
                hasProperties: hasProperties,
                start: marks.offset(start),
                end: marks.offset(end),
                next: Int32(truncatingIfNeeded: entry + 1),
                link: link
            )
        )
        if let anchor = data.anchor {
            anchors[String(cString: anchor)] = Anchor(entry: Int32(truncatingIfNeeded: entry), weight: 1)
        }
    }

    /// Whether the source has the text of a scalar word by word.
    @inline(__always)
    private func isVerbatim(
        _ value: UnsafeBufferPointer<UInt8>,
        _ kind: YAMLTree.Kind,
        _ start: Int,
        _ end: Int
    ) -> Bool {
        guard !source.encoding.isUTF16, kind != .literal, kind != .folded else { return false }
        let quote = kind == .plain ? 0 : 1
        guard end - start - 2 * quote == value.count else { return false }
        var at = 0
        while let word = UTF8Scan.word(value, at), word == UTF8Scan.word(text, start + quote + at) { at += 8 }
        while at < value.count && value[at] == text[start + quote + at] { at += 1 }
        return at == value.count
    }

    private mutating func takeAlias(_ event: UnsafeMutablePointer<yaml_event_t>) throws(YAMLSyntaxError) {
        let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
        let start = marks.byte(event.pointee.start_mark)
        let end = marks.byte(event.pointee.end_mark)
        gaps.scan(upTo: start)
        gaps.resume(at: end)
        try checkCount(start)
        guard let anchor = anchors[name] else {
            let hint = "define it before with '&', or put the value in quotes when the '*' is meant as text"
            let message = "the alias refers to an anchor that is not defined before it"
            throw YAMLSyntaxError(message, marks.span(start, end), hint: hint)
        }
        if anchor.weight > 0 {
            aliased += Int(anchor.weight)
            guard aliased <= limits.maximumAliasedNodes else {
                let message = "aliases stand for more than \(limits.maximumAliasedNodes) values"
                let hint = "write the values out instead of nesting aliases"
                throw YAMLSyntaxError(message, marks.span(start, end), hint: hint)
            }
            guard frames.count + Int(anchor.height) <= limits.maximumDepth else { throw tooDeep(start, end) }
            raise(to: Int(anchor.height))
        }
        properties.append(.init(entry: Int32(truncatingIfNeeded: entries.count), tag: nil, name: name))
        append(
            .init(
                kind: .alias,
                hasProperties: true,
                start: marks.offset(start),
                end: marks.offset(end),
                next: Int32(truncatingIfNeeded: entries.count + 1),
                link: anchor.weight > 0 ? anchor.entry : -1
            )
        )
    }

    // MARK: Collections

    private mutating func open(
        _ event: UnsafeMutablePointer<yaml_event_t>,
        _ kind: YAMLTree.Kind,
        tag: UnsafeMutablePointer<UInt8>?,
        anchor: UnsafeMutablePointer<UInt8>?
    ) throws(YAMLSyntaxError) {
        var start = marks.byte(event.pointee.start_mark)
        let count = (tag == nil ? 0 : 1) + (anchor == nil ? 0 : 1)
        if count > 0 { start = gaps.skipProperties(count, from: start) }
        guard frames.count < limits.maximumDepth else { throw tooDeep(start, start) }
        try checkCount(start)
        let entry = entries.count
        let weightBefore = entry + 1 + aliased
        let hasProperties = addProperties(of: entry, tag, anchor)
        let place = marks.offset(start)
        append(.init(kind: kind, hasProperties: hasProperties, start: place, end: place, next: 0, link: -1))
        let name = anchor.map { String(cString: $0) }
        if let name { anchors[name] = Anchor(entry: Int32(truncatingIfNeeded: entry)) }
        frames.append(Frame(entry: entry, anchor: name, weightBefore: weightBefore))
    }

    private mutating func close(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let endMark = event.pointee.end_mark
        // Only a bracket has a width; a block ends where the next token happens to be.
        let isBracket = endMark.index > event.pointee.start_mark.index
        closeFrame(end: isBracket ? marks.offset(marks.byte(endMark)) : nil)
    }

    /// Ends the innermost collection; without `end`, where its last child does.
    private mutating func closeFrame(end: UInt32?) {
        guard let frame = frames.popLast() else { return }
        let start = entries[frame.entry].start
        entries[frame.entry].end = end ?? max(start, frame.lastChild.map { entries[$0].end } ?? start)
        if entries[frame.entry].kind == .mapping, frame.children % 2 == 1, let key = frame.lastChild {
            // A key without its value, where reading ended between the two.
            entries.removeLast(entries.count - key)
        }
        entries[frame.entry].next = Int32(truncatingIfNeeded: entries.count)
        if let name = frame.anchor, let anchor = anchors[name], anchor.entry == frame.entry {
            let weight = Int32(truncatingIfNeeded: entries.count + aliased - frame.weightBefore + 1)
            anchors[name] = Anchor(entry: anchor.entry, weight: weight, height: Int32(frame.height + 1))
        }
        raise(to: frame.height + 1)
    }

    // MARK: Documents

    private mutating func endDocument(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let isExplicit = event.pointee.data.document_end.implicit == 0
        finishDocument(end: isExplicit ? marks.offset(marks.byte(event.pointee.end_mark)) : nil, isComplete: true)
    }

    private mutating func finishDocument(end: UInt32?, isComplete: Bool) {
        guard let head = documentHead else { return }
        documentHead = nil
        var root = entries.count > head.firstEntry ? head.firstEntry : nil
        if let first = root {
            let entry = entries[first]
            let isNothing = entry.kind == .plain && entry.start == entry.end && !entry.hasProperties
            if isNothing { root = nil }
        }
        documents.append(
            .init(
                start: head.start,
                end: end ?? root.map { entries[$0].end } ?? head.end,
                root: Int32(truncatingIfNeeded: root ?? -1),
                isComplete: isComplete
            )
        )
    }

    private mutating func fail(_ error: YAMLSyntaxError) {
        failure = error
        while !frames.isEmpty { closeFrame(end: nil) }
        finishDocument(end: nil, isComplete: false)
    }

    // MARK: Small things

    @inline(__always)
    private mutating func append(_ entry: YAMLTree.Entry) {
        if let last = frames.indices.last {
            frames[last].lastChild = entries.count
            frames[last].children += 1
        }
        entries.append(entry)
    }

    @inline(__always)
    private mutating func addProperties(
        of entry: Int,
        _ tag: UnsafeMutablePointer<UInt8>?,
        _ anchor: UnsafeMutablePointer<UInt8>?
    ) -> Bool {
        if tag == nil && anchor == nil { return false }
        let name = anchor.map { String(cString: $0) }
        properties.append(.init(entry: Int32(truncatingIfNeeded: entry), tag: tag.map(Self.tagText), name: name))
        return true
    }

    private mutating func checkCount(_ byte: Int) throws(YAMLSyntaxError) {
        guard entries.count < maximumNodes else {
            throw YAMLSyntaxError("the source has more than \(maximumNodes) values", marks.span(byte, byte))
        }
    }

    private mutating func raise(to height: Int) {
        guard let last = frames.indices.last else { return }
        frames[last].height = max(frames[last].height, height)
    }

    private mutating func tooDeep(_ start: Int, _ end: Int) -> YAMLSyntaxError {
        YAMLSyntaxError("the value is nested deeper than \(limits.maximumDepth) levels", marks.span(start, end))
    }

    /// A tag as it is usually written, libyaml having resolved `!!`.
    private static func tagText(_ tag: UnsafeMutablePointer<UInt8>) -> String {
        let text = String(cString: tag)
        let prefix = "tag:yaml.org,2002:"
        return text.hasPrefix(prefix) ? "!!" + text.dropFirst(prefix.count) : text
    }
}

extension YAMLTree.Kind {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
