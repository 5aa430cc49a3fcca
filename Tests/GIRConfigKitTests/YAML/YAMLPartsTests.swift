import Testing

@testable import GIRConfigKit

/// Large sources, which are read in several parts at once.
@Suite struct `large sources` {
    private static let document = """
        # häufig 🙂 und lang
        jetty:
          port: 8090 # behind
          host: "größer"
        list: [a, 'b', *anchor]
        text: |
          --- no document
           ---


        """.replacing("*anchor", with: "c")

    private static func source(_ middle: String = "", _ lineEnd: String = "\n") -> SourceText {
        let count = (DocumentParts.worthwhile + 200_000) / document.utf8.count
        let half = (0..<count / 2).map { "--- # \($0)\n\(document)" }.joined()
        let text = (half + middle + half).replacing("\n", with: lineEnd)
        return SourceText(path: "large.yaml", bytes: Array(text.utf8))
    }

    @Test(arguments: ["\n", "\r\n"])
    func `have every value and comment at its place`(lineEnd: String) throws {
        let source = Self.source("", lineEnd)
        try #require(
            DocumentParts(source.bytes[...]).ranges.count
                == Concurrent.shares(of: source.bytes.count, atLeast: DocumentParts.worthwhile / 2).count
        )
        let stream = YAMLComposer.compose(source)
        #expect(stream.failure == nil)
        #expect(stream.documents.count == stream.comments.count / 3)
        for index in stride(from: 0, to: stream.documents.count, by: 97) + [stream.documents.count - 1] {
            let root = try #require(stream.documents[index].root)
            let port = try #require(root["jetty.port"])
            #expect(source.text(in: port.span) == "8090")
            #expect(source.position(atOffset: port.span.start.offset) == port.span.start)
            let item = try #require(root["list.2"])
            #expect(source.text(in: item.span) == "c")
            #expect(source.position(atOffset: item.span.end.offset) == item.span.end)
            let comment = stream.comments[3 * index + 2]
            #expect(source.text(in: comment.span) == "# behind")
            #expect(comment.text == "behind")
            #expect(source.position(atOffset: comment.span.start.offset) == comment.span.start)
        }
        let starts = stream.documents.map(\.span.start.offset)
        #expect(starts == starts.sorted())
    }

    @Test func `keep what is before an error, and have its line`() {
        let source = Self.source("---\nbroken: [a,\n---\n")
        let stream = YAMLComposer.compose(source)
        let line = String(decoding: source.bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        .firstIndex { $0.hasPrefix("broken") }
        #expect(stream.failure.map { abs($0.position.start.line - (line ?? 0) - 1) <= 1 } == true)
        #expect(stream.documents.last?.isComplete == false)
    }

    @Test func `are not cut behind a directive`() {
        let text = Array("a: 1\n--- # one\nb: 2\n...\n%YAML 1.1\n# x\n\n---\nc: 3\n--- \nd: 4\n".utf8)
        for smallest in 1...text.count {
            for range in DocumentParts(text[...], smallest: smallest).ranges.dropFirst() {
                let start = String(decoding: text[range], as: UTF8.self).prefix(5)
                #expect(["--- #", "--- \n"].contains(start), "\(start)")
            }
        }
    }

    @Test func `may have a value in so many bytes, and small ones half a million`() {
        let limits = YAMLLimits(maximumNodes: 4, bytesPerNode: 5)
        func failure(_ text: String) -> String? {
            YAMLComposer.compose(SourceText(path: "-", bytes: Array(text.utf8)), limits: limits).failure?.message
        }
        #expect(failure("- a\n- b\n- c\n") == nil)
        #expect(failure("- a\n- b\n- c\n- d\n") == "the source has more than 4 values")
        #expect(failure("- aaaaaa\n- bbbbbb\n- cccccc\n- dddddd\n") == nil)
        #expect(YAMLLimits.standard.nodes(in: 0) == 500_000)
    }
}
