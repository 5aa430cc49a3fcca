/// The encoding of Java's `DataOutput.writeUTF`: UTF-16 units, each in one to three bytes, and zero in two.
enum ModifiedUTF8 {
    /// The most bytes that the two-byte length before a string can announce.
    static let lengthLimit = 0xffff

    static func decode(_ bytes: ArraySlice<UInt8>) throws(PKIError) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count)
        var rest = bytes
        func continuation() throws(PKIError) -> UInt16 {
            guard let byte = rest.popFirst(), byte & 0xc0 == 0x80 else { throw notText }
            return UInt16(byte & 0x3f)
        }
        while let first = rest.popFirst() {
            switch first {
            case 0x00...0x7f: units.append(UInt16(first))
            case 0xc0...0xdf: units.append(UInt16(first & 0x1f) << 6 | (try continuation()))
            case 0xe0...0xef:
                let (second, third) = (try continuation(), try continuation())
                units.append(UInt16(first & 0x0f) << 12 | second << 6 | third)
            default: throw notText
            }
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw notText }
        return text
    }

    /// The bytes without the length; throws `limitExceeded` where they are too many for it.
    static func encode(_ text: String) throws(PKIError) -> [UInt8] {
        var bytes: [UInt8] = []
        for unit in text.utf16 {
            switch unit {
            case 0x01...0x7f: bytes.append(UInt8(unit))
            case 0x00, 0x80...0x7ff: bytes += [0xc0 | UInt8(unit >> 6), 0x80 | UInt8(unit & 0x3f)]
            default: bytes += [0xe0 | UInt8(unit >> 12), 0x80 | UInt8(unit >> 6 & 0x3f), 0x80 | UInt8(unit & 0x3f)]
            }
        }
        guard bytes.count <= lengthLimit else {
            throw PKIError(
                .limitExceeded,
                "an alias of \(bytes.count) bytes is too long, expected at most \(lengthLimit)"
            )
        }
        return bytes
    }

    private static var notText: PKIError { PKIError(.malformed, "an alias or name is not valid modified UTF-8") }
}
