import Testing

@testable import GIRConfigKit

@Suite struct `baseline` {
    private static let text = "jetty:\n  prot: 1\nserverSettings:\n  enableCsrfProtection: 'true'\n"

    @Test func `knows a finding whose line has moved, and no new one`() throws {
        let known = try Baseline(parsing: Array(Baseline(of: Self.report(Self.text)).text.utf8))
        let moved = Self.report("# a line more\n\n" + Self.text + "cometd: 1\n")
        let (report, gone) = known.applied(to: moved, named: "b.json")
        #expect(report.active.map(\.path) == ["cometd"])
        #expect(report.diagnostics.count { $0.suppression?.kind == .baseline } == 2 && gone == 0)
        #expect(report.diagnostics.first?.suppression?.reason == "in the baseline 'b.json'")
    }

    @Test func `counts the findings that are gone`() {
        let known = Baseline(of: Self.report(Self.text))
        #expect(known.count == 2)
        #expect(known.applied(to: Self.report("jetty:\n  port: 8090\n"), named: "b").gone == 2)
    }

    @Test func `knows each finding once`() {
        let known = Baseline(of: Self.report("jetty:\n  prot: 1\n"))
        let twice = known.applied(to: Self.report("jetty:\n  prot: 1\n---\njetty:\n  prot: 1\n"), named: "b").report
        #expect(twice.active.count { $0.id == "GIR001" } == 1)
    }

    @Test func `knows a file by its path from another folder, and no other file`() {
        let known = Baseline(of: Self.report(Self.text, path: "./node1/application.yaml"))
        for path in ["node1/application.yaml", "/etc/gir/node1/application.yaml", "application.yaml"] {
            #expect(!known.applied(to: Self.report(Self.text, path: path), named: "b").report.failed(at: .note))
        }
        let other = Self.report(Self.text, path: "node2/application.yaml")
        #expect(known.applied(to: other, named: "b").report.failed(at: .warning))
    }

    @Test func `may be a report in JSON`() throws {
        let report = Self.report(Self.text)
        let known = try Baseline(parsing: Array(DiagnosticRenderer.json(report).utf8))
        #expect(!known.applied(to: report, named: "b").report.failed(at: .note))
    }

    @Test func `never knows that the source is not YAML`() {
        let report = Self.report("a: 'x\n")
        #expect(Baseline(of: report).count == 0)
        #expect(Baseline(of: report).applied(to: report, named: "b").report.failed(at: .error))
    }

    @Test(arguments: ["", "{}", "[]", #"{"schema":"other/1","diagnostics":[]}"#, #"{"schema":"girctl.config-lint/1"}"#])
    func `refuses what is none`(text: String) {
        #expect(throws: ConfigError(.baselineMalformed, "")) { try Baseline(parsing: Array(text.utf8)) }
    }

    private static func report(_ text: String, path: String = "application.yaml") -> LintReport {
        Linter().lint([SourceText(path: path, bytes: Array(text.utf8))])
    }
}
