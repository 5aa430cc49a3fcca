import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRConfigKit

@Suite struct `report formats` {
    private static let source =
        "jetty:\n  hots: 1 # girctl:ignore GIR001 -- for <old> clients\n  port: 70000\nserverSettings:\n  enableCsrfProtection: 'true'\n"

    @Test(arguments: ReportFormat.allCases) func `are as they were recorded`(format: ReportFormat) {
        let text = DiagnosticRenderer.render(Self.report, as: format, version: "1.0.0")
        Snapshot.expect(text + "\n", named: format.rawValue)
    }

    @Test(arguments: ReportFormat.allCases) func `say something of a clean source`(format: ReportFormat) {
        let clean = Linter().lint([SourceText(path: "a.yaml", bytes: Array("jetty:\n  port: 8090\n".utf8))])
        let text = DiagnosticRenderer.render(clean, as: format, version: "1.0.0")
        // GitHub has no command for it.
        #expect(text.isEmpty == (format == .github))
    }

    @Test func `name a file as its readers need it`() {
        #expect(FilePath.uri("./a b/ü%.yaml") == "a%20b/%C3%BC%25.yaml")
        #expect(FilePath.uri("/etc/gir/application.yaml") == "file:///etc/gir/application.yaml")
        #expect(FilePath.relative("./././a.yaml") == "a.yaml")
    }

    @Test func `escape what has a meaning to them`() {
        let name = "a:1,<b>&\"%\u{1B}[31m.yaml"
        let report = Linter().lint([SourceText(path: name, bytes: Array("jetty:\n  port: x\n".utf8))])
        let github = DiagnosticRenderer.render(report, as: .github, version: "1")
        #expect(
            github.hasPrefix("::error file=a%3A1%2C<b>&\"%25\u{FFFD}[31m.yaml,line=2,col=9,endColumn=10,title=GIR005")
        )
        for format in [ReportFormat.checkstyle, .junit] {
            let text = DiagnosticRenderer.render(report, as: format, version: "1")
            #expect(text.contains("name=\"a:1,&lt;b&gt;&amp;&quot;%\u{FFFD}[31m.yaml\""))
        }
        for format in ReportFormat.allCases {
            #expect(!DiagnosticRenderer.render(report, as: format, version: "1").contains("\u{1B}"), "\(format)")
        }
    }

    @Test func `name each finding for GitLab and SARIF so that a line that moves keeps its name`() throws {
        func names(_ text: String) -> [String] {
            var keys = FindingKeys()
            return Linter().lint([SourceText(path: "a", bytes: Array(text.utf8))]).diagnostics.map {
                keys.fingerprint(of: $0)
            }
        }
        let one = "x: 1\n---\nx: 1\n"
        #expect(Set(names(one)).count == 2)
        #expect(names(one) == names("\n\n" + one))
    }

    private static let report = Linter().lint([
        SourceText(path: "./application.yaml", bytes: Array(source.utf8)),
        SourceText(path: "clean.yaml", bytes: Array("jetty:\n  port: 8090\n".utf8)),
    ])
}
