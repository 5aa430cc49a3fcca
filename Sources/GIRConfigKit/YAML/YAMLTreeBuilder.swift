import CLibYAML

/// Makes trees of libyaml's events, on a stack of its own: the nesting of the text never becomes a nesting of calls.
struct YAMLTreeBuilder: ~Copyable {
    /// A collection that has begun and not ended.
    private struct Frame {
        let isMapping: Bool
        let start: SourcePosition
        let tag: String?
        let anchor: String?
        /// Where its children begin in `values`.
        let base: Int
        /// What no other frame has; the name behind `&` may be given again further inside.
        let serial: Int
        /// The number of values before it, those by aliases included: the difference at its end is its weight.
        let weightBefore: Int
        /// The levels of collections below it.
        var height = 0
    }

    /// What a name behind `&` stands for.
    private enum Anchor {
        /// A collection that has not ended; the number tells which.
        case open(Int)
        case closed(YAMLNode, weight: Int, height: Int)
    }

    private let text: UnsafeBufferPointer<UInt8>
    private let source: SourceText.Bytes
    private let limits: YAMLLimits
    private let maximumNodes: Int
    private var marks: MarkResolver
    private var gaps: YAMLGapScanner
    private var stream = YAMLStream()

    private var frames: [Frame] = []
    /// Finished children of all open collections; keys and values of a mapping take turns.
    private var values = YAMLNodeStack()
    private var anchors: [String: Anchor] = [:]
    /// The number of values that were read.
    private(set) var written = 0
    private var aliased = 0
    private var documentHead: (start: TextPoint, end: TextPoint)?
    private var lastQuoted: (start: TextPoint, end: TextPoint)?

    /// Makes a builder for the decoded text of a source, which must outlive it.
    ///
    /// - Parameter start: where the text begins in the whole text, of which it is a part.
    init(
        _ text: UnsafeBufferPointer<UInt8>,
        of source: SourceText.Bytes,
        _ limits: YAMLLimits,
        from start: MarkResolver.Start = .init()
    ) {
        self.text = text
        self.source = source
        self.limits = limits
        maximumNodes = limits.nodes(in: text.count)
        marks = MarkResolver(text, source.encoding, from: start)
        gaps = YAMLGapScanner(text)
    }

    /// Reads everything; `unreadable` is the offset in the text where bytes are no characters.
    mutating func build() -> (stream: YAMLStream, unreadable: Int?) {
        guard var reader = YAMLEventReader(text) else {
            fail(YAMLSyntaxError("there is not enough memory to read the source", marks.span(TextPoint(), TextPoint())))
            return (stream, nil)
        }
        do throws(YAMLSyntaxError) {
            while reader.next() {
                if try take(reader.event) { return (stream, nil) }
            }
        } catch {
            fail(error)
            return (stream, nil)
        }
        let failure = reader.failure
        fail(YAMLProblem(failure, text, lastQuoted).explained(&marks))
        return (stream, failure.kind == YAML_READER_ERROR ? failure.offset : nil)
    }

    /// Takes one event; true when it was the last.
    private mutating func take(_ event: UnsafeMutablePointer<yaml_event_t>) throws(YAMLSyntaxError) -> Bool {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: try takeScalar(event)
        case YAML_MAPPING_START_EVENT:
            let mapping = event.pointee.data.mapping_start
            try open(event, isMapping: true, tag: mapping.tag, anchor: mapping.anchor)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.pointee.data.sequence_start
            try open(event, isMapping: false, tag: sequence.tag, anchor: sequence.anchor)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: close(event)
        case YAML_ALIAS_EVENT: try takeAlias(event)
        case YAML_DOCUMENT_START_EVENT:
            documentHead = (marks.point(event.pointee.start_mark), marks.point(event.pointee.end_mark))
            anchors.removeAll(keepingCapacity: true)
        case YAML_DOCUMENT_END_EVENT: endDocument(event)
        case YAML_STREAM_END_EVENT:
            gaps.scan(upTo: marks.point(event.pointee.end_mark))
            takeComments()
            return true
        default: break
        }
        return false
    }

    // MARK: Values

    private mutating func takeScalar(_ event: UnsafeMutablePointer<yaml_event_t>) throws(YAMLSyntaxError) {
        let data = event.pointee.data.scalar
        let tag = tagText(data.tag)
        let anchor = data.anchor.map { String(cString: $0) }
        var start = marks.point(event.pointee.start_mark)
        var end = marks.point(event.pointee.end_mark)
        let style = YAMLScalar.Style(data.style)
        if style == .plain && data.length == 0 {
            // Nothing is written; libyaml's mark may be as far away as the next token.
            start = gaps.scanForLastSignificant(upTo: end)
            end = start
        } else {
            let properties = (tag == nil ? 0 : 1) + (anchor == nil ? 0 : 1)
            if properties > 0 { start = gaps.skipProperties(properties, from: start) }
            gaps.scan(upTo: start)
            if style == .literal || style == .folded {
                gaps.scanBlockHeader(from: start)
                end = gaps.endOfBlockScalar(from: start, to: end)
            } else if style != .plain {
                lastQuoted = (start, end)
            }
            gaps.resume(at: end)
        }
        takeComments()
        let value = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
        let span = marks.span(start, end)
        let node = YAMLNode(.scalar(YAMLScalar(text: value, style: style)), span, tag: tag, anchor: anchor)
        if let anchor { anchors[anchor] = .closed(node, weight: 1, height: 0) }
        try count(at: start)
        values.push(node)
    }

    private mutating func takeAlias(_ event: UnsafeMutablePointer<yaml_event_t>) throws(YAMLSyntaxError) {
        let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
        let start = marks.point(event.pointee.start_mark)
        let end = marks.point(event.pointee.end_mark)
        gaps.scan(upTo: start)
        gaps.resume(at: end)
        takeComments()
        let span = marks.span(start, end)
        try count(at: start)
        switch anchors[name] {
        case nil:
            let hint = "define it before with '&', or put the value in quotes when the '*' is meant as text"
            throw YAMLSyntaxError("the alias refers to an anchor that is not defined before it", span, hint: hint)
        case .open:
            let nothing = YAMLNode.Content.scalar(YAMLScalar(text: "", style: .plain))
            values.push(YAMLNode(nothing, span, alias: name, isRecursive: true))
        case .closed(let node, let weight, let height):
            aliased += weight
            guard aliased <= limits.maximumAliasedNodes else {
                let message = "aliases stand for more than \(limits.maximumAliasedNodes) values"
                throw YAMLSyntaxError(message, span, hint: "write the values out instead of nesting aliases")
            }
            guard frames.count + height <= limits.maximumDepth else { throw tooDeep(span) }
            raise(to: height)
            values.push(YAMLNode(node.content, span, tag: node.tag, alias: name))
        }
    }

    // MARK: Collections

    private mutating func open(
        _ event: UnsafeMutablePointer<yaml_event_t>,
        isMapping: Bool,
        tag: UnsafeMutablePointer<UInt8>?,
        anchor: UnsafeMutablePointer<UInt8>?
    ) throws(YAMLSyntaxError) {
        let tag = tagText(tag)
        let anchor = anchor.map { String(cString: $0) }
        var start = marks.point(event.pointee.start_mark)
        let properties = (tag == nil ? 0 : 1) + (anchor == nil ? 0 : 1)
        if properties > 0 { start = gaps.skipProperties(properties, from: start) }
        guard frames.count < limits.maximumDepth else { throw tooDeep(marks.span(start, start)) }
        try count(at: start)
        if let anchor { anchors[anchor] = .open(written) }
        frames.append(
            Frame(
                isMapping: isMapping,
                start: marks.position(start),
                tag: tag,
                anchor: anchor,
                base: values.count,
                serial: written,
                weightBefore: written + aliased
            )
        )
    }

    private mutating func close(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let endMark = event.pointee.end_mark
        // Only a bracket has a width; a block ends where the next token happens to be.
        let isBracket = endMark.index > event.pointee.start_mark.index
        closeFrame(end: isBracket ? marks.position(marks.point(endMark)) : nil)
    }

    /// Ends the innermost collection; without `end`, where its last child does.
    private mutating func closeFrame(end: SourcePosition?) {
        guard let frame = frames.popLast() else { return }
        let lastEnd = values.count > frame.base ? values.last?.span.end : nil
        let span = SourceSpan(start: frame.start, end: end ?? max(frame.start, lastEnd ?? frame.start))
        let content: YAMLNode.Content =
            frame.isMapping
            ? .mapping(values.popPairs(from: frame.base)) : .sequence(values.popItems(from: frame.base))
        let node = YAMLNode(content, span, tag: frame.tag, anchor: frame.anchor)
        if let anchor = frame.anchor, case .open(frame.serial) = anchors[anchor] {
            let weight = written + aliased - frame.weightBefore + 1
            anchors[anchor] = .closed(node, weight: weight, height: frame.height + 1)
        }
        raise(to: frame.height + 1)
        values.push(node)
    }

    // MARK: Documents

    private mutating func endDocument(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let end = event.pointee.data.document_end.implicit == 0 ? marks.point(event.pointee.end_mark) : nil
        finishDocument(end: end, isComplete: true)
    }

    private mutating func finishDocument(end: TextPoint?, isComplete: Bool) {
        guard let head = documentHead else { return }
        let root = values.popItems(from: 0).last.flatMap { $0.isEmpty && $0.anchor == nil ? nil : $0 }
        let lastEnd = end.map { marks.position($0) } ?? root?.span.end ?? marks.position(head.end)
        let span = SourceSpan(start: marks.position(head.start), end: lastEnd)
        stream.documents.append(YAMLDocument(root: root, span: span, isComplete: isComplete))
        documentHead = nil
    }

    private mutating func fail(_ error: YAMLSyntaxError) {
        stream.failure = error
        while !frames.isEmpty { closeFrame(end: nil) }
        finishDocument(end: nil, isComplete: false)
    }

    // MARK: Small things

    @inline(__always)
    private mutating func takeComments() {
        if !gaps.comments.isEmpty { takeFoundComments() }
    }

    private mutating func takeFoundComments() {
        for comment in gaps.comments {
            let span = marks.span(comment.start, comment.end)
            stream.comments.append(YAMLComment(span, isTrailing: comment.isTrailing, in: source))
        }
        gaps.comments.removeAll(keepingCapacity: true)
    }

    private mutating func count(at point: TextPoint) throws(YAMLSyntaxError) {
        written += 1
        guard written <= maximumNodes else {
            throw YAMLSyntaxError("the source has more than \(maximumNodes) values", marks.span(point, point))
        }
    }

    private mutating func raise(to height: Int) {
        guard let last = frames.indices.last else { return }
        frames[last].height = max(frames[last].height, height)
    }

    private func tooDeep(_ span: SourceSpan) -> YAMLSyntaxError {
        YAMLSyntaxError("the value is nested deeper than \(limits.maximumDepth) levels", span)
    }

    /// A tag as it is usually written, libyaml having resolved `!!`.
    private func tagText(_ tag: UnsafeMutablePointer<UInt8>?) -> String? {
        guard let tag else { return nil }
        let text = String(cString: tag)
        let prefix = "tag:yaml.org,2002:"
        return text.hasPrefix(prefix) ? "!!" + text.dropFirst(prefix.count) : text
    }
}

extension YAMLScalar.Style {
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
