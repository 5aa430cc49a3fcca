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
        let (stream, unreadable) = build(decoded.utf8, of: source, limits)
        if let unreadable, let failure = stream.failure {
            // libyaml decodes far ahead of what it parses: read again what lies before the line it stumbled over.
            let readable = decoded.utf8.prefix(upTo: lineStart(before: unreadable, in: decoded.utf8))
            var earlier = build(readable, of: source, limits).stream
            earlier.endUnread(at: failure)
            return earlier
        }
        guard let failure = decoded.failure else { return stream }
        var earlier = stream
        let start = source.position(atOffset: failure.offset)
        let hint = "save the file as UTF-8"
        let error = YAMLSyntaxError(failure.message, SourceSpan(start: start, end: start), hint: hint)
        earlier.endUnread(at: error)
        return earlier
    }

    /// Reads the documents of a large source in several parts at once; nil where there is only one part, and where there
    /// is a failure, which only reading from the start explains.
    private static func composeParts(
        _ decoded: DecodedSource,
        of source: SourceText,
        _ limits: YAMLLimits
    ) -> YAMLStream? {
        guard !source.encoding.isUTF16, decoded.utf8.count >= DocumentParts.worthwhile else { return nil }
        let parts = DocumentParts(decoded.utf8).parts
        guard parts.count > 1 else { return nil }
        let content = source.content
        let built = Concurrent.map(parts.count) { number in
            decoded.utf8[parts[number].range].withUnsafeBufferPointer { text in
                var builder = YAMLTreeBuilder(text, of: content, limits, from: parts[number].start)
                return (stream: builder.build().stream, written: builder.written)
            }
        }
        guard built.allSatisfy({ $0.stream.failure == nil }),
            built.reduce(0, { $0 + $1.written }) <= limits.nodes(in: decoded.utf8.count)
        else { return nil }
        var stream = YAMLStream()
        for part in built {
            stream.documents += part.stream.documents
            stream.comments += part.stream.comments
        }
        return stream
    }

    private static func build(
        _ utf8: ArraySlice<UInt8>,
        of source: SourceText,
        _ limits: YAMLLimits
    ) -> (stream: YAMLStream, unreadable: Int?) {
        utf8.withUnsafeBufferPointer { text in
            var builder = YAMLTreeBuilder(text, of: source.content, limits)
            return builder.build()
        }
    }

    /// The index at which the line of a byte starts.
    private static func lineStart(before offset: Int, in utf8: ArraySlice<UInt8>) -> Int {
        let end = min(utf8.startIndex + offset, utf8.endIndex)
        let lineEnd = utf8[..<end].lastIndex { $0 == 0x0A || $0 == 0x0D }
        return lineEnd.map { $0 + 1 } ?? utf8.startIndex
    }
}

extension YAMLStream {
    /// Replaces a failure that only says that the readable part ends too soon.
    fileprivate mutating func endUnread(at error: YAMLSyntaxError) {
        if let failure, failure.position.start.line < error.position.start.line { return }
        failure = error
        if let last = documents.popLast() {
            documents.append(YAMLDocument(root: last.root, span: last.span, isComplete: false))
        }
    }
}
