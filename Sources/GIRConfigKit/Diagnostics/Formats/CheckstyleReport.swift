/// Writes the XML of Checkstyle: the files, and in each its findings.
enum CheckstyleReport {
    static func text(_ report: LintReport) -> String {
        let findings = Dictionary(grouping: report.active, by: \.file)
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, #"<checkstyle version="4.3">"#]
        for source in report.sources {
            lines.append("  <file\(XMLText.attributes(["name": FilePath.relative(source.text.path)]))>")
            lines += findings[source.text.path, default: []].map { "    <error\(attributes(of: $0))/>" }
            lines.append("  </file>")
        }
        return (lines + ["</checkstyle>"]).joined(separator: "\n")
    }

    private static func attributes(of finding: Diagnostic) -> String {
        let start = finding.primary.span.start
        return XMLText.attributes([
            "line": "\(start.line)", "column": "\(start.column)",
            "severity": finding.severity == .note ? "info" : finding.severity.rawValue,
            "message": finding.wholeText, "source": "girctl.\(finding.id)",
        ])
    }
}
