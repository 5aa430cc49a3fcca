import NIOCore

/// The token of a partition key: the first half of Murmur3's 128 bits as Cassandra computes it, which takes the bytes
/// of the tail as signed numbers.
enum Murmur3 {
    static func token(_ key: ByteBuffer) -> Int64 {
        let hash = key.withUnsafeReadableBytes(hash)
        // The least number stands for "before the first".
        return hash == .min ? .max : hash
    }

    private static let first: UInt64 = 0x87c3_7b91_1142_53d5
    private static let second: UInt64 = 0x4cf5_ad43_2745_937f

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        var (h1, h2): (UInt64, UInt64) = (0, 0)
        let blocks = bytes.count / 16
        for block in 0..<blocks {
            let k1 = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: block * 16, as: UInt64.self))
            let k2 = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: block * 16 + 8, as: UInt64.self))
            h1 ^= rotate(k1 &* first, 31) &* second
            h1 = (rotate(h1, 27) &+ h2) &* 5 &+ 0x52dc_e729
            h2 ^= rotate(k2 &* second, 33) &* first
            h2 = (rotate(h2, 31) &+ h1) &* 5 &+ 0x3849_5ab5
        }
        var (k1, k2): (UInt64, UInt64) = (0, 0)
        for (place, byte) in bytes[(blocks * 16)...].enumerated() {
            let signed = UInt64(bitPattern: Int64(Int8(bitPattern: byte)))
            if place < 8 { k1 ^= signed << (8 * UInt64(place)) } else { k2 ^= signed << (8 * UInt64(place - 8)) }
        }
        h2 ^= rotate(k2 &* second, 33) &* first
        h1 ^= rotate(k1 &* first, 31) &* second
        h1 ^= UInt64(bytes.count)
        h2 ^= UInt64(bytes.count)
        h1 = h1 &+ h2
        h2 = h2 &+ h1
        return Int64(bitPattern: mix(h1) &+ mix(h2))
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }

    private static func mix(_ value: UInt64) -> UInt64 {
        var value = (value ^ (value >> 33)) &* 0xff51_afd7_ed55_8ccd
        value = (value ^ (value >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return value ^ (value >> 33)
    }
}
