/// Where the secrets of a source are written.
///
/// The tree tells most of it. What the tree cannot tell, because the source is not YAML, because a space is missing
/// behind a colon or because it stands in a comment, is looked for in the text of each line that is to be shown.
struct SecretMask: Sendable {
    private let spans: [SourceSpan]
    private let isPartlyUnread: Bool
    private let linesBelowSecrets = LinesBelowSecrets()

    /// The mask of a source of which nothing is shown.
    static let nothing = SecretMask(YAMLStream(), OptionCatalogue([]))

    /// Finds the secrets of a source.
    init(_ stream: YAMLStream, _ catalogue: OptionCatalogue) {
        let found = stream.trees.flatMap { SecretFinder($0, catalogue).spans }
        let lines = Set(found.map(\.end.line))
        // `pass #word` leaves half of a password in a comment.
        let comments =
            lines.isEmpty
            ? [] : stream.comments.filter { $0.isTrailing && lines.contains($0.span.start.line) }.map(\.span)
        spans = Self.disjoint(found + comments)
        isPartlyUnread = stream.failure != nil
    }

    /// The scalars of a line that are not to be shown, in order and apart from each other.
    func hidden(inLine number: Int, of source: SourceText) -> [Range<Int>] {
        guard let line = source.line(number) else { return [] }
        let length = line.unicodeScalars.count
        if isPartlyUnread, linesBelowSecrets.contains(number, of: source) { return length == 0 ? [] : [0..<length] }
        var ranges: [Range<Int>] = []
        for span in spans[firstSpan(endingAtOrBehind: number)...].prefix(while: { $0.start.line <= number }) {
            let start = span.start.line == number ? span.start.column - 1 : 0
            let end = span.end.line == number ? span.end.column - 1 : length
            if start < min(end, length) { ranges.append(start..<min(end, length)) }
        }
        let isKnown = { (start: Int) in !isPartlyUnread && ranges.contains { $0.lowerBound == start } }
        if let value = SecretName.valueRange(in: line), !isKnown(value.lowerBound) {
            ranges.append(value)
        }
        return Self.merged(ranges)
    }

    private func firstSpan(endingAtOrBehind line: Int) -> Int {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].end.line < line { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The spans in order and apart from each other, so that their ends are in order too.
    private static func disjoint(_ spans: [SourceSpan]) -> [SourceSpan] {
        var result: [SourceSpan] = []
        for span in spans.sorted(by: { $0.start < $1.start }) {
            if let last = result.last, span.start < last.end {
                result[result.count - 1] = SourceSpan(start: last.start, end: max(last.end, span.end))
            } else {
                result.append(span)
            }
        }
        return result
    }

    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound < last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
