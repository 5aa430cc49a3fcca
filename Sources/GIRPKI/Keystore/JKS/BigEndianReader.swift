/// Reads the integers, strings and byte runs that Java's `DataOutputStream` writes.
///
/// No length is believed before it was compared with what is left.
struct BigEndianReader {
    private let bytes: [UInt8]
    /// How many bytes have been read.
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes are left.
    var remaining: Int { bytes.count - offset }

    mutating func run(_ count: Int) throws(PKIError) -> ArraySlice<UInt8> {
        guard count >= 0 else { throw PKIError(.malformed, "a length of \(count) stands at byte \(offset - 4)") }
        guard count <= remaining else {
            throw PKIError(.truncated, "the keystore ends too early, in the middle of an entry")
        }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    mutating func byte() throws(PKIError) -> UInt8 { try UInt8(truncatingIfNeeded: number(1)) }

    mutating func short() throws(PKIError) -> Int { try Int(number(2)) }

    /// A signed 32-bit integer.
    mutating func int() throws(PKIError) -> Int { try Int(Int32(truncatingIfNeeded: number(4))) }

    /// A signed 64-bit integer.
    mutating func long() throws(PKIError) -> Int64 { try Int64(bitPattern: number(8)) }

    /// A string with its length in two bytes before it.
    mutating func string() throws(PKIError) -> String { try ModifiedUTF8.decode(try run(try short())) }

    private mutating func number(_ count: Int) throws(PKIError) -> UInt64 {
        try run(count).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
