import CLibYAML

/// Finds the bytes behind libyaml's marks, which count scalars, and the places in the source behind those.
///
/// In ASCII text the two are the same. Elsewhere a cursor follows the marks, which come nearly in order, so that the
/// whole text is walked about once; no table is kept.
struct MarkResolver {
    private let text: UnsafeBufferPointer<UInt8>
    private let encoding: SourceEncoding
    private let isASCII: Bool
    private let start: Start
    private var byte = 0
    private var scalar = 0
    /// The scalars before the cursor that take two units in UTF-16.
    private var wide = 0

    /// Where the text begins in the whole text: the bytes and lines before it.
    ///
    /// UTF-16 is never read in parts.
    struct Start {
        var byte = 0
        var line = 0
    }

    init(_ text: UnsafeBufferPointer<UInt8>, _ encoding: SourceEncoding, from start: Start = Start()) {
        self.text = text
        self.start = start
        self.encoding = encoding
        isASCII = UTF8Scan.isASCII(text)
    }

    /// The place a mark stands for.
    @inline(__always)
    mutating func point(_ mark: yaml_mark_t) -> TextPoint {
        let byte = byte(ofScalar: mark.index)
        if byte == text.count && mark.column == 0 { return endPoint(mark) }
        return TextPoint(byte: byte, scalar: mark.index, line: mark.line + 1, column: mark.column + 1)
    }

    /// The end of the text: libyaml counts one line more where the last one has no line break.
    private func endPoint(_ mark: yaml_mark_t) -> TextPoint {
        var start = text.count
        while start > 0 && UTF8Scan.lineBreakWidth(text, before: start) == 0 { start -= 1 }
        let column = UTF8Scan.scalarCount(text, start..<text.count) + 1
        let line = column > 1 ? max(mark.line, 1) : mark.line + 1
        return TextPoint(byte: text.count, scalar: mark.index, line: line, column: column)
    }

    /// The place in the source as it was read.
    @inline(__always)
    mutating func position(_ point: TextPoint) -> SourcePosition {
        let offset: Int
        if encoding.isUTF16 {
            _ = byte(ofScalar: point.scalar)
            offset = encoding.markLength + 2 * (scalar + wide)
        } else {
            offset = encoding.markLength + start.byte + point.byte
        }
        return SourcePosition(offset: offset, line: start.line + point.line, column: point.column)
    }

    /// The range from one place to another.
    @inline(__always)
    mutating func span(_ start: TextPoint, _ end: TextPoint) -> SourceSpan {
        SourceSpan(start: position(start), end: position(end))
    }

    @inline(__always)
    private mutating func byte(ofScalar target: Int) -> Int {
        if isASCII && !encoding.isUTF16 { return min(target, text.count) }
        move(to: target)
        return byte
    }

    private mutating func move(to target: Int) {
        while scalar < target && byte < text.count {
            if target - scalar >= 8, let word = UTF8Scan.word(text, byte), word & UTF8Scan.highBits == 0 {
                byte += 8
                scalar += 8
                continue
            }
            let width = UTF8Scan.width(text[byte])
            byte = min(byte + width, text.count)
            scalar += 1
            wide += width == 4 ? 1 : 0
        }
        while scalar > target && byte > 0 {
            repeat { byte -= 1 } while byte > 0 && text[byte] & 0xC0 == 0x80
            scalar -= 1
            wide -= text[byte] >= 0xF0 ? 1 : 0
        }
    }
}
