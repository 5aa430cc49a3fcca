/// The code quality report of GitLab: a list of issues.
enum GitLabReport {
    struct Issue: Encodable {
        let description: String
        let check_name: String
        let fingerprint: String
        let severity: String
        let location: Location
    }

    struct Location: Encodable {
        let path: String
        let lines: Lines
    }

    struct Lines: Encodable {
        let begin: Int
        let end: Int
    }

    static func issues(_ report: LintReport) -> [Issue] {
        var keys = FindingKeys()
        return report.active.map { finding in
            let span = finding.primary.span
            return Issue(
                description: finding.wholeText,
                check_name: "\(finding.id) \(finding.name)",
                fingerprint: keys.fingerprint(of: finding),
                severity: severity(finding.severity),
                location: Location(
                    path: FilePath.relative(finding.file),
                    lines: Lines(begin: span.start.line, end: span.end.line)
                )
            )
        }
    }

    private static func severity(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "critical"
        case .note: "info"
        case .warning: "minor"
        }
    }
}
