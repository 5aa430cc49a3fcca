/// Writes one line for each finding, as compilers do, then the counts.
///
/// ```
/// application.yaml:12:13: error[GIR101]: 'cassandraCluster.password' is in clear text
/// ```
enum ConciseReport {
    static func text(_ report: LintReport) -> String {
        let lines = report.active.map { finding in
            let start = finding.primary.span.start
            return DisplayText.safe(
                "\(finding.file):\(start.line):\(start.column): \(finding.severity.rawValue)[\(finding.id)]: "
                    + finding.message
            )
        }
        let more = report.omittedByRule.sorted { $0.key < $1.key }.map { "\($0.value) more of \($0.key) not shown" }
        return (lines + more + [report.summary]).joined(separator: "\n")
    }
}
