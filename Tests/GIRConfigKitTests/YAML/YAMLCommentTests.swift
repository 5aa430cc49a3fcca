import GIRConfigKit
import Testing

@Suite struct `YAML comments` {
    private static let text = """
        # first
        #
        %YAML 1.1 # directive
        --- # start
        a: b   #   trailing 🙂  \t
        "c # no": 'd # no'  # yes
        e: f#no
        g: # behind a key
          - h
          # between
          - {i: j, # in braces
             k: [l] # in brackets
            }
        m: | # header
          # no
          n

        # behind a block
        o: &p # anchor
          q
        r: *p # alias
        s: !!str # tag
          t
        u: plain # ends it
        v: >-
          # no
        w:
        # before the end
        ...
        # last
        """

    private static let expected = [
        "first", "", "directive", "start", "trailing 🙂", "yes", "behind a key", "between", "in braces",
        "in brackets", "header", "behind a block", "anchor", "alias", "tag", "ends it", "before the end", "last",
    ]

    @Test(arguments: SourceVariant.allCases) func `are all found, and nothing else`(_ variant: SourceVariant) {
        // A directive can only stand before the first document.
        let text = variant == .afterEmoji ? Self.text.replacing("%YAML 1.1 ", with: "") : Self.text
        let source = SourceText(path: "a.yaml", bytes: variant.bytes(variant.text(text)))
        let stream = YAMLComposer.compose(source)
        #expect(stream.failure == nil)
        #expect(stream.comments.map(\.text) == Self.expected)
        #expect(stream.misplaced(in: source) == [])
    }

    @Test func `know whether they stand alone`() {
        let stream = compose(Self.text)
        let alone = stream.comments.filter { !$0.isTrailing }.map(\.text)
        #expect(alone == ["first", "", "between", "behind a block", "before the end", "last"])
    }

    @Test(arguments: SourceVariant.allCases) func `span from the sign to the last character`(_ variant: SourceVariant) {
        let expected = MarkedSource("a: '🙂' ⟦#  é 🙂⟧ \t\nb: c", variant)
        #expect(YAMLComposer.compose(expected.source).comments.map(\.span) == [expected.span])
    }

    @Test func `before a failure are kept`() {
        let stream = compose("# one\na: b\n# two\nc: d\ne: @\n# three\n")
        #expect(stream.failure != nil)
        #expect(stream.comments.map(\.text) == ["one", "two"])
    }

    @Test func `in a source without values are found`() {
        let stream = compose("# only\n  # this")
        #expect(stream.documents.isEmpty)
        #expect(stream.comments.map(\.text) == ["only", "this"])
    }
}
