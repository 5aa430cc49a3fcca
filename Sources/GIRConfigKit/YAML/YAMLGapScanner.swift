/// Reads what libyaml throws away: the text between scalars, where the comments are.
///
/// Between the end of a scalar or alias and the start of the next one a `#` can only begin a comment: the tokens that
/// stand there (indicators, tags, anchors, directives) never hold one.
struct YAMLGapScanner {
    /// A comment as it stands in the text.
    struct Comment {
        let start: TextPoint
        let end: TextPoint
        let isTrailing: Bool
    }

    /// What was found and not yet fetched.
    var comments: [Comment] = []
    private let text: UnsafeBufferPointer<UInt8>
    private var gap = TextPoint()

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    /// Continues behind a scalar or an alias.
    @inline(__always)
    mutating func resume(at point: TextPoint) {
        gap = point
    }

    /// Looks for comments from where the last look ended up to a place.
    @inline(__always)
    mutating func scan(upTo end: TextPoint) {
        var at = gap.byte
        while at < end.byte {
            if text[at] == UInt8(ascii: "#") {
                _ = scanForLastSignificant(upTo: end)
                return
            }
            at += 1
        }
        gap = end
    }

    /// The same; returns where what is neither comment nor white space ends, or where the look began.
    mutating func scanForLastSignificant(upTo end: TextPoint) -> TextPoint {
        var at = gap
        var lastSignificant = gap
        while at.byte < end.byte {
            if text[at.byte] == UInt8(ascii: "#") {
                let comment = comment(at: at)
                comments.append(comment)
                at = comment.end.advancedOnLine(to: UTF8Scan.endOfLine(text, comment.end.byte), in: text)
            } else {
                let isSpace = isSpace(at.byte)
                at.advance(in: text)
                if !isSpace { lastSignificant = at }
            }
        }
        gap = end
        return lastSignificant
    }

    /// The start of a value that is written behind tags and anchors.
    func skipProperties(_ count: Int, from start: TextPoint) -> TextPoint {
        var at = start
        var left = count
        while at.byte < text.count {
            if isSpace(at.byte) {
                at.advance(in: text)
            } else if text[at.byte] == UInt8(ascii: "#") {
                at = at.advancedOnLine(to: UTF8Scan.endOfLine(text, at.byte), in: text)
            } else if left == 0 {
                break
            } else {
                left -= 1
                // A tag ends at white space. An anchor ends with its name, and libyaml lets a ':' follow.
                let isAnchor = text[at.byte] == UInt8(ascii: "&")
                repeat {
                    at.advance(in: text)
                } while at.byte < text.count && (isAnchor ? isNameByte(text[at.byte]) : !isSpace(at.byte))
            }
        }
        return at
    }

    /// Looks for a comment behind the `|` or `>` of a block scalar.
    mutating func scanBlockHeader(from start: TextPoint) {
        var at = endOfBlockHeader(start)
        while at.byte < text.count && UTF8Scan.isBlank(text[at.byte]) { at.advance(in: text) }
        if at.byte < text.count && text[at.byte] == UInt8(ascii: "#") { comments.append(comment(at: at)) }
    }

    /// Where the last line of a block scalar that is not blank ends, or its header when there is none.
    func endOfBlockScalar(from start: TextPoint, to end: TextPoint) -> TextPoint {
        var last = end.byte
        while last > start.byte {
            if UTF8Scan.isBlank(text[last - 1]) {
                last -= 1
            } else {
                let width = UTF8Scan.lineBreakWidth(text, before: last)
                if width == 0 { break }
                last -= width
            }
        }
        return last > UTF8Scan.endOfLine(text, start.byte)
            ? start.advanced(to: last, in: text) : endOfBlockHeader(start)
    }

    private func endOfBlockHeader(_ start: TextPoint) -> TextPoint {
        var at = start
        repeat { at.advance(in: text) } while at.byte < text.count && "+-0123456789".utf8.contains(text[at.byte])
        return at
    }

    private func comment(at start: TextPoint) -> Comment {
        var end = UTF8Scan.endOfLine(text, start.byte)
        while UTF8Scan.isBlank(text[end - 1]) { end -= 1 }
        var before = start.byte
        while before > 0 && UTF8Scan.isBlank(text[before - 1]) { before -= 1 }
        return Comment(
            start: start,
            end: start.advancedOnLine(to: end, in: text),
            isTrailing: before > 0 && UTF8Scan.lineBreakWidth(text, before: before) == 0
        )
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private func isSpace(_ at: Int) -> Bool {
        UTF8Scan.isBlank(text[at]) || UTF8Scan.lineBreakWidth(text, at) > 0
    }
}
