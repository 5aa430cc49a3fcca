import CLibYAML

/// Finds the bytes behind libyaml's marks, which count scalars, and the bytes of the source behind those.
///
/// In ASCII text the two are the same. Elsewhere a cursor follows the marks, which come nearly in order, so that the
/// whole text is walked about once; no table is kept.
struct MarkResolver {
    private let text: UnsafeBufferPointer<UInt8>
    private let source: SourceText
    private let isASCII: Bool
    /// The bytes before the text, of which it is a part; UTF-16 is never read in parts.
    private let base: Int
    private var cursor = Cursor()
    // A second one, so that places in the source can be asked for in another order than marks.
    private var unitCursor = Cursor()

    init(_ text: UnsafeBufferPointer<UInt8>, of source: SourceText, from start: Int = 0) {
        self.text = text
        self.source = source
        base = source.encoding.markLength + start
        isASCII = UTF8Scan.isASCII(text)
    }

    /// The byte of the text that a mark stands for.
    @inline(__always)
    mutating func byte(_ mark: yaml_mark_t) -> Int {
        if isASCII { return min(mark.index, text.count) }
        cursor.move(toScalar: mark.index, in: text)
        return cursor.byte
    }

    /// The offset in the source of a byte of the text.
    @inline(__always)
    mutating func offset(_ byte: Int) -> UInt32 {
        guard source.encoding.isUTF16 else { return UInt32(truncatingIfNeeded: base + byte) }
        unitCursor.move(toByte: byte, in: text)
        return UInt32(truncatingIfNeeded: base + 2 * (unitCursor.scalar + unitCursor.wide))
    }

    /// The span of a range of bytes of the text.
    mutating func span(_ start: Int, _ end: Int) -> SourceSpan {
        let first = offset(start)
        return source.span(Int(first)..<Int(max(first, offset(end))))
    }

    /// The place a mark stands for, with its line and column.
    mutating func point(_ mark: yaml_mark_t) -> TextPoint {
        let byte = byte(mark)
        if byte == text.count && mark.column == 0 { return endPoint(mark) }
        return TextPoint(byte: byte, line: mark.line + 1, column: mark.column + 1)
    }

    /// The end of the text: libyaml counts one line more where the last one has no line break.
    private func endPoint(_ mark: yaml_mark_t) -> TextPoint {
        var start = text.count
        while start > 0 && UTF8Scan.lineBreakWidth(text, before: start) == 0 { start -= 1 }
        let column = UTF8Scan.scalarCount(text, start..<text.count) + 1
        let line = column > 1 ? max(mark.line, 1) : mark.line + 1
        return TextPoint(byte: text.count, line: line, column: column)
    }

    /// A place in the text in the units that libyaml and UTF-16 count in.
    private struct Cursor {
        var byte = 0
        var scalar = 0
        /// The scalars before it that take two units in UTF-16.
        var wide = 0

        mutating func move(toScalar target: Int, in text: UnsafeBufferPointer<UInt8>) {
            while scalar < target && byte < text.count {
                if target - scalar >= 8, let word = UTF8Scan.word(text, byte), word & UTF8Scan.highBits == 0 {
                    byte += 8
                    scalar += 8
                } else {
                    step(in: text)
                }
            }
            while scalar > target && byte > 0 { stepBack(in: text) }
        }

        mutating func move(toByte target: Int, in text: UnsafeBufferPointer<UInt8>) {
            while byte < min(target, text.count) { step(in: text) }
            while byte > target { stepBack(in: text) }
        }

        private mutating func step(in text: UnsafeBufferPointer<UInt8>) {
            let width = UTF8Scan.width(text[byte])
            byte = min(byte + width, text.count)
            scalar += 1
            wide += width == 4 ? 1 : 0
        }

        private mutating func stepBack(in text: UnsafeBufferPointer<UInt8>) {
            repeat { byte -= 1 } while byte > 0 && text[byte] & 0xC0 == 0x80
            scalar -= 1
            wide -= text[byte] >= 0xF0 ? 1 : 0
        }
    }
}
