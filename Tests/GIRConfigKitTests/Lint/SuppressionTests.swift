import Testing

@testable import GIRConfigKit

@Suite struct `suppressions` {
    @Test(arguments: [
        "jetty:\n  prot: 1 # girctl:ignore GIR001 -- old\n",
        "jetty:\n  prot: 1 # girctl:ignore unknown-key -- old\n",
        "jetty:\n  prot: 1 # girctl:ignore GIR203, gir001 -- old\n",
        "jetty:\n  # girctl:ignore GIR001 -- old\n  prot: 1\n",
        "jetty:\n  # girctl:ignore GIR001 -- old\n  # a comment in between\n  prot: 1\n",
        "jetty:\r\n  prot: 1 # girctl:ignore GIR001 -- old\r\n",
    ])
    func `silence the finding on their line`(text: String) throws {
        let report = Self.report(text)
        let finding = try #require(report.diagnostics.first { $0.id == "GIR001" })
        #expect(finding.suppression == Suppression(.inline, reason: "old"))
        #expect(!report.failed(at: .note) || report.active.allSatisfy { $0.id == "GIR018" })
        #expect(report.summary.hasSuffix("1 suppressed"))
    }

    @Test(arguments: [
        "jetty:\n  prot: 1\n  # girctl:ignore GIR001\n", "# girctl:ignore GIR001\njetty:\n  prot: 1\n",
        "jetty:\n  prot: 1 # girctl:ignore GIR002\n", "jetty:\n  prot: 1 # girctl:ignored GIR001\n",
        "jetty:\n  prot: '# girctl:ignore GIR001'\n", "jetty:\n  # girctl:ignore GIR001\n\n  prot: 1\n",
    ])
    func `silence nothing else`(text: String) {
        #expect(Self.report(text).active.contains { $0.id == "GIR001" })
    }

    @Test func `that silence nothing are reported, unless their rule was not asked`() throws {
        let text = "jetty:\n  port: 8090 # girctl:ignore GIR203 -- x\n"
        #expect(Self.report(text).active.map(\.id) == ["GIR018"])
        let rules = try RuleSelection(select: [], ignore: ["GIR203"]).rules
        #expect(Self.report(text, rules).diagnostics.isEmpty)
        #expect(
            Self.report(text, try RuleSelection(select: [], ignore: ["unused-suppression"]).rules).diagnostics == []
        )
    }

    @Test func `never silence that the source is not YAML`() {
        let report = Self.report("a: 'x # girctl:ignore GIR000\n")
        #expect(report.active.map(\.id) == ["GIR000"])
    }

    @Test func `in UTF-16 work too`() {
        let text = "jetty:\n  prot: 1 # girctl:ignore GIR001\n"
        for encoding in [SourceEncoding.utf16BigEndian, .utf16LittleEndian] {
            let mark: [UInt8] = encoding == .utf16BigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]
            let source = SourceText(path: "a", bytes: mark + encoding.encode(text))
            #expect(Linter().lint([source]).active.map(\.id) == [])
        }
    }

    @Test func `take time in proportion to their number`() {
        let many = String(repeating: "# girctl:ignore GIR001\n", count: 10_000) + "jetty:\n  port: 1024\n"
        #expect(Self.report(many).diagnostics.count == 10_000)
    }

    private static func report(_ text: String, _ rules: [Rule] = RuleRegistry.all) -> LintReport {
        Linter(rules: rules).lint([SourceText(path: "a.yaml", bytes: Array(text.utf8))])
    }
}

@Suite struct `rule selection` {
    @Test func `takes ids, names and the beginning of ids`() throws {
        #expect(try Self.ids(select: ["gir101,unknown-key"]) == ["GIR000", "GIR001", "GIR101"])
        #expect(try Self.ids(select: ["GIR4"]).dropFirst().allSatisfy { $0.hasPrefix("GIR4") })
        #expect(try !Self.ids(ignore: ["GIR1", "GIR001"]).contains { $0.hasPrefix("GIR1") || $0 == "GIR001" })
        #expect(try Self.ids(select: ["GIR1"], ignore: ["GIR101"]).contains("GIR102"))
    }

    @Test func `always has the rule about YAML itself`() throws {
        #expect(try Self.ids(ignore: ["GIR0", "syntax-error"]).first == "GIR000")
    }

    @Test func `refuses words that stand for no rule`() {
        for word in ["GIR999", "plaintext-pasword", "G", "*"] {
            #expect(throws: ConfigError(.ruleNotFound, "")) { try Self.ids(select: [word]) }
        }
        do {
            _ = try Self.ids(select: ["plaintext-pasword"])
        } catch {
            #expect((error as? ConfigError)?.hint == "did you mean 'plaintext-password'?")
        }
    }

    private static func ids(select: [String] = [], ignore: [String] = []) throws -> [String] {
        try RuleSelection(select: select, ignore: ignore).rules.map(\.id)
    }
}
