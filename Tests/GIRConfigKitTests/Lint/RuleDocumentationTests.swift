import GIRConfigKit
import Testing

@Suite struct `rule documentation` {
    @Test func `is what docs has`() {
        DocumentationFile.expect(RuleDocumentation.markdown(), isPage: "rules.md")
    }

    @Test func `has a chapter with both kinds of examples for each rule`() {
        for rule in RuleRegistry.all {
            let chapter = RuleDocumentation.markdown(rule)
            #expect(chapter.hasPrefix("## \(rule.id): \(rule.name)\n"))
            #expect(
                chapter.contains("Flagged:\n\n```yaml\n") && chapter.contains("Accepted:\n\n```yaml\n"),
                "\(rule.id)"
            )
        }
    }
}
