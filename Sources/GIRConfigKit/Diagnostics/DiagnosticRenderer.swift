import FoundationEssentials

/// Writes a report in one of the forms that people and programs read.
///
/// No form shows a secret, and none ends with a line break.
public enum DiagnosticRenderer {
    /// The report in a form.
    ///
    /// - Parameters:
    ///   - version: The version of the program, for the forms that name it.
    ///   - isColoured: Whether the text for people has colours.
    public static func render(
        _ report: LintReport,
        as format: ReportFormat,
        version: String,
        isColoured: Bool = false
    ) -> String {
        switch format {
        case .checkstyle: CheckstyleReport.text(report)
        case .concise: ConciseReport.text(report)
        case .github: GitHubReport.text(report)
        case .gitlab: encoded(GitLabReport.issues(report))
        case .json: json(report)
        case .junit: JUnitReport.text(report)
        case .sarif: encoded(SARIFLog(report, version: version))
        case .text: text(report, isColoured: isColoured)
        }
    }

    /// The most findings of one rule that people are shown: more of the same hide the others.
    static let maximumShown = 50

    /// The report for people: the findings that count with their lines of the source, then the counts.
    ///
    /// Of one rule it shows the first ``maximumShown`` and says how many more there are; the other forms have all that are
    /// told.
    public static func text(_ report: LintReport, isColoured: Bool) -> String {
        let writer = TextReport(report.sources, style: TerminalStyle(isColoured: isColoured))
        var counts: [String: Int] = [:]
        let shown = report.active.filter {
            counts[$0.id, default: 0] += 1
            return counts[$0.id, default: 0] <= maximumShown
        }
        counts.merge(report.omittedByRule, uniquingKeysWith: +)
        let more = counts.filter { $0.value > maximumShown }.sorted { $0.key < $1.key }.map {
            "\($0.value - maximumShown) more of \($0.key) not shown: "
                + "see \(report.omittedByRule[$0.key] == nil ? "them all" : "more") with --format concise"
        }
        return (shown.map(writer.text) + more + [report.summary]).joined(separator: "\n\n")
    }

    /// The report for programs: one JSON object of the schema `girctl.config-lint/1`, keys in alphabetical order.
    public static func json(_ report: LintReport) -> String { encoded(JSONLintReport(report)) }

    private static func encoded(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts and whole numbers always encode.
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
