import NIOCore

/// The `[vint]` of durations: zigzag, and as many leading one bits as bytes follow.
enum VariableInteger {
    static func write(_ number: Int64, to buffer: inout ByteBuffer) {
        let value = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        let bits = max(64 - value.leadingZeroBitCount, 1)
        let more = bits > 56 ? 8 : (bits - 1) / 7
        let marks = UInt8(truncatingIfNeeded: ~(0xff >> more))
        guard more < 8 else {
            buffer.writeInteger(UInt8(0xff))
            buffer.writeInteger(value)
            return
        }
        buffer.writeInteger(marks | UInt8(truncatingIfNeeded: value >> (8 * UInt64(more))))
        for place in (0..<more).reversed() {
            buffer.writeInteger(UInt8(truncatingIfNeeded: value >> (8 * UInt64(place))))
        }
    }

    static func take(_ buffer: inout ByteBuffer) throws(CassandraError) -> Int64 {
        let first = try buffer.takeByte()
        let more = (~first).leadingZeroBitCount
        var value = more >= 8 ? 0 : UInt64(first & (0xff >> more))
        for _ in 0..<more { value = value << 8 | UInt64(try buffer.takeByte()) }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
