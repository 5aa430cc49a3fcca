import Testing

@testable import GIRConfigKit

@Suite struct `text report` {
    @Test func `shows the place with its section, and what to do`() {
        #expect(
            Self.text("cassandraCluster:\n  useSSL: true\n  trustStore: /a.pem\n  password: hunter2\n  userName: a\n")
                == """
                error[GIR101]: password is written in clear text
                 --> application.yaml:4:13
                  |
                1 | cassandraCluster:
                ...
                4 |   password: ••••••••
                  |             ^^^^^^^^
                  = help: girctl encrypt --in-place application.yaml cassandraCluster.password

                1 error in 1 file
                """
        )
    }

    @Test func `shows a second place that explains the first`() {
        #expect(
            Self.text("jetty:\n  port: 8090\n  host: ::1\n  port: 8091\n")
                == """
                error[GIR004]: 'jetty.port' is set twice
                 --> application.yaml:4:3
                  |
                1 | jetty:
                2 |   port: 8090
                  |   ---- first set here
                ...
                4 |   port: 8091
                  |   ^^^^
                  = help: remove one of the two

                1 error in 1 file
                """
        )
    }

    @Test func `aligns marks behind wide and combined characters`() {
        let text = Self.text("jetty: {\"日本e\u{301}\": 1, port: x}\n")
        #expect(text.contains("\n1 | jetty: {\"日本e\u{301}\": 1, port: x}\n  | \(String(repeating: " ", count: 26))^\n"))
    }

    @Test func `aligns line numbers of different widths`() {
        let lines = String(repeating: "#\n", count: 8)
        let text = Self.text("jetty:\n\(lines)  prt: 1\n")
        #expect(text.contains(" 1 | jetty:\n...\n10 |   prt: 1\n   |   ^^^\n"))
    }

    @Test func `cuts a long line around the place`() {
        let long = String(repeating: "x", count: 500)
        let text = Self.text("jetty: {host: \(long), port: y, idleTimeout: 1}\n---\njetty: {host: ::1}\n")
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= SnippetLine.maximumWidth + 10 })
        #expect(text.contains("port: y, idleTimeout: 1}\n"))
        let source = lines.first { $0.contains("port: y") } ?? ""
        let marks = lines.first { $0.contains("^") } ?? ""
        #expect(
            source.firstRange(of: "y,").map { source.distance(from: source.startIndex, to: $0.lowerBound) }
                == marks.firstIndex(of: "^").map { marks.distance(from: marks.startIndex, to: $0) }
        )
    }

    @Test func `sends nothing to the terminal that it would obey`() {
        let text = Self.text("jetty:\n  \"\\e[2Jport\": \u{202E}x # \u{9B}31m\n")
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !(0..<0x20).contains($0.value) && $0.value != 0x9B })
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `is coloured only when asked`() {
        #expect(!Self.text("a: 1\n").contains("\u{1B}"))
        #expect(Self.text("a: 1\n", isColoured: true).contains("\u{1B}[1;33mwarning[GIR001]\u{1B}[0m"))
    }

    @Test func `counts findings and files`() {
        let sources = ["a: 1\nb: 1\n", "cassandraCluster:\n  password: x\n", ""].enumerated().map {
            SourceText(path: "\($0).yaml", bytes: Array($1.utf8))
        }
        #expect(
            Linter(rules: [StructureRules.unknownKey, SecretRules.plaintextPassword]).lint(sources).summary
                == "1 error, 2 warnings in 3 files"
        )
        #expect(Linter().lint([sources[2]]).summary == "no findings in 1 file")
        #expect(DiagnosticRenderer.text(Linter().lint([sources[2]]), isColoured: false) == "no findings in 1 file")
    }

    @Test func `shows fifty findings of a rule, and says how many more there are`() {
        let keys = (1...60).map { "k\($0): 1\n" }.joined()
        let text = Self.text(keys + "jetty:\n  port: 0\n")
        #expect(text.contains("unknown key 'k50'"))
        #expect(!text.contains("unknown key 'k51'"))
        #expect(text.contains("'jetty.port' is 0"))
        #expect(text.contains("\n\n10 more of GIR001 not shown: see them all with --format concise\n\n1 error"))
        let report = Linter().lint([SourceText(path: "a.yaml", bytes: Array(keys.utf8))])
        #expect(DiagnosticRenderer.render(report, as: .concise, version: "1").contains("unknown key 'k60'"))
    }

    @Test func `counts the findings of a rule beyond those that are kept`() {
        let keys = (1...RuleReporter.maximum + 5).map { "k\($0): 1\n" }.joined()
        let report = Linter().lint([SourceText(path: "a.yaml", bytes: Array(keys.utf8))])
        #expect(report.diagnostics.count { $0.id == "GIR001" } == RuleReporter.maximum)
        #expect(report.count(of: .warning) == RuleReporter.maximum + 5)
        #expect(report.summary == "\(RuleReporter.maximum + 5) warnings in 1 file")
        let text = DiagnosticRenderer.text(report, isColoured: false)
        #expect(text.contains("\n\n9955 more of GIR001 not shown: see more with --format concise\n\n"))
        let concise = DiagnosticRenderer.render(report, as: .concise, version: "1")
        #expect(concise.contains("\n5 more of GIR001 not shown\n"))
    }

    @Test func `shows nothing of a line that is longer than any line of a configuration`() {
        let text = Self.text("jetty: {port: 0, host: \(String(repeating: "x", count: 70_000))}\n")
        #expect(text.contains("1 | (a line of 70025 bytes)\n"))
        #expect(!text.contains("xxx"))
    }

    private static func text(_ source: String, isColoured: Bool = false) -> String {
        let report = Linter().lint([SourceText(path: "application.yaml", bytes: Array(source.utf8))])
        return DiagnosticRenderer.text(report, isColoured: isColoured)
    }
}
