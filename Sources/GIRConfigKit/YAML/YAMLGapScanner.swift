/// Reads what libyaml throws away: the text between scalars, where the comments are.
///
/// Between the end of a scalar or alias and the start of the next one a `#` can only begin a comment: the tokens that
/// stand there (indicators, tags, anchors, directives) never hold one. All places are bytes of the text.
struct YAMLGapScanner {
    /// The comments that were found.
    private(set) var comments: [YAMLTree.Comment] = []
    private let text: UnsafeBufferPointer<UInt8>
    private var gap = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    /// Continues behind a scalar or an alias.
    @inline(__always)
    mutating func resume(at byte: Int) {
        gap = byte
    }

    /// Looks for comments from where the last look ended up to a place.
    @inline(__always)
    mutating func scan(upTo end: Int) {
        var at = gap
        while at < end {
            if text[at] == UInt8(ascii: "#") {
                _ = scanForLastSignificant(upTo: end)
                return
            }
            at += 1
        }
        gap = end
    }

    /// The same; returns where what is neither comment nor white space ends, or where the look began.
    mutating func scanForLastSignificant(upTo end: Int) -> Int {
        var at = gap
        var lastSignificant = gap
        while at < end {
            if text[at] == UInt8(ascii: "#") {
                at = addComment(at: at)
            } else {
                let space = spaceWidth(at)
                at += max(space, 1)
                if space == 0 { lastSignificant = at }
            }
        }
        gap = end
        return lastSignificant
    }

    /// The start of a value that is written behind tags and anchors.
    func skipProperties(_ count: Int, from start: Int) -> Int {
        var at = start
        var left = count
        while at < text.count {
            let space = spaceWidth(at)
            if space > 0 {
                at += space
            } else if text[at] == UInt8(ascii: "#") {
                at = UTF8Scan.endOfLine(text, at)
            } else if left == 0 {
                break
            } else {
                left -= 1
                // A tag ends at white space. An anchor ends with its name, and libyaml lets a ':' follow.
                let isAnchor = text[at] == UInt8(ascii: "&")
                repeat {
                    at += 1
                } while at < text.count && (isAnchor ? isNameByte(text[at]) : spaceWidth(at) == 0)
            }
        }
        return at
    }

    /// Looks for a comment behind the `|` or `>` of a block scalar.
    mutating func scanBlockHeader(from start: Int) {
        var at = endOfBlockHeader(start)
        while at < text.count && UTF8Scan.isBlank(text[at]) { at += 1 }
        if at < text.count && text[at] == UInt8(ascii: "#") { _ = addComment(at: at) }
    }

    /// Where the last line of a block scalar that is not blank ends, or its header when there is none.
    func endOfBlockScalar(from start: Int, to end: Int) -> Int {
        var last = end
        while last > start {
            if UTF8Scan.isBlank(text[last - 1]) {
                last -= 1
            } else {
                let width = UTF8Scan.lineBreakWidth(text, before: last)
                if width == 0 { break }
                last -= width
            }
        }
        return last > UTF8Scan.endOfLine(text, start) ? last : endOfBlockHeader(start)
    }

    private func endOfBlockHeader(_ start: Int) -> Int {
        var at = start
        repeat { at += 1 } while at < text.count && "+-0123456789".utf8.contains(text[at])
        return min(at, text.count)
    }

    /// Takes the comment at a `#`; returns where its line ends.
    private mutating func addComment(at start: Int) -> Int {
        let lineEnd = UTF8Scan.endOfLine(text, start)
        var end = lineEnd
        while UTF8Scan.isBlank(text[end - 1]) { end -= 1 }
        var before = start
        while before > 0 && UTF8Scan.isBlank(text[before - 1]) { before -= 1 }
        comments.append(
            YAMLTree.Comment(
                start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end),
                isTrailing: before > 0 && UTF8Scan.lineBreakWidth(text, before: before) == 0
            )
        )
        return lineEnd
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The length in bytes of the blank or line break here; 0 where there is neither.
    @inline(__always)
    private func spaceWidth(_ at: Int) -> Int {
        UTF8Scan.isBlank(text[at]) ? 1 : UTF8Scan.lineBreakWidth(text, at)
    }
}
