import GIRConfigKit
import Testing

@Suite struct `option documentation` {
    @Test func `is what docs has`() {
        DocumentationFile.expect(OptionDocumentation.markdown(), isPage: "options.md")
    }

    @Test func `has a row for each option`() {
        let text = OptionDocumentation.markdown()
        for option in OptionCatalogue.standard.options {
            #expect(text.contains("\n| `\(option.name)` | "), "\(option.path)")
        }
    }
}
