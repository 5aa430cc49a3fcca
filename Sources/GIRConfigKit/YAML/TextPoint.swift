/// A place in UTF-8 text with its line and column.
struct TextPoint {
    var byte = 0
    /// Counted from 1, as is the column.
    var line = 1
    var column = 1

    /// Steps over the scalar or line break here; does nothing at the end.
    mutating func advance(in text: UnsafeBufferPointer<UInt8>) {
        guard byte < text.count else { return }
        let breakWidth = UTF8Scan.lineBreakWidth(text, byte)
        if breakWidth > 0 {
            byte += breakWidth
            line += 1
            column = 1
        } else {
            byte = min(byte + UTF8Scan.width(text[byte]), text.count)
            column += 1
        }
    }
}
