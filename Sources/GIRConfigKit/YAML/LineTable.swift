import Synchronization

/// The offsets at which lines start, found on first use.
final class LineTable: Sendable {
    private let found = Mutex<[Int]?>(nil)

    /// The offset of each line's first byte; the first is behind the byte order mark.
    func starts(_ bytes: [UInt8], _ encoding: SourceEncoding) -> [Int] {
        found.withLock { found in
            if let found { return found }
            let starts = encoding.isUTF16 ? Self.scan16(bytes, encoding) : Self.scan8(bytes, encoding.markLength)
            found = starts
            return starts
        }
    }

    private static func scan8(_ bytes: [UInt8], _ first: Int) -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            var starts = [first]
            var at = first
            while at < bytes.count {
                let width = UTF8Scan.lineBreakWidth(bytes, at)
                at += max(width, 1)
                if width > 0 { starts.append(at) }
            }
            return starts
        }
    }

    private static func scan16(_ bytes: [UInt8], _ encoding: SourceEncoding) -> [Int] {
        let first = encoding.markLength
        let units = encoding.units(bytes[first...])
        var starts = [first]
        for (at, unit) in units.enumerated() {
            switch unit {
            case 0x0D where at + 1 < units.count && units[at + 1] == 0x0A: continue
            case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: starts.append(first + 2 * (at + 1))
            default: continue
            }
        }
        return starts
    }
}
