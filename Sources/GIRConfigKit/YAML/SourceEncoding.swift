/// How the bytes of a source stand for characters; decided by the byte order mark alone, as YAML 1.1 does.
public enum SourceEncoding: Sendable, Hashable {
    /// UTF-8 without a byte order mark.
    case utf8
    /// UTF-8 behind EF BB BF.
    case utf8WithMark
    /// UTF-16 behind FF FE.
    case utf16LittleEndian
    /// UTF-16 behind FE FF.
    case utf16BigEndian

    /// Finds the encoding of a source from its first bytes.
    public init(of bytes: [UInt8]) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8WithMark
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            self = .utf16LittleEndian
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else {
            self = .utf8
        }
    }

    /// The length of the byte order mark in bytes.
    public var markLength: Int {
        switch self {
        case .utf8: 0
        case .utf8WithMark: 3
        case .utf16LittleEndian, .utf16BigEndian: 2
        }
    }

    /// Whether two bytes make a code unit.
    public var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

    /// The bytes that stand for a text inside such a source; no byte order mark is added.
    public func encode(_ text: String) -> [UInt8] {
        switch self {
        case .utf8, .utf8WithMark: Array(text.utf8)
        case .utf16LittleEndian: text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BigEndian: text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        }
    }

    /// The text of some bytes of such a source; what does not decode becomes U+FFFD.
    public func decode(_ bytes: ArraySlice<UInt8>) -> String {
        isUTF16 ? String(decoding: units(bytes), as: UTF16.self) : String(decoding: bytes, as: UTF8.self)
    }

    /// The UTF-16 code units of some bytes; an odd last byte is left out.
    func units(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
        let low = self == .utf16BigEndian ? 1 : 0
        return stride(from: bytes.startIndex, to: bytes.endIndex - bytes.count % 2, by: 2).map { at in
            UInt16(bytes[at + low]) | UInt16(bytes[at + 1 - low]) << 8
        }
    }
}
