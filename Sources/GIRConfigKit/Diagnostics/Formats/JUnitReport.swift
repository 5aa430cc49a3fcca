/// Writes the XML of JUnit: a suite for each file, in it a test for each finding, or one that passed.
enum JUnitReport {
    static func text(_ report: LintReport) -> String {
        let findings = Dictionary(grouping: report.diagnostics, by: \.file)
        let suites = report.sources.map { suite($0.text.path, findings[$0.text.path, default: []]) }
        let total = report.sources.reduce(0) { $0 + max(1, findings[$1.text.path, default: []].count) }
        let head = XMLText.attributes([
            "name": "girctl config lint", "tests": "\(total)",
            "failures": "\(report.active.reduce(0) { sum, _ in sum + 1 })",
        ])
        return ([#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites\(head)>"] + suites + ["</testsuites>"])
            .joined(separator: "\n")
    }

    private static func suite(_ file: String, _ findings: [Diagnostic]) -> String {
        let name = FilePath.relative(file)
        let skipped = findings.count { $0.suppression != nil }
        let head = XMLText.attributes([
            "name": name, "tests": "\(max(1, findings.count))", "failures": "\(findings.count - skipped)",
            "errors": "0", "skipped": "\(skipped)",
        ])
        let passed = "    <testcase\(XMLText.attributes(["name": "no findings", "classname": name, "file": name]))/>"
        let tests = findings.isEmpty ? [passed] : findings.map { test($0, name) }
        return (["  <testsuite\(head)>"] + tests + ["  </testsuite>"]).joined(separator: "\n")
    }

    private static func test(_ finding: Diagnostic, _ file: String) -> String {
        let start = finding.primary.span.start
        let head = XMLText.attributes([
            "name": "\(finding.id) \(finding.name) at \(start.line):\(start.column)", "classname": file, "file": file,
            "line": "\(start.line)",
        ])
        let result: String
        if let suppression = finding.suppression {
            result = "<skipped\(XMLText.attributes(["message": suppression.reason]))/>"
        } else {
            let failure = XMLText.attributes(["message": finding.message, "type": finding.severity.rawValue])
            result =
                "<failure\(failure)>\(XMLText.escaped("\(file):\(start.line):\(start.column): \(finding.wholeText)"))</failure>"
        }
        return "    <testcase\(head)>\n      \(result)\n    </testcase>"
    }
}
