import GIRConfigKit
import Testing

@Suite struct `YAML spans` {
    struct Example: Sendable, CustomTestStringConvertible {
        let path: String
        let marked: String
        init(_ path: String, _ marked: String) { (self.path, self.marked) = (path, marked) }
        var testDescription: String { marked.debugDescription }
    }

    static let scalars = [
        Example("a", "a: ⟦b⟧"),
        Example("a", "a: ⟦b c⟧  # d\ne: f\n"),
        Example("a", "a: ⟦b\n  c⟧  \n\nd: e\n"),
        Example("a", "a: ⟦b\n\n\n  c d⟧\n\n# x\n"),
        Example("a", "a: ⟦'b c'⟧  # x\n"),
        Example("a", "a: ⟦'it''s #1'⟧\n"),
        Example("a", "a: ⟦''⟧\n"),
        Example("a", "a: ⟦\"b \\\" # c\"⟧#x\n"),
        Example("a", "a: ⟦\"b\n  c\n\n  d\"⟧  \ne: f\n"),
        Example("a", "a: ⟦|\n  b\n  c⟧\n\n\nd: e\n"),
        Example("a", "a: ⟦|\n  b\n  c⟧"),
        Example("a", "a: ⟦|  # no text\n  # text\n  b⟧  \n# no text\nd: e\n"),
        Example("a", "a: ⟦>-\n  b\n\n  c⟧\nd: e\n"),
        Example("a", "a: ⟦|2+\n   b⟧\n\n"),
        Example("a", "a: ⟦|⟧\nb: c\n"),
        Example("a", "a: ⟦>-⟧ # x\n\n\nb: c\n"),
        Example("a", "a: ⟦|⟧"),
        Example("ä🙂", "\"ä🙂\": ⟦🙂 ü⟧ # 🙂\nb: c\n"),
        Example("b", "a: 🙂🙂\nb: ⟦'🙂'⟧\n"),
        Example("b", "a: \"x\u{2028}y\"\nb: ⟦c⟧\n"),
        Example("b", "a: x\u{85}b: ⟦c⟧\n"),
    ]

    static let empties = [
        Example("a", "a:⟦⟧"),
        Example("a", "a:⟦⟧   # c\nb: c\n"),
        Example("a", "a:⟦⟧\n\n\nb: c\n"),
        Example("0", "-⟦⟧ # x\n- b\n"),
        Example("1", "- a\n-⟦⟧\n"),
        Example("a", "? a⟦⟧\n# x\n? b\n"),
        Example("a", "{a:⟦⟧ # x\n , b: c}\n"),
        Example("a", "{a⟦⟧ , b: c}\n"),
        Example("b", "{a: [x], b⟦⟧ }\n"),
        Example("0.a", "[a:⟦⟧ , b]\n"),
        Example("a", "a: !!str⟦⟧\nb: c\n"),
        Example("a", "a: &x⟦⟧ # c\nb: c\n"),
    ]

    static let collections = [
        Example("a", "a: ⟦[b, c]⟧ # x\n"),
        Example("a", "a: ⟦[ b,\n  c ,\n]⟧ \nd: e\n"),
        Example("a", "a: ⟦{}⟧\n"),
        Example("a", "a: ⟦{b: c, d}⟧\n"),
        Example("0", "[⟦a: b⟧ , c]\n"),
        Example("0", "[⟦? a : b⟧ ]\n"),
        Example("0", "[⟦{a: b}: c⟧, d]\n"),
        Example("a", "a:\n  ⟦b: c\n  d: e⟧\n\n# x\nf: g\n"),
        Example("a", "a:\n  ⟦b: c\n  d:⟧\n\nf: g\n"),
        Example("a", "a:\n⟦- b\n- c⟧\nd: e\n"),
        Example("a", "a:\n  ⟦- b\n  -⟧\n"),
        Example("a", "a:\n  ⟦- b: |\n      c⟧\n\n\nd: e\n"),
        Example("0", "- ⟦a: b\n  c: [d]⟧\n- e\n"),
        Example("0", "- ⟦- a\n  - b⟧\n- c\n"),
        Example("a", "a:\n  ⟦'b c': d⟧\n"),
    ]

    static let properties = [
        Example("a", "a: &x ⟦b⟧\n"),
        Example("a", "a: !!str ⟦'b'⟧\n"),
        Example("a", "a: &x !!str ⟦\"b\"⟧\n"),
        Example("a", "a: &x⟦:b⟧\n"),
        Example("a", "a: !!str &x\n  ⟦b⟧\n"),
        Example("a", "a: !<tag:yaml.org,2002:str> ⟦b⟧\n"),
        Example("a", "a: !!map # c\n  ⟦b: c⟧\n"),
        Example("a", "a: &x !!seq\n  # c\n  ⟦- b⟧\n"),
        Example("a", "a: &x ⟦{b: c}⟧\n"),
        Example("a", "a: &x\n  ⟦&y b: c⟧\n"),
        Example("c", "a: &x b\nc: ⟦*x⟧ # d\n"),
        Example("c", "a: &x {b: c}\nc: ⟦*x⟧\nd: e\n"),
        Example("a", "a: !!str ⟦|-\n  b⟧\n\n"),
    ]

    @Test(arguments: scalars + empties + collections + properties, SourceVariant.allCases)
    func `cover exactly what is written`(_ example: Example, _ variant: SourceVariant) throws {
        let expected = MarkedSource(example.marked, variant)
        let stream = YAMLComposer.compose(expected.source)
        #expect(stream.failure == nil)
        let node = try #require(stream.documents.last?.root?[example.path])
        #expect(node.span == expected.span, "covers '\(expected.source.text(in: node.span))'")
        #expect(stream.misplaced(in: expected.source) == [])
    }

    @Test(
        arguments: ["⟦a⟧: b", "x: y\n⟦'a'⟧ : b", "? ⟦a⟧\n: b", "{x: y, ⟦\"a\"⟧: b}", "&k ⟦a⟧: b", "x: 🙂\n⟦a⟧: b"],
        SourceVariant.allCases
    )
    func `cover keys`(_ marked: String, _ variant: SourceVariant) throws {
        let expected = MarkedSource(marked, variant)
        let root = try #require(YAMLComposer.compose(expected.source).documents.last?.root)
        #expect(root.pair(named: "a")?.key.span == expected.span)
    }

    @Test(
        arguments: [
            "⟦a: b⟧\n\n# x\n", "⟦---\na: b⟧\n", "⟦%YAML 1.1\n---\na: b\n...⟧\n# x\n", "# x\n\n⟦- a⟧", "⟦---⟧\n",
            "⟦--- |\n a⟧\n\n",
        ]
    )
    func `cover documents`(_ marked: String) throws {
        let expected = MarkedSource(marked)
        let document = try #require(YAMLComposer.compose(expected.source).documents.first)
        #expect(document.span == expected.span, "covers '\(expected.source.text(in: document.span))'")
    }
}
