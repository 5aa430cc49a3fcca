/// A place in UTF-8 text in all the units that libyaml and its users count in.
struct TextPoint {
    var byte = 0
    /// The number of scalars before the place; libyaml calls it the index.
    var scalar = 0
    /// Counted from 1, as is the column.
    var line = 1
    var column = 1

    /// Steps over the scalar or line break here; does nothing at the end.
    mutating func advance(in text: UnsafeBufferPointer<UInt8>) {
        guard byte < text.count else { return }
        let breakWidth = UTF8Scan.lineBreakWidth(text, byte)
        if breakWidth > 0 {
            // CRLF is two scalars to libyaml, every other line break is one.
            scalar += text[byte] == 0x0D ? breakWidth : 1
            byte += breakWidth
            line += 1
            column = 1
        } else {
            byte = min(byte + UTF8Scan.width(text[byte]), text.count)
            scalar += 1
            column += 1
        }
    }

    /// The place at a byte that is not before this one.
    func advanced(to end: Int, in text: UnsafeBufferPointer<UInt8>) -> TextPoint {
        var point = self
        while point.byte < min(end, text.count) {
            let lineEnd = min(UTF8Scan.endOfLine(text, point.byte), end)
            point = point.advancedOnLine(to: lineEnd, in: text)
            if lineEnd < end { point.advance(in: text) }
        }
        return point
    }

    /// The same, when no line break is on the way.
    func advancedOnLine(to end: Int, in text: UnsafeBufferPointer<UInt8>) -> TextPoint {
        let end = max(byte, end)
        let count = UTF8Scan.scalarCount(text, byte..<end)
        return TextPoint(byte: end, scalar: scalar + count, line: line, column: column + count)
    }
}
