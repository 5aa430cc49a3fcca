import GIRPKI

/// A change of a configuration as a unified diff without context, in which no secret can be read.
public struct MaskedDiff: Sendable {
    /// The hunks, line by line: `@@ -8 +8 @@ cassandraCluster.password`, then the old lines, then the new one.
    public let lines: [String]

    init(of edits: [ScalarReplacement], in source: SourceText, _ stream: YAMLStream) {
        let mask = SecretMask(stream, .standard)
        var groups: [[ScalarReplacement]] = []
        for edit in edits.sorted(by: { $0.span.start < $1.span.start }) {
            if let last = groups.last?.last, edit.span.start.line <= last.span.end.line {
                groups[groups.count - 1].append(edit)
            } else {
                groups.append([edit])
            }
        }
        var lines: [String] = []
        var shift = 0
        for group in groups {
            let hunk = Hunk(group, source, mask)
            lines.append(hunk.header(shiftedBy: shift))
            lines += hunk.old.map { "-" + $0 } + hunk.new.map { "+" + $0 }
            shift += hunk.new.count - hunk.old.count
        }
        self.lines = lines
    }
}

/// Changes that stand in the same lines.
private struct Hunk {
    private let edits: [ScalarReplacement]
    private let start: Int
    private(set) var old: [String] = []
    private(set) var new: [String] = []

    init(_ edits: [ScalarReplacement], _ source: SourceText, _ mask: SecretMask) {
        self.edits = edits
        start = edits.first?.span.start.line ?? 1
        let end = edits.last?.span.end.line ?? start
        var rest = edits[...]
        var column = 1
        var line = ""
        for number in start...max(start, end) {
            let text = MaskedLine(number, source, mask, hiding: edits.map(\.span))
            old.append(text.shown(from: 1, to: .max))
            while let edit = rest.first, edit.span.start.line == number {
                line += text.shown(from: column, to: edit.span.start.column) + edit.shown
                column = edit.span.end.column
                rest = rest.dropFirst()
                // What follows stands behind the last line of the old value.
                if edit.span.end.line > number { break }
            }
            let isInside = edits.contains { $0.span.start.line <= number && number < $0.span.end.line }
            guard !isInside else { continue }
            new.append(line + text.shown(from: column, to: .max))
            (line, column) = ("", 1)
        }
    }

    func header(shiftedBy shift: Int) -> String {
        func range(_ start: Int, _ count: Int) -> String { count == 1 ? "\(start)" : "\(start),\(count)" }
        let paths = edits.map(\.path).joined(separator: ", ")
        return "@@ -\(range(start, old.count)) +\(range(start + shift, new.count)) @@ \(paths)"
    }
}

/// A line of which secrets are shown as dots.
private struct MaskedLine {
    private let scalars: [Unicode.Scalar]
    private let hidden: [Range<Int>]

    init(_ number: Int, _ source: SourceText, _ mask: SecretMask, hiding spans: [SourceSpan]) {
        let scalars = Array((source.line(number) ?? "").unicodeScalars)
        let own = spans.compactMap { span -> Range<Int>? in
            guard span.start.line <= number, number <= span.end.line else { return nil }
            let start = span.start.line == number ? span.start.column - 1 : 0
            let end = span.end.line == number ? span.end.column - 1 : scalars.count
            return start < end ? start..<end : nil
        }
        self.scalars = scalars
        hidden = (own + mask.hidden(inLine: number, of: source)).sorted { $0.lowerBound < $1.lowerBound }
    }

    /// The part between two columns, the second not included.
    func shown(from start: Int, to end: Int) -> String {
        let end = min(end - 1, scalars.count)
        var at = min(start - 1, end)
        var text = String.UnicodeScalarView()
        for range in hidden where range.upperBound > at && range.lowerBound < end {
            if range.lowerBound > at { text.append(contentsOf: scalars[at..<range.lowerBound]) }
            text.append(contentsOf: Secret.mask.unicodeScalars)
            at = min(range.upperBound, end)
        }
        text.append(contentsOf: scalars[at..<end])
        return String(text)
    }
}
