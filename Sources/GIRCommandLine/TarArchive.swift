/// A tar archive (POSIX.1-1988 ustar) in a gzip file (RFC 1952), made in memory of small texts.
///
/// The blocks of gzip are stored, not compressed: what goes in is small, and no library is needed.
public struct TarArchive: Sendable {
    private var bytes: [UInt8] = []
    private let time: Int

    /// Begins an archive whose files have one time, in seconds since 1970.
    public init(time: Int) { self.time = max(time, 0) }

    /// Adds a file with mode 0600; the name has at most 99 bytes of ASCII.
    public mutating func add(_ contents: [UInt8], as name: String) {
        // name 100, mode 8, uid 8, gid 8, size 12, time 12, checksum 8, type 1, link 100, magic 6, version 2, …
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int, _ count: Int) {
            for (index, byte) in text.utf8.prefix(count).enumerated() { header[offset + index] = byte }
        }
        put(name, at: 0, 99)
        put("0000600", at: 100, 7)
        put("0000000", at: 108, 7)
        put("0000000", at: 116, 7)
        put(Self.octal(contents.count, 11), at: 124, 11)
        put(Self.octal(time, 11), at: 136, 11)
        put("        ", at: 148, 8)
        put("0", at: 156, 1)
        put("ustar", at: 257, 5)
        put("00", at: 263, 2)
        put(Self.octal(header.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148, 8)
        bytes += header + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
    }

    /// The whole file.
    public func gzipped() -> [UInt8] {
        let data = bytes + [UInt8](repeating: 0, count: 1024)
        // Method 8, no flags, time, no extra flags, Unix.
        var result: [UInt8] = [0x1f, 0x8b, 8, 0] + Self.littleEndian(UInt32(truncatingIfNeeded: time)) + [0, 3]
        var start = 0
        repeat {
            let end = min(start + 65_535, data.count)
            let count = UInt16(end - start)
            result.append(end == data.count ? 1 : 0)
            result += [UInt8(count & 0xff), UInt8(count >> 8), UInt8(~count & 0xff), UInt8(~count >> 8)]
            result += data[start..<end]
            start = end
        } while start < data.count
        return result + Self.littleEndian(Self.checksum(data))
            + Self.littleEndian(UInt32(truncatingIfNeeded: data.count))
    }

    private static func octal(_ number: Int, _ digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }

    private static func littleEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// CRC-32 as RFC 1952 §8 defines it.
    private static func checksum(_ data: [UInt8]) -> UInt32 {
        let polynomial: UInt32 = 0xedb8_8320
        let table: [UInt32] = (0..<256).map { number in
            var value = UInt32(number)
            for _ in 0..<8 {
                let half = value >> 1
                value = value & 1 == 1 ? polynomial ^ half : half
            }
            return value
        }
        var checksum = UInt32.max
        for byte in data {
            let index = Int((checksum ^ UInt32(byte)) & 0xff)
            checksum = table[index] ^ (checksum >> 8)
        }
        return ~checksum
    }
}
