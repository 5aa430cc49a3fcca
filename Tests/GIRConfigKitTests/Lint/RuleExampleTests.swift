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

    @Test(arguments: RuleRegistry.all.map(\.id), CommentPlace.allCases)
    func `are suppressed by a comment on their line or above it`(id: String, place: CommentPlace) throws {
        let rule = try #require(RuleRegistry.rule(id))
        // That a file is not YAML, and that a comment is in vain, is not for comments to say.
        let isLasting = [StructureRules.syntaxError.id, SuppressionRules.unused.id].contains(id)
        for text in rule.flagged {
            let sources = MarkedExample.files(text, of: rule).map(\.source)
            let found = try Self.report(rule, sources).diagnostics.filter { $0.id == id }
            let commented = sources.compactMap { source in
                Self.commented(source, id, found.filter { $0.file == source.path }.map(\.primary.span), place)
            }
            // Where the line ends in a comment already there is one place only.
            guard commented.count == sources.count else { continue }
            let left = try Self.report(rule, commented).active.filter { $0.id == id }
            let texts = commented.map { String(decoding: $0.bytes, as: UTF8.self) }
            #expect(left.isEmpty != isLasting, "\(texts)")
        }
    }

    /// Where a comment stands that asks for silence.
    enum CommentPlace: String, CaseIterable {
        case above
        case behind
    }

    /// A source with a comment for each finding; nil where there is no room for it.
    private static func commented(
        _ source: SourceText,
        _ id: String,
        _ spans: [SourceSpan],
        _ place: CommentPlace
    ) -> SourceText? {
        var lines = String(decoding: source.bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).map(String.init)
        let comments = YAMLComposer.compose(source).comments
        for number in Set(spans.map { place == .above ? $0.start.line : $0.end.line }).sorted(by: >) {
            let comment = "# girctl:ignore \(id) -- as in the example"
            switch place {
            case .above:
                // One comment above another is about the line that both are above.
                guard !lines[number - 1].hasPrefix("#") else { return nil }
                lines.insert(comment, at: number - 1)
            case .behind:
                guard !comments.contains(where: { $0.span.start.line == number }) else { return nil }
                lines[number - 1] += " \(comment)"
            }
        }
        return SourceText(path: source.path, bytes: Array(lines.joined(separator: "\n").utf8))
    }

    @Test func `have headlines that make sense alone`() throws {
        for rule in RuleRegistry.all {
            for text in rule.flagged {
                let sources = MarkedExample.files(text, of: rule).map(\.source)
                for finding in try Self.report(rule, sources).diagnostics where finding.id == rule.id {
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
        let found = try report(rule, example.map(\.source)).diagnostics.filter { $0.id == rule.id }
        return example.map { file in
            found.filter { $0.file == file.path }.map(\.primary.span.byteRange)
                // The line put before is itself an unknown key.
                .filter { $0.upperBound >= own }
        }
    }

    private static func report(_ rule: Rule, _ sources: [SourceText]) throws -> LintReport {
        // What is unused is known only when the other rules have reported.
        let rules = rule.id == SuppressionRules.unused.id ? RuleRegistry.all : [rule]
        let linter = Linter(rules: rules, files: rule.needsFiles ? try ExampleFiles.files() : nil)
        return linter.lint(sources, links: rule.needsLinks ? sources.map(ExampleLinks.found) : nil)
    }
}
