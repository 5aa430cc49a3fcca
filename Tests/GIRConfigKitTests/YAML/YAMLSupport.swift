import GIRConfigKit
import Testing

/// The ways in which the same characters can be stored; every test about places runs on all of them.
enum SourceVariant: String, CaseIterable, CustomTestStringConvertible {
    case lineFeed, carriageReturnLineFeed, carriageReturn, utf8Mark, utf16LittleEndian, utf16BigEndian, afterEmoji

    var testDescription: String { rawValue }

    /// The text in this variant; what stands before it is a document of its own.
    func text(_ text: String) -> String {
        switch self {
        case .carriageReturnLineFeed: text.replacing("\n", with: "\r\n")
        case .carriageReturn: text.replacing("\n", with: "\r")
        case .afterEmoji: "é🙂: 'ü'\n---\n" + text
        default: text
        }
    }

    func bytes(_ text: String) -> [UInt8] {
        switch self {
        case .utf8Mark: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        case .utf16LittleEndian: [0xFF, 0xFE] + SourceEncoding.utf16LittleEndian.encode(text)
        case .utf16BigEndian: [0xFE, 0xFF] + SourceEncoding.utf16BigEndian.encode(text)
        default: Array(text.utf8)
        }
    }

    /// Where a place in the text is, counted the slow way.
    func position(_ prefix: String) -> SourcePosition {
        var line = 1
        var column = 1
        for character in prefix {
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += character.unicodeScalars.count
            }
        }
        return SourcePosition(offset: bytes(prefix).count, line: line, column: column)
    }
}

/// A text with one range marked as ⟦…⟧, made into a source and the span of the range.
struct MarkedSource {
    let source: SourceText
    let span: SourceSpan

    init(_ marked: String, _ variant: SourceVariant = .lineFeed) {
        let text = variant.text(marked)
        let parts = text.split(omittingEmptySubsequences: false) { "⟦⟧".contains($0) }.map(String.init)
        source = SourceText(path: "a.yaml", bytes: variant.bytes(parts.joined()))
        span = SourceSpan(
            start: variant.position(parts[0]),
            end: variant.position(parts[0] + (parts.count > 1 ? parts[1] : ""))
        )
    }
}

func compose(_ text: String, limits: YAMLLimits = .standard) -> YAMLStream {
    YAMLComposer.compose(SourceText(path: "a.yaml", bytes: Array(text.utf8)), limits: limits)
}

/// The root of the last document.
func root(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> YAMLNode {
    let stream = compose(text)
    #expect(stream.failure == nil, sourceLocation: sourceLocation)
    return try #require(stream.documents.last?.root, sourceLocation: sourceLocation)
}

extension YAMLNode {
    /// The tree in a few characters: scalars quoted, collections in brackets, aliases with their name.
    var outline: String {
        let start = (alias.map { "*\($0)=" } ?? "") + (anchor.map { "&\($0) " } ?? "") + (tag.map { $0 + " " } ?? "")
        return switch content {
        case .scalar(let scalar): start + "'" + scalar.text + "'"
        case .sequence(let items): start + "[" + items.map(\.outline).joined(separator: ", ") + "]"
        case .mapping(let pairs):
            start + "{" + pairs.map { $0.key.outline + ": " + $0.value.outline }.joined(separator: ", ") + "}"
        }
    }

    /// Every node of the tree, aliases followed.
    var descendants: [YAMLNode] {
        switch content {
        case .scalar: [self]
        case .sequence(let items): [self] + items.flatMap(\.descendants)
        case .mapping(let pairs): [self] + pairs.flatMap { $0.key.descendants + $0.value.descendants }
        }
    }
}

extension YAMLStream {
    /// What is wrong with the places in a stream; each is looked up again in the source, which counts by itself.
    func misplaced(in source: SourceText) -> [String] {
        var found: [String] = []
        func check(_ span: SourceSpan, _ what: String) {
            let range = span.start.offset...max(span.start.offset, span.end.offset)
            if span.end < span.start || range.upperBound > source.bytes.count { found.append("\(what): \(span)") }
            for place in [span.start, span.end] where source.position(atOffset: place.offset) != place {
                found.append("\(what): \(place) is \(source.position(atOffset: place.offset))")
            }
        }
        for document in documents {
            check(document.span, "document")
            for node in document.root?.descendants ?? [] {
                check(node.span, "node \(node.outline.prefix(20))")
                guard node.alias == nil else { continue }
                for child in node.items + node.pairs.flatMap({ [$0.key, $0.value] })
                where child.span.start < node.span.start || node.span.end < child.span.end {
                    found.append("\(child.span) is outside of \(node.span)")
                }
            }
        }
        for comment in comments {
            check(comment.span, "comment")
            if source.text(in: comment.span).unicodeScalars.first != "#" {
                found.append("no comment at \(comment.span)")
            }
        }
        if let failure { check(failure.position, "failure") }
        if let context = failure?.context { check(context.span, "context") }
        return found
    }
}
