/// Reads YAML 1.1 into trees that know where everything is written.
///
/// libyaml scans and parses; this adds what a linter needs and libyaml's own tree lacks: exact ends, comments,
/// duplicate keys, and limits.
public enum YAMLComposer {
    /// Reads a source; what was read before a failure is in the result.
    ///
    /// - Parameters:
    ///   - source: UTF-8, or UTF-16 with a byte order mark.
    ///   - limits: What the source may ask for.
    public static func compose(_ source: SourceText, limits: YAMLLimits = .standard) -> YAMLStream {
        guard source.bytes.count <= limits.maximumBytes else {
            let start = SourcePosition(offset: 0, line: 1, column: 1)
            let message = "the source has \(source.bytes.count) bytes, more than the \(limits.maximumBytes) allowed"
            return YAMLStream(failure: YAMLSyntaxError(message, SourceSpan(start: start, end: start)))
        }
        let decoded = DecodedSource(source)
        if let stream = composeParts(decoded, of: source, limits) { return stream }
        let undecoded = decoded.failure.map { failure in
            let span = source.span(failure.offset..<failure.offset)
            return YAMLSyntaxError(failure.message, span, hint: "save the file as UTF-8")
        }
        let (stream, unreadable) = build(decoded.utf8, of: source, limits, unread: undecoded)
        guard let unreadable, let failure = stream.failure else { return stream }
        // libyaml decodes far ahead of what it parses: read again what lies before the line it stumbled over.
        let readable = decoded.utf8.prefix(upTo: lineStart(before: unreadable, in: decoded.utf8))
        return build(readable, of: source, limits, unread: failure).stream
    }

    /// Reads the documents of a large source in several parts at once; nil where there is only one part, and where there
    /// is a failure, which only reading from the start explains.
    private static func composeParts(
        _ decoded: DecodedSource,
        of source: SourceText,
        _ limits: YAMLLimits
    ) -> YAMLStream? {
        guard !source.encoding.isUTF16, decoded.utf8.count >= DocumentParts.worthwhile else { return nil }
        let ranges = DocumentParts(decoded.utf8).ranges
        guard ranges.count > 1 else { return nil }
        let trees: [YAMLTree?] = Concurrent.map(ranges.count) { number in
            decoded.utf8[ranges[number]].withUnsafeBufferPointer { text in
                let start = ranges[number].lowerBound - decoded.utf8.startIndex
                var builder = YAMLTreeBuilder(text, of: source, limits, from: start)
                _ = builder.build()
                return builder.failure == nil ? builder.tree() : nil
            }
        }
        let whole = trees.compactMap(\.self)
        guard whole.count == trees.count,
            whole.reduce(0, { $0 + $1.entries.count }) <= limits.nodes(in: decoded.utf8.count)
        else { return nil }
        return YAMLStream(trees: whole)
    }

    /// Reads a text; `unread` is why the source cannot be read beyond its end.
    private static func build(
        _ utf8: ArraySlice<UInt8>,
        of source: SourceText,
        _ limits: YAMLLimits,
        unread: YAMLSyntaxError?
    ) -> (stream: YAMLStream, unreadable: Int?) {
        utf8.withUnsafeBufferPointer { text in
            var builder = YAMLTreeBuilder(text, of: source, limits)
            let unreadable = builder.build()
            guard let unread else {
                return (YAMLStream(trees: [builder.tree()], failure: builder.failure), unreadable)
            }
            // A failure on the last line may only say that the readable part ends too soon.
            if let failure = builder.failure, failure.position.start.line < unread.position.start.line {
                return (YAMLStream(trees: [builder.tree()], failure: failure), unreadable)
            }
            return (YAMLStream(trees: [builder.tree(isCut: true)], failure: unread), nil)
        }
    }

    /// The index at which the line of a byte starts.
    private static func lineStart(before offset: Int, in utf8: ArraySlice<UInt8>) -> Int {
        let end = min(utf8.startIndex + offset, utf8.endIndex)
        let lineEnd = utf8[..<end].lastIndex { $0 == 0x0A || $0 == 0x0D }
        return lineEnd.map { $0 + 1 } ?? utf8.startIndex
    }
}
