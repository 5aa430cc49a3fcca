/// Writes the commands that a workflow of GitHub turns into annotations on the lines of a change.
enum GitHubReport {
    static func text(_ report: LintReport) -> String { report.active.map(command).joined(separator: "\n") }

    private static func command(_ finding: Diagnostic) -> String {
        let (start, end) = (finding.primary.span.start, finding.primary.span.end)
        var properties = [("file", FilePath.relative(finding.file)), ("line", "\(start.line)")]
        // GitHub takes columns for a place within one line only.
        if start.line == end.line {
            properties += [("col", "\(start.column)"), ("endColumn", "\(end.column)")]
        } else {
            properties.append(("endLine", "\(end.line)"))
        }
        properties.append(("title", "\(finding.id) \(finding.name)"))
        let words = properties.map { "\($0)=\(escaped($1, alsoIn: [":", ","]))" }.joined(separator: ",")
        return "::\(command(of: finding.severity)) \(words)::\(escaped(finding.wholeText))"
    }

    private static func command(of severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "error"
        case .note: "notice"
        case .warning: "warning"
        }
    }

    private static func escaped(_ text: String, alsoIn extra: Set<Unicode.Scalar> = []) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if "%\r\n".unicodeScalars.contains(scalar) || extra.contains(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "%" + (digits.count < 2 ? "0" : "") + digits
            } else {
                result.unicodeScalars.append(DisplayText.replacement(of: scalar) ?? scalar)
            }
        }
        return result
    }
}
