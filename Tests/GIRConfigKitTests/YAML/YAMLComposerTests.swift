import GIRConfigKit
import Testing

@Suite struct `YAML trees` {
    @Test(
        arguments: [
            ("a: b", "{'a': 'b'}"),
            ("a: 1\nb: 2\na: 3", "{'a': '1', 'b': '2', 'a': '3'}"),
            ("- a\n- [b, {c: d}]\n-\n", "['a', ['b', {'c': 'd'}], '']"),
            ("? [a, b]\n: c", "{['a', 'b']: 'c'}"),
            ("a: &x {b: c}\nd: *x", "{'a': &x {'b': 'c'}, 'd': *x={'b': 'c'}}"),
            ("- &x a\n- *x\n- &x b\n- *x", "[&x 'a', *x='a', &x 'b', *x='b']"),
            ("- &x [&x a, *x]\n- *x", "[&x [&x 'a', *x='a'], *x='a']"),
            ("a: !!int '1'\nb: !local c\nd: ! e", "{'a': !!int '1', 'b': !local 'c', 'd': ! 'e'}"),
            ("a: !!str\nb: &x", "{'a': !!str '', 'b': &x ''}"),
            ("%TAG !e! tag:e.org,2000:\n---\n!e!a b", "tag:e.org,2000:a 'b'"),
            ("a: |\n  b\n   c\nd: >\n  e\n  f\n", "{'a': 'b\n c\n', 'd': 'e f\n'}"),
            ("\"\\u00e9\\n\\x41\"", "'é\nA'"),
            ("<<: a", "{'<<': 'a'}"),
        ]
    )
    func `hold what is written, in order`(_ text: String, _ outline: String) throws {
        #expect(try root(text).outline == outline)
    }

    @Test func `tell how a scalar is written`() throws {
        let node = try root("- a\n- 'a'\n- \"a\"\n- |-\n  a\n- >-\n  a\n")
        #expect(node.items.map(\.scalar) == YAMLScalar.Style.allCases.map { YAMLScalar(text: "a", style: $0) })
    }

    @Test func `of several documents are apart, and so are their anchors`() {
        let stream = compose("&x a\n--- # second\nb: c\n...\n---\n...\n--- *x\n")
        #expect(stream.documents.map { $0.root?.outline } == ["&x 'a'", "{'b': 'c'}", nil, nil])
        #expect(stream.documents.map(\.isComplete) == [true, true, true, false])
        #expect(stream.failure?.position.start.line == 7)
        #expect(stream.failure?.message == "the alias refers to an anchor that is not defined before it")
    }

    @Test(arguments: ["", " \n\n", "# a\n"]) func `are none where nothing is written`(_ text: String) {
        let stream = compose(text)
        #expect(stream.documents.isEmpty)
        #expect(stream.failure == nil)
    }

    @Test func `end at an alias that is inside its own value`() throws {
        let node = try root("a: &x\n  b: *x\n")
        let alias = try #require(node["a.b"])
        #expect(alias.isRecursiveAlias)
        #expect(alias.alias == "x")
        #expect(alias.scalarText == "")
        #expect(try root("a: &x b\nc: *x")["c"]?.isRecursiveAlias == false)
    }

    @Test func `hold what was read before a failure`() {
        let stream = compose("a:\n  - b\n  - c: d\n    e: [f, @\n")
        #expect(stream.documents.first?.root?.outline == "{'a': ['b', {'c': 'd', 'e': ['f']}]}")
        #expect(stream.documents.first?.isComplete == false)
    }

    @Test func `are the same in every encoding`() throws {
        let text = "a: é🙂\n'🙂': [\u{FFFD}]\n"
        for variant in SourceVariant.allCases where variant != .afterEmoji {
            let source = SourceText(path: "a.yaml", bytes: variant.bytes(variant.text(text)))
            let document = try #require(YAMLComposer.compose(source).documents.first)
            #expect(document.root?.outline == "{'a': 'é🙂', '🙂': ['\u{FFFD}']}")
        }
    }
}

@Suite struct `YAML limits` {
    private static func bomb(_ levels: Int) -> String {
        (1..<levels).reduce("a0: &a0 [x,x,x,x,x,x,x,x,x]\n") { text, level in
            let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
            return text + "a\(level): &a\(level) [\(items)]\n"
        }
    }

    @Test func `end a billion laughs`() throws {
        let failure = try #require(compose(Self.bomb(20)).failure)
        #expect(failure.message == "aliases stand for more than 100000 values")
        #expect(failure.position.start.line <= 7)
        #expect(compose(Self.bomb(4)).failure == nil)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "]) func `end ten thousand levels`(_ opening: String) throws {
        let failure = try #require(compose(String(repeating: opening, count: 10_000)).failure)
        #expect(failure.message == "the value is nested deeper than 200 levels")
        #expect(failure.position.start.line == 1)
    }

    @Test func `end ten thousand indentations`() throws {
        let text = (0..<10_000).map { String(repeating: " ", count: $0) + "a:\n" }
        let failure = try #require(compose(text.prefix(1_000).joined()).failure)
        #expect(failure.message == "the value is nested deeper than 200 levels")
        #expect(failure.position.start.line == 201)
    }

    @Test func `end levels that aliases add up to`() throws {
        let chain = (1..<10_000).map { "- &a\($0) [*a\($0 - 1)]\n" }.joined()
        let failure = try #require(compose("- &a0 [x]\n" + chain).failure)
        #expect(failure.message == "the value is nested deeper than 200 levels")
        #expect(failure.position.start.line == 200)
    }

    @Test func `allow what is just below them`() {
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(compose(deep).failure == nil)
        let limits = YAMLLimits(maximumBytes: 9, maximumNodes: 4, maximumAliasedNodes: 1)
        #expect(compose("- a\n- b\n\n", limits: limits).failure == nil)
        #expect(compose("- &a b\n- *a", limits: YAMLLimits(maximumAliasedNodes: 1)).failure == nil)
    }

    @Test func `say which was met`() {
        #expect(
            compose("- a\n- b\n- c\n", limits: YAMLLimits(maximumBytes: 9)).failure?.message
                == "the source has 12 bytes, more than the 9 allowed"
        )
        #expect(
            compose("- a\n- b\n- c\n", limits: YAMLLimits(maximumNodes: 3)).failure?.description
                == "line 3, column 3: the source has more than 3 values"
        )
    }
}
