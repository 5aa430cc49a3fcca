import CLibYAML

/// Turns libyaml's account of a failure into words for the person who wrote the file.
///
/// Nothing of the source is quoted but single indicator characters: what stands there may be a password.
struct YAMLProblem {
    private typealias Words = (message: String, hint: String?)

    private let failure: YAMLEventReader.Failure
    private let text: UnsafeBufferPointer<UInt8>
    private let lastQuoted: (start: TextPoint, end: TextPoint)?

    /// The quoted text before the failure: libyaml's marks, and the byte of the quote behind tag and anchor.
    struct Quoted {
        let quote: Int
        let start: yaml_mark_t
        let end: yaml_mark_t
    }

    init(
        _ failure: YAMLEventReader.Failure,
        _ text: UnsafeBufferPointer<UInt8>,
        _ lastQuoted: Quoted?,
        _ marks: inout MarkResolver
    ) {
        self.failure = failure
        self.text = text
        self.lastQuoted = lastQuoted.map { quoted in
            var start = marks.point(quoted.start)
            while start.byte < quoted.quote { start.advance(in: text) }
            return (start, marks.point(quoted.end))
        }
    }

    /// The error with its places in the source.
    func explained(_ marks: inout MarkResolver) -> YAMLSyntaxError {
        switch failure.kind {
        case YAML_READER_ERROR:
            let words = readerWords
            let point = pointOfByte(failure.offset)
            // Bytes that are no character have no width.
            let span = failure.problem.hasPrefix("control") ? span(point, &marks) : marks.span(point.byte, point.byte)
            return YAMLSyntaxError(words.message, span, hint: words.hint)
        case YAML_MEMORY_ERROR:
            let end = pointOfByte(text.count)
            return YAMLSyntaxError("there is not enough memory to read the source", span(end, &marks))
        default:
            let point = marks.point(failure.problemMark)
            let begin = marks.point(failure.contextMark)
            let words = words(point, begin)
            let context = contextLabel(point, begin).map {
                YAMLSyntaxError.Context(label: $0, span: span(begin, &marks))
            }
            return YAMLSyntaxError(words.message, span(point, &marks), hint: words.hint, context: context)
        }
    }

    // MARK: Bytes that are no characters

    private var readerWords: Words {
        switch failure.problem {
        case "control characters are not allowed":
            let hexadecimal = String(failure.value, radix: 16, uppercase: true)
            let name = "U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
            let hint = "remove it, or write it as an escape such as \"\\x01\" in double quotes"
            return ("the control character \(name) is not allowed", failure.value == 0 ? "remove it" : hint)
        case "input is too long": return ("the source is too long", nil)
        default: return ("the source is not valid UTF-8 here", "save the file as UTF-8, not as Latin-1 or Windows-1252")
        }
    }

    // MARK: Text that is no YAML

    private func words(_ point: TextPoint, _ begin: TextPoint) -> Words {
        switch failure.problem {
        case "found character that cannot start any token": return forbiddenStart(point)
        case "could not find expected ':'":
            return (
                "there is no ':' behind the key that begins at line \(begin.line)",
                "write 'key: value' with a space behind the colon, or indent the text if it continues a value"
            )
        case "mapping values are not allowed in this context": return unexpectedColon(point)
        case "block sequence entries are not allowed in this context":
            return ("a list cannot begin here", "start the first '- ' on a line of its own, below its key")
        case "mapping keys are not allowed in this context":
            return ("a key that begins with '?' cannot stand here", quoteHint("?"))
        case "found unexpected end of stream":
            return ("the quote that is opened at \(place(begin)) is never closed", "add the closing quote")
        case "found unexpected document indicator":
            return (
                "the quote that is opened at \(place(begin)) is not closed before the document ends",
                "add the closing quote"
            )
        case "found unknown escape character":
            return (
                "the escape behind '\\' does not exist",
                "write a backslash as '\\\\' in double quotes, or use single quotes"
            )
        case "did not find expected hexdecimal number":
            return ("the escape needs more hexadecimal digits", "'\\x' takes 2 of them, '\\u' 4 and '\\U' 8")
        case "found invalid Unicode character escape code":
            return ("the escape names no Unicode character", nil)
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return tab
        case "found unexpected ':'":
            return ("a ':' stands directly before a bracket or comma", "put a space behind it, or quote the value")
        case "did not find expected alphabetic or numeric character":
            let isAnchor = failure.context.contains("anchor")
            return isAnchor
                ? ("an anchor, which '&' begins, needs a name of letters and digits", quoteHint("&"))
                : ("an alias, which '*' begins, needs a name of letters and digits", quoteHint("*"))
        case "found an indentation indicator equal to 0":
            return ("the indentation of a block scalar cannot be 0", "remove the digit")
        case "did not find expected comment or line break" where failure.context.contains("block scalar"):
            return (
                "text follows the '|' or '>' that begins a block scalar",
                "start the text on the next line, or put the value in quotes"
            )
        default: return structureWords(point, begin)
        }
    }

    private func structureWords(_ point: TextPoint, _ begin: TextPoint) -> Words {
        switch failure.problem {
        case "did not find expected key": return expectedKey(point, begin)
        case "did not find expected '-' indicator":
            return (
                "a list item that begins with '-' is expected here",
                "start it in column \(begin.column), as the list that begins at line \(begin.line)"
            )
        case "did not find expected ',' or ']'":
            return afterQuote(point)
                ?? ("the '[' at \(place(begin)) is not closed, or a ',' is missing", "add the ']' or the ','")
        case "did not find expected ',' or '}'":
            return afterQuote(point)
                ?? ("the '{' at \(place(begin)) is not closed, or a ',' is missing", "add the '}' or the ','")
        case "did not find expected node content": return ("a value is expected here", indicatorHint(point))
        case "did not find expected <document start>":
            return afterQuote(point)
                ?? (
                    "text follows the end of the document",
                    "indent it as part of the document, or begin a new one with '---'"
                )
        case "Maximum nesting level reached, set with yaml_set_max_nest_level())":
            return ("the value is nested too deeply", nil)
        default: break
        }
        if failure.problem.hasPrefix("found duplicate %") {
            return ("the directive stands twice before one document", "remove one of the two")
        }
        if failure.context.contains("directive") || failure.problem.contains("directive") {
            return (
                "a line that begins with '%' must be a directive, and this one is none",
                "only '%YAML 1.1' and '%TAG' are known; put the text in quotes when it is a value"
            )
        }
        if failure.problem == "found incompatible YAML document" {
            return ("the document asks for a YAML version other than 1.1 and 1.2", "remove the line")
        }
        if failure.problem == "found undefined tag handle" {
            return ("the tag's handle is not declared", "declare it with '%TAG'; \(quoteHint("!"))")
        }
        if failure.context.contains("tag") {
            return ("a tag, which '!' begins, is not well-formed", quoteHint("!"))
        }
        return (failure.problem, nil)
    }

    private var tab: Words { ("a tab character stands where only spaces can indent", "indent with spaces") }

    private func forbiddenStart(_ point: TextPoint) -> Words {
        switch character(point) {
        case "\t": return tab
        case let character?:
            return ("a value cannot begin with '\(character)'", "put the value in quotes")
        case nil: return ("a value cannot begin with this character", "put the value in quotes")
        }
    }

    private func unexpectedColon(_ point: TextPoint) -> Words {
        let line = lineBefore(point)
        for prefix in ["CRYPT", "OBF"] where line.hasSuffix(prefix) {
            return (
                "a space follows '\(prefix):'",
                "write the encrypted value without a space, as '\(prefix):' and its text"
            )
        }
        if line.contains(": ") {
            return ("a second ': ' stands in a value that is not quoted", "put the value in quotes")
        }
        return (
            "a key cannot stand here: the line before it already gives a value",
            "indent the key as its neighbours are, or put a value with ': ' in quotes"
        )
    }

    private func expectedKey(_ point: TextPoint, _ begin: TextPoint) -> Words {
        if let words = afterQuote(point) { return words }
        switch character(point) {
        case "-" where isFollowedBySpace(point):
            return ("a list item stands among the keys of a mapping", "indent the '-' below the key that it belongs to")
        case "]", "}":
            return ("a bracket is closed that was never opened", "remove it, or put the value in quotes")
        case ",": return ("a ',' stands where a key is expected", "put the value in quotes")
        case ":": return ("a ':' stands without a key before it", "write the key before it")
        default: break
        }
        guard point.column != begin.column else { return ("a key is expected here", nil) }
        return (
            "the text is not indented as the keys of its mapping",
            "start it in column \(begin.column), as the mapping that begins at line \(begin.line)"
        )
    }

    /// What to say when the trouble follows a quoted value: then the quote is the likely cause.
    private func afterQuote(_ point: TextPoint) -> Words? {
        guard let (start, end) = lastQuoted, end.line == point.line, end.byte <= point.byte else { return nil }
        guard text[end.byte..<point.byte].allSatisfy(UTF8Scan.isBlank) else { return nil }
        if start.line == end.line {
            return ("text follows the closing quote", "put the whole value in quotes, and double a quote inside of it")
        }
        return (
            "text follows the quote that is opened at \(place(start)) and closed only here",
            "close it at line \(start.line), or double a quote that belongs to the text"
        )
    }

    private func contextLabel(_ point: TextPoint, _ begin: TextPoint) -> String? {
        guard !failure.context.isEmpty, begin.byte < point.byte else { return nil }
        switch failure.context {
        case "while scanning a simple key": return "the key begins here"
        case "while scanning a quoted scalar", "while parsing a quoted scalar": return "the quote is opened here"
        case "while parsing a block mapping": return "the mapping begins here"
        case "while parsing a block collection": return "the list begins here"
        case "while parsing a flow sequence", "while parsing a flow mapping": return "the bracket is opened here"
        default: return nil
        }
    }

    // MARK: Looking at the text

    private func quoteHint(_ character: Character) -> String {
        "put the value in quotes when the '\(character)' is meant as text"
    }

    private func indicatorHint(_ point: TextPoint) -> String? {
        guard let character = character(point), ",]}:|>-?".contains(character) else { return nil }
        return quoteHint(character)
    }

    private func place(_ point: TextPoint) -> String { "line \(point.line), column \(point.column)" }

    /// The ASCII character at a place; nil at the end and for every other character.
    private func character(_ point: TextPoint) -> Character? {
        guard point.byte < text.count, text[point.byte] < 0x80 else { return nil }
        return Character(Unicode.Scalar(text[point.byte]))
    }

    private func isFollowedBySpace(_ point: TextPoint) -> Bool {
        let next = point.byte + 1
        return next >= text.count || UTF8Scan.isBlank(text[next]) || UTF8Scan.lineBreakWidth(text, next) > 0
    }

    private func lineBefore(_ point: TextPoint) -> String {
        var start = point.byte
        while start > 0 && UTF8Scan.lineBreakWidth(text, before: start) == 0 { start -= 1 }
        return String(decoding: text[start..<point.byte], as: UTF8.self)
    }

    /// The place of the character that a byte belongs to.
    private func pointOfByte(_ offset: Int) -> TextPoint {
        var point = TextPoint()
        while point.byte < text.count {
            var next = point
            next.advance(in: text)
            if next.byte > offset { break }
            point = next
        }
        return point
    }

    /// One character, or nothing where a line or the text ends.
    private func span(_ point: TextPoint, _ marks: inout MarkResolver) -> SourceSpan {
        var end = point
        end.advance(in: text)
        return marks.span(point.byte, end.line == point.line ? end.byte : point.byte)
    }
}
