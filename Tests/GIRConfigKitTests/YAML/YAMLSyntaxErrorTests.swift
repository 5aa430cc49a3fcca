import GIRConfigKit
import Testing

@Suite struct `YAML syntax errors` {
    struct Example: Sendable, CustomTestStringConvertible {
        let text: String
        let place: (line: Int, column: Int)
        let message: String
        let hint: String?

        init(_ text: String, _ line: Int, _ column: Int, _ message: String, _ hint: String?) {
            (self.text, place, self.message, self.hint) = (text, (line, column), message, hint)
        }

        var testDescription: String { text.debugDescription }
    }

    static let examples = [
        Example("a:\n\tb: c\n", 2, 1, "a tab character stands where only spaces can indent", "indent with spaces"),
        Example("a: b\n\tc: d\n", 2, 1, "a tab character stands where only spaces can indent", "indent with spaces"),
        Example("a: |\n\tb\n", 2, 1, "a tab character stands where only spaces can indent", "indent with spaces"),
        Example(
            "password: CRYPT: abc\n",
            1,
            16,
            "a space follows 'CRYPT:'",
            "write the encrypted value without a space, as 'CRYPT:' and its text"
        ),
        Example("a: @b\n", 1, 4, "a value cannot begin with '@'", "put the value in quotes"),
        Example(
            "a: *\n",
            1,
            5,
            "an alias, which '*' begins, needs a name of letters and digits",
            "put the value in quotes when the '*' is meant as text"
        ),
        Example(
            "a: *b\n",
            1,
            4,
            "the alias refers to an anchor that is not defined before it",
            "define it before with '&', or put the value in quotes when the '*' is meant as text"
        ),
        Example(
            "a: &\n",
            1,
            5,
            "an anchor, which '&' begins, needs a name of letters and digits",
            "put the value in quotes when the '&' is meant as text"
        ),
        Example(
            "a: 'b\nc: d\n",
            3,
            1,
            "the quote that is opened at line 1, column 4 is never closed",
            "add the closing quote"
        ),
        Example(
            "a: 'b\nc: d'e\n",
            2,
            6,
            "text follows the quote that is opened at line 1, column 4 and closed only here",
            "close it at line 1, or double a quote that belongs to the text"
        ),
        Example(
            "a: 'b' c\n",
            1,
            8,
            "text follows the closing quote",
            "put the whole value in quotes, and double a quote inside of it"
        ),
        Example(
            "a: \"b\\d\"\n",
            1,
            6,
            "the escape behind '\\' does not exist",
            "write a backslash as '\\\\' in double quotes, or use single quotes"
        ),
        Example(
            "a: \"\\x1\"\n",
            1,
            7,
            "the escape needs more hexadecimal digits",
            "'\\x' takes 2 of them, '\\u' 4 and '\\U' 8"
        ),
        Example("a: \"\\ud800\"\n", 1, 7, "the escape names no Unicode character", nil),
        Example(
            "a: b\n  c: d\n",
            2,
            4,
            "a key cannot stand here: the line before it already gives a value",
            "indent the key as its neighbours are, or put a value with ': ' in quotes"
        ),
        Example("a: b: c\n", 1, 5, "a second ': ' stands in a value that is not quoted", "put the value in quotes"),
        Example(
            "a:\n  b: c\n   d: e\n",
            3,
            5,
            "a key cannot stand here: the line before it already gives a value",
            "indent the key as its neighbours are, or put a value with ': ' in quotes"
        ),
        Example(
            "a:\n    b: c\n  d: e\n",
            3,
            3,
            "the text is not indented as the keys of its mapping",
            "start it in column 1, as the mapping that begins at line 1"
        ),
        Example(
            "a: [b, c\nd: e\n",
            2,
            2,
            "the '[' at line 1, column 4 is not closed, or a ',' is missing",
            "add the ']' or the ','"
        ),
        Example(
            "a: b]\nc: ]\n",
            2,
            4,
            "a value is expected here",
            "put the value in quotes when the ']' is meant as text"
        ),
        Example(
            "a: b\n- c\n",
            2,
            1,
            "a list item stands among the keys of a mapping",
            "indent the '-' below the key that it belongs to"
        ),
        Example(
            "- a\nb: c\n",
            2,
            1,
            "a list item that begins with '-' is expected here",
            "start it in column 1, as the list that begins at line 1"
        ),
        Example(
            "a: - b\n",
            1,
            4,
            "a list cannot begin here",
            "start the first '- ' on a line of its own, below its key"
        ),
        Example(
            "a: b\nc\nd: e\n",
            3,
            1,
            "there is no ':' behind the key that begins at line 2",
            "write 'key: value' with a space behind the colon, or indent the text if it continues a value"
        ),
        Example(
            "a: >b\n",
            1,
            5,
            "text follows the '|' or '>' that begins a block scalar",
            "start the text on the next line, or put the value in quotes"
        ),
        Example("a: |0\n  b", 1, 5, "the indentation of a block scalar cannot be 0", "remove the digit"),
        Example(
            "a: !b!c d\n",
            1,
            4,
            "the tag's handle is not declared",
            "declare it with '%TAG'; put the value in quotes when the '!' is meant as text"
        ),
        Example(
            "a: !<b c\n",
            1,
            7,
            "a tag, which '!' begins, is not well-formed",
            "put the value in quotes when the '!' is meant as text"
        ),
        Example(
            "%b\n---\na",
            1,
            3,
            "a line that begins with '%' must be a directive, and this one is none",
            "only '%YAML 1.1' and '%TAG' are known; put the text in quotes when it is a value"
        ),
        Example(
            "%YAML 1.1\n%YAML 1.1\n---\na",
            2,
            1,
            "the directive stands twice before one document",
            "remove one of the two"
        ),
        Example(
            "%YAML 2.0\n---\na",
            1,
            1,
            "the document asks for a YAML version other than 1.1 and 1.2",
            "remove the line"
        ),
        Example(
            "a: [b, ,c]\n",
            1,
            8,
            "a value is expected here",
            "put the value in quotes when the ',' is meant as text"
        ),
        Example("a: ,b\n", 1, 4, "a value is expected here", "put the value in quotes when the ',' is meant as text"),
        Example(
            "a: b\n...\nc: d\n",
            3,
            1,
            "text follows the end of the document",
            "indent it as part of the document, or begin a new one with '---'"
        ),
        Example(
            "'a' b\n",
            1,
            5,
            "text follows the closing quote",
            "put the whole value in quotes, and double a quote inside of it"
        ),
        Example(
            "{a: b:}\n",
            1,
            6,
            "a ':' stands directly before a bracket or comma",
            "put a space behind it, or quote the value"
        ),
        Example(
            "? a\n? - b\n c",
            3,
            2,
            "the text is not indented as the keys of its mapping",
            "start it in column 1, as the mapping that begins at line 1"
        ),
        Example(
            "a: ? b\n",
            1,
            4,
            "a key that begins with '?' cannot stand here",
            "put the value in quotes when the '?' is meant as text"
        ),
        Example(
            "a: [b, - c]\n",
            1,
            8,
            "a value is expected here",
            "put the value in quotes when the '-' is meant as text"
        ),
        Example(
            "a: [b}\n",
            1,
            6,
            "the '[' at line 1, column 4 is not closed, or a ',' is missing",
            "add the ']' or the ','"
        ),
        Example("a: b\n: c\n", 2, 1, "a ':' stands without a key before it", "write the key before it"),
    ]

    @Test(arguments: examples) func `say what is wrong and what to do`(_ example: Example) throws {
        let failure = try #require(compose(example.text).failure)
        #expect(failure.message == example.message)
        #expect(failure.hint == example.hint)
        #expect(failure.position.start.line == example.place.line)
        #expect(failure.position.start.column == example.place.column)
    }

    @Test(
        arguments: [
            ("a: ⟦[⟧b\nc: d\n", "the bracket is opened here"), ("a: ⟦'⟧b\n", "the quote is opened here"),
            ("⟦a⟧: b\n- c\n", "the mapping begins here"), ("a: b\n⟦c⟧\nd: e\n", "the key begins here"),
            ("⟦-⟧ a\nb: c\n", "the list begins here"),
        ]
    )
    func `point at where the trouble began`(_ marked: String, _ label: String) {
        let expected = MarkedSource(marked)
        let context = YAMLComposer.compose(expected.source).failure?.context
        #expect(context?.label == label)
        #expect(context?.span == expected.span)
    }

    @Test(arguments: SourceVariant.allCases) func `stand at the character that cannot be read`(_ variant: SourceVariant)
    {
        let expected = MarkedSource("'é🙂': ⟦@⟧b\n", variant)
        #expect(YAMLComposer.compose(expected.source).failure?.position == expected.span)
    }

    @Test func `at the end of a source are in its last line`() {
        #expect(compose("a: 'b").failure?.position.start == SourcePosition(offset: 5, line: 1, column: 6))
        #expect(compose("a: 'b\n").failure?.position.start == SourcePosition(offset: 6, line: 2, column: 1))
    }

    @Test(arguments: examples) func `quote nothing of the source`(_ example: Example) throws {
        let secret = "hunter2hunter2"
        let text = example.text.replacing("b", with: secret)
        #expect(compose(text).failure?.description.contains(secret) != true)
    }

    @Test func `describe themselves in one line`() {
        #expect(
            compose("a: @").failure?.description
                == "line 1, column 4: a value cannot begin with '@' (put the value in quotes)"
        )
    }
}
