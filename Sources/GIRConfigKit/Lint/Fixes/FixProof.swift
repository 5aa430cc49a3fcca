/// Proves that edits of a source change what they touch and nothing else.
///
/// Both sources are read, and what each holds is written down as one flat list: where collections begin and end, the
/// scalars with their tags, anchors, aliases and styles, and the comments. Without the entries that an edit touches the
/// two lists must be the same.
struct FixProof {
    private enum Entry: Equatable {
        case comment(String)
        case end
        case mapping(Properties)
        case scalar(YAMLScalar, Properties)
        case sequence(Properties)
    }

    private struct Properties: Equatable {
        let tag: String?
        let anchor: String?
        let alias: String?

        init(_ node: YAMLNode) {
            tag = node.tag
            anchor = node.anchor
            alias = node.alias
        }
    }

    let old: SourceText
    let new: SourceText
    let edits: [SourceEdit]

    /// Whether it is so.
    var holds: Bool {
        let (before, after) = (YAMLComposer.compose(old), YAMLComposer.compose(new))
        guard before.failure == nil, after.failure == nil, before.documents.count == after.documents.count else {
            return false
        }
        return entries(of: before, besides: touched(inNew: false)) == entries(of: after, besides: touched(inNew: true))
    }

    /// The ranges of the edits in the old or in the new source, in order.
    private func touched(inNew: Bool) -> [Range<Int>] {
        var shift = 0
        return edits.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { edit in
            guard inNew else { return edit.range }
            let start = edit.range.lowerBound + shift
            shift += edit.replacement.count - edit.range.count
            return start..<start + edit.replacement.count
        }
    }

    private func entries(of stream: YAMLStream, besides ranges: [Range<Int>]) -> [Entry] {
        var list = EntryList(ranges)
        for document in stream.documents {
            if let root = document.root { list.add(root) }
        }
        for comment in stream.comments where !list.isTouched(comment.span) {
            list.entries.append(.comment(comment.text))
        }
        return list.entries
    }

    private struct EntryList {
        var entries: [Entry] = []
        private let ranges: [Range<Int>]

        init(_ ranges: [Range<Int>]) { self.ranges = ranges }

        // The composer's limits bound the depth of the recursion.
        mutating func add(_ node: YAMLNode) {
            // What an alias stands for is compared where it is written.
            if node.alias != nil || node.scalar != nil {
                let scalar = node.alias == nil ? node.scalar : nil
                if !isTouched(node.span) {
                    entries.append(.scalar(scalar ?? YAMLScalar(text: "", style: .plain), Properties(node)))
                }
                return
            }
            // A collection that an edit puts in or takes out whole is no part of the comparison.
            if isInside(node.span) { return }
            entries.append(node.isMapping ? .mapping(Properties(node)) : .sequence(Properties(node)))
            for item in node.items { add(item) }
            for pair in node.pairs {
                add(pair.key)
                add(pair.value)
            }
            entries.append(.end)
        }

        /// Whether an edit changes the range or puts something at one of its ends.
        func isTouched(_ span: SourceSpan) -> Bool {
            let at = firstRange(endingAtOrBehind: span.start.offset)
            return at < ranges.count && ranges[at].lowerBound <= span.end.offset
        }

        private func isInside(_ span: SourceSpan) -> Bool {
            let at = firstRange(endingAtOrBehind: span.end.offset)
            return at < ranges.count && ranges[at].lowerBound <= span.start.offset && !ranges[at].isEmpty
        }

        private func firstRange(endingAtOrBehind offset: Int) -> Int {
            var (low, high) = (0, ranges.count)
            while low < high {
                let middle = (low + high) / 2
                if ranges[middle].upperBound < offset { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
