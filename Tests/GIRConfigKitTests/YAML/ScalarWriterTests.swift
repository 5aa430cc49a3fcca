import GIRConfigKit
import Testing

@Suite struct `Writing a scalar in place` {
    private static let texts = [
        "CRYPT:v1.prod-1.aGVsbG8_LS0t", "", " ", "a b", " a", "a ", "a: b", "a #b", "yes", "0123", "1:30", "~", "null",
        "<<", "=",
        "it's", "a'\u{301}", "\u{301}", "\"", "\\", "a\\b", "a\nb", "a\r\nb", "\t", "a\tb", "\u{0}", "\u{7}", "é", "🙂",
        "\u{85}", "\u{2028}",
        "\u{FEFF}", "- a", "-", "---", "...", "[a]", "{a", "a, b", "@a", "`a", "%a", "&a", "*a", "!a", "|", ">", "?",
        "#", "a:",
        ":a", "a:b", "a:]", "2001-12-14", "http://h:1/p?q=a&b#c", "/etc/x y", "${A}", "'", "''", "OBF:1v2j1uum", "a::b",
        "\u{7F}",
    ]

    private static let sources = [
        "a: 1\nb: old\nc: [2, '3'] # x\n",
        "b: 'old' # x\n",
        "b: \"o\\u006cd\"\nc: d",
        "x: {a: 1, b: old, c: 2}\nb: old\n",
        "b: |\n  old\n\n\n# x\nc: d\n",
        "b: >-\n  old\n  text\nc: d\n",
        "b: old\n  text\n\nc: d\n",
        "b:\nc: d\n",
        "b:   # x\nc: d\n",
        "{b: 'old', c: d}\n",
        "- x\n- b: !!str old\n  c: d\n",
    ]

    @Test(arguments: sources, SourceVariant.allCases)
    func `changes this text and no other`(_ text: String, _ variant: SourceVariant) throws {
        let source = SourceText(path: "a.yaml", bytes: variant.bytes(variant.text(text)))
        let stream = YAMLComposer.compose(source)
        let root = try #require(stream.documents.last?.root)
        let path = text.hasPrefix("-") ? "1.b" : text.hasPrefix("x") ? "x.b" : "b"
        let node = try #require(root[path])
        for replacement in Self.texts {
            let edit = try ScalarWriter.edit(node, to: replacement, in: source, path: path)
            #expect(edit.range == node.span.byteRange)
            let edited = SourceText(path: "a.yaml", bytes: try SourceEdit.apply([edit], to: source.bytes))
            let after = YAMLComposer.compose(edited)
            #expect(after.failure == nil, "'\(replacement)'")
            let newRoot = try #require(after.documents.last?.root)
            #expect(newRoot[path]?.value == .string(replacement))
            #expect(after.comments.map(\.text) == stream.comments.map(\.text))
            let tag = node.tag.map { $0 + " " } ?? ""
            let expected = root.descendants.filter { $0.scalar != nil }.map {
                $0.span == node.span ? "\(tag)'\(replacement)'" : $0.outline
            }
            #expect(newRoot.descendants.filter { $0.scalar != nil }.map(\.outline) == expected)
        }
    }

    @Test(
        arguments: [
            ("b: old", "CRYPT:v1.k.x", "b: CRYPT:v1.k.x"),
            ("b: old # c", "yes", "b: \"yes\" # c"),
            ("b: 'old'", "it's", "b: 'it''s'"),
            ("b: 'old'", "a\nb", "b: \"a\\nb\""),
            ("b: \"old\"", "a\"\u{1}é", "b: \"a\\\"\\x01é\""),
            ("b: |\n  old\n", "new", "b: new\n"),
            ("b: >\n  old\n", "1", "b: \"1\"\n"),
            ("b:\n", "new", "b: new\n"),
            ("b:  # c\n", "", "b: \"\"  # c\n"),
        ]
    )
    func `keeps the style where the text allows it`(_ text: String, _ new: String, _ expected: String) throws {
        let source = SourceText(path: "a.yaml", bytes: Array(text.utf8))
        let node = try #require(YAMLComposer.compose(source).documents.first?.root?["b"])
        let edit = try ScalarWriter.edit(node, to: new, in: source, path: "b")
        #expect(String(decoding: try SourceEdit.apply([edit], to: source.bytes), as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("x: &p old\nb: *p", "'b' cannot be replaced: it is the alias '*p'"),
            ("b: &p old\nx: *p", "'b' cannot be replaced: its value is shared through the anchor '&p'"),
            ("b: {c: d}", "'b' cannot be replaced: it is a mapping"),
            ("b: [c]", "'b' cannot be replaced: it is a list"),
            ("b: !!int 1", "'b' cannot be replaced: it has the tag '!!int', which its new text would not match"),
            ("{b}", "'b' cannot be replaced: nothing is written there"),
            ("b: | # c\n  old", "'b' cannot be replaced: a comment follows its '|' or '>'"),
        ]
    )
    func `refuses where more would change`(_ text: String, _ reason: String) throws {
        let source = SourceText(path: "a.yaml", bytes: Array(text.utf8))
        let node = try #require(YAMLComposer.compose(source).documents.first?.root?["b"])
        let error = #expect(throws: ConfigError.self) { try ScalarWriter.edit(node, to: "new", in: source, path: "b") }
        #expect(error?.code == .notReplaceable)
        #expect(error?.reason == reason)
        #expect(error?.hint != nil)
        #expect(error?.place == ConfigError.Place(path: "b", span: node.span))
    }

    @Test func `puts several edits together`() throws {
        let bytes = Array("0123456789".utf8)
        let edits = [
            SourceEdit(range: 8..<10, replacement: Array("z".utf8)),
            SourceEdit(range: 0..<0, replacement: Array("<".utf8)),
            SourceEdit(range: 2..<5, replacement: []), SourceEdit(range: 5..<5, replacement: Array("++".utf8)),
        ]
        #expect(String(decoding: try SourceEdit.apply(edits, to: bytes), as: UTF8.self) == "<01++567z")
        #expect(try SourceEdit.apply([], to: bytes) == bytes)
    }

    @Test(arguments: [[0..<2, 1..<3], [9..<11], [0..<5, 2..<3]])
    func `refuses edits that do not fit`(_ ranges: [Range<Int>]) {
        let edits = ranges.map { SourceEdit(range: $0, replacement: []) }
        let bytes = [UInt8](repeating: 0, count: 10)
        let error = #expect(throws: ConfigError.self) { try SourceEdit.apply(edits, to: bytes) }
        #expect(error?.code == .notReplaceable)
    }
}
