/// Writes findings for people.
///
/// ```
/// error[GIR101]: password is written in clear text
///   --> application.yaml:12:13
///    |
/// 11 | cassandraCluster:
/// 12 |   password: ••••••••
///    |             ^^^^^^^^
///    = help: girctl encrypt --in-place application.yaml cassandraCluster.password
/// ```
struct TextReport {
    private let sources: [String: LintedSource]
    private let style: TerminalStyle

    init(_ sources: [LintedSource], style: TerminalStyle) {
        self.sources = Dictionary(sources.map { ($0.text.path, $0) }) { first, _ in first }
        self.style = style
    }

    /// The longest line of which a part is shown: to search more for secrets would take many times its size of memory.
    private static let longestLine = 1 << 16

    /// A place on a line that is marked.
    private struct Mark {
        let label: Label
        let isPrimary: Bool
    }

    /// The finding with the lines of the source that it is about.
    func text(_ diagnostic: Diagnostic) -> String {
        let start = diagnostic.primary.span.start
        let marks = Dictionary(grouping: marks(of: diagnostic)) { $0.label.span.start.line }
        let shown = Set(marks.keys).union(diagnostic.section.map { [$0.start.line] } ?? []).sorted()
        let gutter = "\(shown.last ?? 1)".count
        let indent = String(repeating: " ", count: gutter)
        let bar = style.paint("\(indent) |", .frame)

        let id = style.paint("\(diagnostic.severity.rawValue)[\(diagnostic.id)]", diagnostic.severity.role)
        var lines = ["\(id)\(style.paint(": \(DisplayText.safe(diagnostic.message))", .headline))"]
        let file = DisplayText.safe(diagnostic.file)
        lines.append("\(indent)\(style.paint("-->", .frame)) \(file):\(start.line):\(start.column)")
        if let source = sources[diagnostic.file] {
            lines.append(bar)
            var last: Int?
            for number in shown {
                if let last, number > last + 1 { lines.append(style.paint("...", .frame)) }
                last = number
                lines += snippet(number, of: source, marks[number] ?? [], gutter, bar, diagnostic.severity)
            }
        }
        for (title, texts) in [("note", diagnostic.notes), ("help", diagnostic.help)] {
            let sign = style.paint("\(indent) =", .frame)
            lines += texts.map { "\(sign) \(style.paint("\(title):", .headline)) \(DisplayText.safe($0))" }
        }
        return lines.joined(separator: "\n")
    }

    private func marks(of diagnostic: Diagnostic) -> [Mark] {
        [Mark(label: diagnostic.primary, isPrimary: true)]
            + diagnostic.secondary.map { Mark(label: $0, isPrimary: false) }
    }

    private func snippet(
        _ number: Int,
        of source: LintedSource,
        _ marks: [Mark],
        _ gutter: Int,
        _ bar: String,
        _ severity: Diagnostic.Severity
    ) -> [String] {
        let digits = "\(number)"
        let head = String(repeating: " ", count: gutter - digits.count) + digits
        let focus = marks.first { $0.isPrimary } ?? marks.first
        let length = source.text.bytes(ofLine: number).count
        guard length <= Self.longestLine else {
            return [style.paint("\(head) |", .frame) + " (a line of \(length) bytes)"]
        }
        let line = SnippetLine(
            source.text.line(number) ?? "",
            hiding: source.secrets.hidden(inLine: number, of: source.text),
            focus: (focus?.label.span.start.column ?? 1) - 1
        )
        var lines = [style.paint("\(head) |", .frame) + (line.text.isEmpty ? "" : " \(line.text)")]
        for mark in marks {
            let span = mark.label.span
            let range = line.marks(from: span.start.column, to: span.end.line == number ? span.end.column : nil)
            let sign = String(repeating: mark.isPrimary ? "^" : "-", count: range.count)
            let text = mark.label.text.isEmpty ? sign : "\(sign) \(DisplayText.safe(mark.label.text))"
            let blanks = String(repeating: " ", count: range.lowerBound)
            lines.append("\(bar) \(blanks)\(style.paint(text, mark.isPrimary ? severity.role : .frame))")
        }
        return lines
    }
}
