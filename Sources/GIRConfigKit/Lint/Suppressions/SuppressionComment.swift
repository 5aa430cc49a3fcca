/// A comment that asks for silence about some rules: `# girctl:ignore GIR012, GIR013 -- reason`.
///
/// Behind a value it is about its line. On a line of its own it is about the next line that is no comment.
struct SuppressionComment {
    /// A word of the comment that is to name a rule.
    struct Word {
        let text: String
        /// The rule; nil where there is none of that id or name.
        let rule: Rule?
    }

    /// Where the comment stands.
    let span: SourceSpan
    /// The line that it is about.
    let line: Int
    /// The rules that it names.
    let words: [Word]
    /// What stands behind `--`.
    let reason: String

    private static let marker: StaticString = "girctl:ignore"

    /// The suppressing comments of a source, the last one first.
    static func all(in stream: YAMLStream) -> [SuppressionComment] {
        var found: [SuppressionComment] = []
        // In nearly all files there is none, and lines need not be counted.
        guard !stream.comments(where: { $0.begins(with: marker) }).isEmpty else { return [] }
        // Several may stand above one line, and other comments between them.
        var below = (line: 0, target: 0)
        for comment in stream.comments.reversed() {
            let line = comment.span.start.line
            let target = comment.isTrailing ? line : below.line == line + 1 ? below.target : line + 1
            if !comment.isTrailing { below = (line, target) }
            guard comment.begins(with: marker), let one = SuppressionComment(comment, about: target) else { continue }
            found.append(one)
        }
        return found
    }

    private init?(_ comment: YAMLComment, about line: Int) {
        let text = comment.text.dropFirst(Self.marker.utf8CodeUnitCount)
        guard text.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
        let split = text.firstRange(of: "--")
        span = comment.span
        self.line = line
        reason = split.map { text[$0.upperBound...].trimmingBlanks() } ?? ""
        words = text[..<(split?.lowerBound ?? text.endIndex)].split(whereSeparator: { " ,\t".contains($0) }).map {
            Word(text: String($0), rule: RuleRegistry.rule(String($0)))
        }
    }
}
