import GIRConfigKit
import Testing

@Suite struct `Damaged YAML` {
    private static let text = """
        %YAML 1.1
        ---
        # é🙂
        jetty: &j
          host: "{{host}}"
          port: 8080   # trailing
          ssl: {keyStorePath: '/a b', list: [a, "b\\u00e9", *j2 ], key}
        text: |+
          line

        folded: >-2
            a
        ? [complex]
        : !!str &j2 value
        <<: *j
        ... # end
        --- second
        """

    /// Reads damaged bytes; all that is asked is that what comes out is in order.
    private func check(_ bytes: [UInt8], _ what: @autoclosure () -> String) {
        let source = SourceText(path: "a.yaml", bytes: bytes)
        let stream = YAMLComposer.compose(source)
        let faults = stream.misplaced(in: source)
        #expect(faults == [], "\(what()): \(stream.failure.map(String.init(describing:)) ?? "no failure")")
    }

    @Test(arguments: SourceVariant.allCases) func `is read or refused when cut anywhere`(_ variant: SourceVariant) {
        let bytes = variant.bytes(variant.text(Self.text))
        for count in 0...bytes.count { check(Array(bytes.prefix(count)), "cut at \(count)") }
    }

    @Test(arguments: SourceVariant.allCases) func `is read or refused when a byte is flipped`(_ variant: SourceVariant)
    {
        let bytes = variant.bytes(variant.text(Self.text))
        for at in bytes.indices {
            for flip: UInt8 in [0x01, 0x04, 0x20, 0x80, 0xFF] {
                var damaged = bytes
                damaged[at] ^= flip
                check(damaged, "flip \(flip) at \(at)")
            }
        }
    }

    @Test func `is read or refused when an indicator is put anywhere`() {
        let bytes = Array(Self.text.utf8)
        for at in bytes.indices {
            for indicator in "\0\t\n\r #'\"[]{},:-?*&!|>%@`".utf8 {
                check(Array(bytes[..<at]) + [indicator] + bytes[at...], "\(indicator) at \(at)")
            }
        }
    }

    @Test(arguments: [[0x00], [0xFF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF8, 0x88], [0x80]])
    func `keeps what is before bytes that are no characters`(_ bad: [UInt8]) throws {
        let start = Array("é: b\n# c\nd: e\nf: ".utf8)
        let filler = Array(String(repeating: "g: h # i\n", count: 3_000).utf8)
        let source = SourceText(path: "a.yaml", bytes: start + bad + Array("\n".utf8) + filler)
        let stream = YAMLComposer.compose(source)
        let failure = try #require(stream.failure)
        #expect(failure.position.start == source.position(atOffset: start.count))
        #expect(failure.position.start.line == 4)
        #expect(failure.hint != nil)
        #expect(stream.documents.first?.root?.outline == "{'é': 'b', 'd': 'e'}")
        #expect(stream.documents.first?.isComplete == false)
        #expect(stream.comments.map(\.text) == ["c"])
    }

    @Test func `reports an error before bytes that are no characters first`() {
        let source = SourceText(path: "a.yaml", bytes: Array("a: b\n c: d\ne: ".utf8) + [0xFF])
        #expect(YAMLComposer.compose(source).failure?.position.start.line == 2)
    }

    @Test(arguments: [([0xD8, 0x00], 4), ([0xDC, 0x00], 4), ([0x00], 4), ([0xD8, 0x00, 0x00, 0x61], 4)])
    func `in UTF-16 is refused where it is damaged`(_ bad: [UInt8], _ offset: Int) throws {
        let source = SourceText(path: "a.yaml", bytes: [0xFE, 0xFF, 0x00, 0x61] + bad)
        let stream = YAMLComposer.compose(source)
        #expect(stream.failure?.position.start == SourcePosition(offset: offset, line: 1, column: 2))
        #expect(stream.failure?.hint == "save the file as UTF-8")
    }
}
