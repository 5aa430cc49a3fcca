import NIOCore

/// The checksums of version 5's segments.
enum Checksums {
    /// The 24 bits that guard a header, which is at most eight bytes read as a little-endian number.
    static func crc24(_ header: UInt64, count: Int) -> UInt32 {
        var crc: UInt32 = 0x875060
        var rest = header
        for _ in 0..<count {
            crc ^= UInt32(truncatingIfNeeded: rest & 0xff) << 16
            rest >>= 8
            for _ in 0..<8 {
                crc <<= 1
                if crc & 0x100_0000 != 0 { crc ^= 0x197_4F0B }
            }
        }
        return crc & 0xff_ffff
    }

    /// The 32 bits that guard a payload: zlib's CRC32 over four fixed bytes and the payload.
    static func crc32(_ payload: ByteBufferView) -> UInt32 {
        payload.withUnsafeBytes { bytes in ~update(seed, bytes) }
    }

    private static let table: [UInt32] = {
        // Eight tables of 256: the rest of a byte after so many zero bytes, so that eight bytes are taken at once.
        var table = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
            table[byte] = value
        }
        for index in 256..<table.count {
            let value = table[index - 256]
            table[index] = table[Int(value & 0xff)] ^ (value >> 8)
        }
        return table
    }()

    private static let seed: UInt32 = [UInt8]([0xFA, 0x2D, 0x55, 0xCA]).withUnsafeBytes { update(~0, $0) }

    private static func update(_ start: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var crc = start
            var index = 0
            while bytes.count - index >= 8 {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(crc)
                crc = 0
                for place in 0..<8 {
                    crc ^= table[(7 - place) * 256 + Int((word >> (8 * UInt64(place))) & 0xff)]
                }
                index += 8
            }
            while index < bytes.count {
                crc = table[Int((crc ^ UInt32(bytes[index])) & 0xff)] ^ (crc >> 8)
                index += 1
            }
            return crc
        }
    }
}
