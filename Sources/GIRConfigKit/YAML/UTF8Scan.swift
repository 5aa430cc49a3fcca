/// Questions about a byte in UTF-8 text, answered as YAML 1.1 sees it.
enum UTF8Scan {
    /// The length in bytes of the line break that begins here, CRLF being one; 0 where none does.
    @inline(__always)
    static func lineBreakWidth(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        let byte = text[at]
        if byte > 0x0D && byte < 0xC2 { return 0 }
        switch byte {
        case 0x0A: return 1
        case 0x0D: return at + 1 < text.count && text[at + 1] == 0x0A ? 2 : 1
        case 0xC2: return at + 1 < text.count && text[at + 1] == 0x85 ? 2 : 0
        case 0xE2:
            guard at + 2 < text.count, text[at + 1] == 0x80 else { return 0 }
            return text[at + 2] == 0xA8 || text[at + 2] == 0xA9 ? 3 : 0
        default: return 0
        }
    }

    /// The length in bytes of the line break that ends just before `end`; 0 where none does.
    static func lineBreakWidth(_ text: UnsafeBufferPointer<UInt8>, before end: Int) -> Int {
        for width in [3, 2] where end >= width && lineBreakWidth(text, end - width) == width { return width }
        return end > 0 && (text[end - 1] == 0x0A || text[end - 1] == 0x0D) ? 1 : 0
    }

    /// Whether the byte is a space or a tab.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// The length in bytes of the scalar that begins with this byte in valid text.
    @inline(__always)
    static func width(_ lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

    /// The end of the line that a byte is on, its line break left out.
    static func endOfLine(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < text.count {
            // Eight bytes that are printable ASCII hold no line break: none is below 0x0E or above 0x7F.
            if let word = word(text, at), (word &- 0x0E0E_0E0E_0E0E_0E0E | word) & highBits == 0 {
                at += 8
            } else if lineBreakWidth(text, at) == 0 {
                at += 1
            } else {
                break
            }
        }
        return at
    }

    /// The number of scalars in a range of valid text.
    static func scalarCount(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
        var count = 0
        var at = range.lowerBound
        while at < range.upperBound {
            if at + 8 <= range.upperBound, let word = word(text, at), word & highBits == 0 {
                at += 8
                count += 8
            } else {
                count += text[at] & 0xC0 == 0x80 ? 0 : 1
                at += 1
            }
        }
        return count
    }

    /// Whether every byte is ASCII.
    static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = 0
        while let word = word(text, at) {
            if word & highBits != 0 { return false }
            at += 8
        }
        return text[at...].allSatisfy { $0 < 0x80 }
    }

    /// Eight bytes at once; nil where there are fewer.
    @inline(__always)
    static func word(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt64? {
        guard at + 8 <= text.count else { return nil }
        return UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: at, as: UInt64.self)
    }

    /// The bit of each byte of a word that ASCII leaves unset.
    static let highBits: UInt64 = 0x8080_8080_8080_8080
}
