import Testing

@testable import GIRConfigKit

@Suite struct `rule examples` {
    /// The ways in which a source can differ without another meaning.
    enum Setting: String, CaseIterable {
        case alone
        case behindAnotherDocument
        case behindOtherKeys
        case withCRLF
    }

    private static let prefix = "é🙂: 1\n"

    @Test(arguments: RuleRegistry.all.map(\.id), Setting.allCases)
    func `are flagged at their marks and nowhere else`(id: String, setting: Setting) throws {
        let rule = try #require(RuleRegistry.rule(id))
        for text in rule.flagged {
            let example = MarkedExample.files(text, of: rule).map { Self.placed($0, setting) }
            #expect(try Self.findings(of: rule, in: example, setting) == example.map(\.ranges), "\(text)")
        }
    }

    @Test(arguments: RuleRegistry.all.map(\.id), Setting.allCases)
    func `are accepted without a finding`(id: String, setting: Setting) throws {
        let rule = try #require(RuleRegistry.rule(id))
        for text in rule.accepted {
            let example = MarkedExample.files(text, of: rule).map { Self.placed($0, setting) }
            #expect(try Self.findings(of: rule, in: example, setting).allSatisfy(\.isEmpty), "\(text)")
        }
    }

    @Test func `have headlines that make sense alone`() throws {
        for rule in RuleRegistry.all {
            for text in rule.flagged {
                let sources = MarkedExample.files(text, of: rule).map(\.source)
                for finding in try Self.linter(rule).lint(sources).diagnostics where finding.id == rule.id {
                    #expect(finding.message.count <= 80, "\(finding.message)")
                    #expect(
                        finding.message.first.map { $0.isLowercase || $0 == "'" } == true
                            || ["Cassandra ", "HTTP ", "HTTPS "].contains(where: finding.message.hasPrefix),
                        "\(finding.message)"
                    )
                    #expect(!finding.message.hasSuffix("."), "\(finding.message)")
                }
            }
        }
    }

    @Test func `are there for every rule`() {
        for rule in RuleRegistry.all {
            #expect(!rule.flagged.isEmpty && !rule.accepted.isEmpty, "\(rule.id)")
            #expect(rule.flagged.allSatisfy { $0.contains("⟦") }, "\(rule.id)")
        }
    }

    private static func placed(_ example: MarkedExample, _ setting: Setting) -> MarkedExample {
        switch setting {
        case .alone: example
        case .behindAnotherDocument: example.prefixed(by: "\(prefix)---\n")
        case .behindOtherKeys: isMapping(example) ? example.prefixed(by: prefix) : example
        case .withCRLF: example.withCRLF
        }
    }

    private static func isMapping(_ example: MarkedExample) -> Bool {
        let document = YAMLComposer.compose(example.source).documents.first
        return document?.root?.isMapping ?? true
    }

    /// What is found in each of the files.
    private static func findings(
        of rule: Rule,
        in example: [MarkedExample],
        _ setting: Setting
    ) throws -> [[Range<Int>]] {
        let own = setting == .behindAnotherDocument || setting == .behindOtherKeys ? prefix.utf8.count : 0
        let found = try linter(rule).lint(example.map(\.source)).diagnostics.filter { $0.id == rule.id }
        return example.map { file in
            found.filter { $0.file == file.path }.map(\.primary.span.byteRange)
                // The line put before is itself an unknown key.
                .filter { $0.upperBound >= own }
        }
    }

    private static func linter(_ rule: Rule) throws -> Linter {
        // What is unused is known only when the other rules have reported.
        let rules = rule.id == SuppressionRules.unused.id ? RuleRegistry.all : [rule]
        return Linter(rules: rules, files: rule.needsFiles ? try ExampleFiles.files() : nil)
    }
}
