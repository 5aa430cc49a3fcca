import GIRConfigKit
import Testing

@Suite struct `Source text` {
    @Test(arguments: SourceVariant.allCases) func `finds line and column of every byte`(_ variant: SourceVariant) {
        let text = variant.text("a: é🙂b\n\n\tx\u{85}y\u{2028}z\u{2029}\n'q'")
        let source = SourceText(path: "a.yaml", bytes: variant.bytes(text))
        for end in text.indices + [text.endIndex] {
            let expected = variant.position(String(text[..<end]))
            #expect(source.position(atOffset: expected.offset) == expected)
        }
    }

    @Test(arguments: SourceVariant.allCases) func `gives lines without their ends`(_ variant: SourceVariant) {
        let source = SourceText(path: "a.yaml", bytes: variant.bytes(variant.text("a: 🙂\n\n b \nc")))
        let first = variant == .afterEmoji ? 3 : 1
        #expect((first...first + 4).map(source.line) == ["a: 🙂", "", " b ", "c", nil])
        #expect(source.lineCount == first + 3)
        #expect(source.line(0) == nil)
    }

    @Test func `has an empty last line behind a line break`() {
        let source = SourceText(path: "a.yaml", bytes: Array("a\r\n".utf8))
        #expect(source.lineCount == 2)
        #expect(source.line(1) == "a")
        #expect(source.line(2) == "")
        #expect(source.position(atOffset: 3) == SourcePosition(offset: 3, line: 2, column: 1))
    }

    @Test func `of nothing has one empty line`() {
        let source = SourceText(path: "a.yaml", bytes: [])
        #expect(source.lineCount == 1)
        #expect(source.line(1) == "")
        #expect(source.position(atOffset: 0) == SourcePosition(offset: 0, line: 1, column: 1))
    }

    @Test func `shows bytes that are no characters`() {
        let source = SourceText(path: "a.yaml", bytes: [0x61, 0xFF, 0x62, 0x0A, 0x80])
        #expect(source.line(1) == "a\u{FFFD}b")
        #expect(source.line(2) == "\u{FFFD}")
        #expect(source.position(atOffset: 2).column == 3)
    }

    @Test func `takes an offset outside of it for its end`() {
        let source = SourceText(path: "a.yaml", bytes: Array("a\nb".utf8))
        #expect(source.position(atOffset: 99) == source.position(atOffset: 3))
        #expect(source.position(atOffset: -1) == source.position(atOffset: 0))
    }
}
