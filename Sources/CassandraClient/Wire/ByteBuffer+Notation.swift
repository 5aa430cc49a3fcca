package import NIOCore

/// The protocol's own notations: `[short]`, `[string]`, `[bytes]` and so on.
extension ByteBuffer {
    private static var ended: CassandraError { .malformed("a message ends early") }

    /// `[byte]`.
    package mutating func takeByte() throws(CassandraError) -> UInt8 {
        guard let value = readInteger(as: UInt8.self) else { throw Self.ended }
        return value
    }

    /// `[short]`, which is unsigned.
    package mutating func takeShort() throws(CassandraError) -> Int {
        guard let value = readInteger(as: UInt16.self) else { throw Self.ended }
        return Int(value)
    }

    /// `[int]`.
    package mutating func takeInt() throws(CassandraError) -> Int {
        guard let value = readInteger(as: Int32.self) else { throw Self.ended }
        return Int(value)
    }

    /// `[long]`.
    package mutating func takeLong() throws(CassandraError) -> Int64 {
        guard let value = readInteger(as: Int64.self) else { throw Self.ended }
        return value
    }

    /// A count of things that take up so many bytes each at least: never more than there are bytes for.
    package mutating func takeCount(ofAtLeast size: Int) throws(CassandraError) -> Int {
        let count = try takeInt()
        guard count >= 0, count <= readableBytes / size else { throw Self.ended }
        return count
    }

    /// `[string]`.
    package mutating func takeString() throws(CassandraError) -> String { try takeString(takeShort()) }

    /// `[long string]`.
    package mutating func takeLongString() throws(CassandraError) -> String { try takeString(takeInt()) }

    private mutating func takeString(_ length: Int) throws(CassandraError) -> String {
        // What is not UTF-8 is shown as such: these are names and messages, not data.
        guard length >= 0, let value = readString(length: length) else { throw Self.ended }
        return value
    }

    /// So many bytes.
    package mutating func takeSlice(_ length: Int) throws(CassandraError) -> ByteBuffer {
        guard length >= 0, let value = readSlice(length: length) else { throw Self.ended }
        return value
    }

    /// `[bytes]`; nil for null.
    package mutating func takeBytes() throws(CassandraError) -> ByteBuffer? {
        let length = try takeInt()
        return length < 0 ? nil : try takeSlice(length)
    }

    /// `[short bytes]`.
    package mutating func takeShortBytes() throws(CassandraError) -> [UInt8] {
        Array(try takeSlice(takeShort()).readableBytesView)
    }

    /// `[string list]`.
    package mutating func takeStringList() throws(CassandraError) -> [String] {
        var list: [String] = []
        for _ in 0..<(try takeShort()) { list.append(try takeString()) }
        return list
    }

    /// `[string multimap]`.
    package mutating func takeStringMultimap() throws(CassandraError) -> [String: [String]] {
        var map: [String: [String]] = [:]
        for _ in 0..<(try takeShort()) { map[try takeString()] = try takeStringList() }
        return map
    }

    /// `[consistency]`.
    package mutating func takeConsistency() throws(CassandraError) -> Consistency {
        let number = try takeShort()
        guard let level = Consistency(rawValue: UInt16(number)) else {
            throw .malformed("there is no consistency level \(number)")
        }
        return level
    }

    /// `[inetaddr]`: a length of 4 or 16, and the address.
    package mutating func takeAddress() throws(CassandraError) -> CQLAddress {
        let length = Int(try takeByte())
        guard let address = CQLAddress(bytes: Array(try takeSlice(length).readableBytesView)) else {
            throw .malformed("an address has 4 or 16 bytes, not \(length)")
        }
        return address
    }

    /// `[short]`.
    package mutating func writeShort(_ value: Int) { writeInteger(UInt16(truncatingIfNeeded: value)) }

    /// `[int]`.
    package mutating func writeInt(_ value: Int) { writeInteger(Int32(truncatingIfNeeded: value)) }

    /// `[string]`.
    package mutating func writeNotation(string: String) {
        writeInteger(UInt16(truncatingIfNeeded: string.utf8.count))
        writeString(string)
    }

    /// `[long string]`.
    package mutating func writeNotation(longString: String) {
        writeInteger(Int32(truncatingIfNeeded: longString.utf8.count))
        writeString(longString)
    }

    /// `[bytes]`; nil is null.
    package mutating func writeNotation(bytes: ByteBuffer?) {
        guard let bytes else {
            writeInteger(Int32(-1))
            return
        }
        writeInteger(Int32(truncatingIfNeeded: bytes.readableBytes))
        writeImmutableBuffer(bytes)
    }

    /// `[short bytes]`.
    package mutating func writeNotation(shortBytes: [UInt8]) {
        writeInteger(UInt16(truncatingIfNeeded: shortBytes.count))
        writeBytes(shortBytes)
    }

    /// `[string list]`.
    package mutating func writeNotation(stringList: [String]) {
        writeShort(stringList.count)
        for string in stringList { writeNotation(string: string) }
    }
}
