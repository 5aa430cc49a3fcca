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
            let example = Self.placed(MarkedExample(text), setting)
            #expect(Self.findings(of: rule, in: example, setting) == example.ranges, "\(example.text)")
        }
    }

    @Test(arguments: RuleRegistry.all.map(\.id), Setting.allCases)
    func `are accepted without a finding`(id: String, setting: Setting) throws {
        let rule = try #require(RuleRegistry.rule(id))
        for text in rule.accepted {
            let example = Self.placed(MarkedExample(text), setting)
            #expect(Self.findings(of: rule, in: example, setting) == [], "\(example.text)")
        }
    }

    @Test func `have headlines that make sense alone`() {
        for rule in RuleRegistry.all {
            for text in rule.flagged {
                for finding in Linter(rules: [rule]).lint([MarkedExample(text).source]).diagnostics {
                    #expect(finding.message.count <= 80, "\(finding.message)")
                    #expect(
                        finding.message.first.map { $0.isLowercase || "'H".contains($0) } == true,
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

    private static func findings(of rule: Rule, in example: MarkedExample, _ setting: Setting) -> [Range<Int>] {
        let own = setting == .behindAnotherDocument || setting == .behindOtherKeys ? prefix.utf8.count : 0
        return Linter(rules: [rule]).lint([example.source]).diagnostics.map(\.primary.span.byteRange)
            // The line put before is itself an unknown key.
            .filter { $0.upperBound >= own }
    }
}
