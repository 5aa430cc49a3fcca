import FoundationEssentials

/// Writes a report in one of the forms that people and programs read.
///
/// No form shows a secret.
public enum DiagnosticRenderer {
    /// The report for people: each finding with its lines of the source, then the counts; no line break at the end.
    public static func text(_ report: LintReport, isColoured: Bool) -> String {
        let writer = TextReport(report.sources, style: TerminalStyle(isColoured: isColoured))
        return (report.diagnostics.map(writer.text) + [report.summary]).joined(separator: "\n\n")
    }

    /// The report for programs: one JSON object of the schema `girctl.config-lint/1`, keys in alphabetical order.
    public static func json(_ report: LintReport) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts and whole numbers always encode.
        guard let data = try? encoder.encode(JSONLintReport(report)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
