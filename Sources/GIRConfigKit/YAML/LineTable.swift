import Synchronization

/// Where the lines of a source begin, and what its columns are counted from; found on first use.
final class LineTable: Sendable {
    /// What was found.
    struct Places: Sendable {
        /// The offset of each line's first byte; the first is behind the byte order mark.
        fileprivate(set) var starts: [UInt32]
        /// The number of scalars before each block of bytes; none where every byte is one.
        fileprivate(set) var scalars: [UInt32] = []

        /// The index of the line that a byte is on.
        func line(of offset: Int) -> Int {
            var (low, high) = (0, starts.count)
            while high - low > 1 {
                let middle = (low + high) / 2
                if starts[middle] <= offset { low = middle } else { high = middle }
            }
            return low
        }
    }

    /// The bytes of a block: more than that are not counted for a column, however long the line is.
    private static let block = 4096
    private let found = Mutex<Places?>(nil)

    /// The places of a source.
    func places(_ bytes: [UInt8], _ encoding: SourceEncoding) -> Places {
        found.withLock { found in
            if let found { return found }
            let places = encoding.isUTF16 ? Self.scan16(bytes, encoding) : Self.scan8(bytes, encoding.markLength)
            found = places
            return places
        }
    }

    /// The number of scalars before a byte, whatever number the table begins with.
    func scalars(before offset: Int, _ bytes: [UInt8], _ encoding: SourceEncoding) -> Int {
        let counted = places(bytes, encoding).scalars
        guard !counted.isEmpty else { return offset }
        let block = min(offset / Self.block, counted.count - 1)
        return Int(counted[block]) + Self.scalars(bytes, encoding, block * Self.block..<offset)
    }

    private static func scan8(_ bytes: [UInt8], _ first: Int) -> Places {
        bytes.withUnsafeBufferPointer { bytes in
            var places = Places(starts: [UInt32(first)])
            var at = first
            while true {
                at = UTF8Scan.endOfLine(bytes, at)
                guard at < bytes.count else { break }
                at += UTF8Scan.lineBreakWidth(bytes, at)
                places.starts.append(UInt32(clamping: at))
            }
            if !UTF8Scan.isASCII(bytes) { places.scalars = blocks(of: bytes.count) { UTF8Scan.scalarCount(bytes, $0) } }
            return places
        }
    }

    private static func scan16(_ bytes: [UInt8], _ encoding: SourceEncoding) -> Places {
        let first = encoding.markLength
        let units = encoding.units(bytes[first...])
        var places = Places(starts: [UInt32(first)])
        for (at, unit) in units.enumerated() {
            switch unit {
            case 0x0D where at + 1 < units.count && units[at + 1] == 0x0A: continue
            case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: places.starts.append(UInt32(clamping: first + 2 * (at + 1)))
            default: continue
            }
        }
        places.scalars = blocks(of: bytes.count) { scalars(bytes, encoding, $0) }
        return places
    }

    private static func blocks(of count: Int, _ scalars: (Range<Int>) -> Int) -> [UInt32] {
        var sum = 0
        return stride(from: 0, through: count, by: block).map { start in
            defer { sum += scalars(start..<min(start + block, count)) }
            return UInt32(clamping: sum)
        }
    }

    private static func scalars(_ bytes: [UInt8], _ encoding: SourceEncoding, _ range: Range<Int>) -> Int {
        guard encoding.isUTF16 else {
            return bytes.withUnsafeBufferPointer { UTF8Scan.scalarCount($0, range) }
        }
        // The second half of a pair is no scalar of its own.
        return encoding.units(bytes[range]).count { !UTF16.isTrailSurrogate($0) }
    }
}
