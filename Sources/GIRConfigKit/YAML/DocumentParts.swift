import Glibc

/// The parts of a text that can be read by themselves, cut where documents begin.
///
/// A line that begins with `---` begins a document wherever it stands (YAML 1.1 §4.2.1: in a quoted text and in brackets it
/// is an error, a block ends before it). What stands before it in a document of its own, directives, belongs to it, so that
/// no cut is made behind a `%`.
struct DocumentParts {
    /// The bytes from which on it pays to read in parts.
    static let worthwhile = 1 << 20

    /// Where the parts are in the text.
    let ranges: [Range<Int>]

    init(_ text: ArraySlice<UInt8>, smallest: Int = worthwhile / 2) {
        var cuts = [text.startIndex]
        text.withUnsafeBufferPointer { bytes in
            for share in Concurrent.shares(of: bytes.count, atLeast: smallest).dropFirst() {
                guard let cut = Self.cut(in: bytes, from: share.lowerBound) else { break }
                if text.startIndex + cut > cuts[cuts.count - 1] { cuts.append(text.startIndex + cut) }
            }
        }
        ranges = zip(cuts, cuts.dropFirst() + [text.endIndex]).map { $0..<$1 }
    }

    /// The first place behind an offset at which a document begins without a directive.
    private static func cut(in bytes: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int? {
        var start = nextLine(in: bytes, from: offset)
        var isFree = false
        while start < bytes.count {
            if isFree, isDocumentStart(bytes, start) { return start }
            let first = bytes[start]
            // A blank line or a comment may stand between a directive and its document.
            let isNothing = first == UInt8(ascii: "#") || first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r")
            if first == UInt8(ascii: "%") { isFree = false } else if !isNothing { isFree = true }
            start = nextLine(in: bytes, from: start)
        }
        return nil
    }

    private static func isDocumentStart(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        guard start + 3 < bytes.count, bytes[start] == 0x2D, bytes[start + 1] == 0x2D, bytes[start + 2] == 0x2D else {
            return false
        }
        return [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start + 3])
    }

    /// The start of the line behind the one that a byte is on; lines that end in other ways than LF are no matter here.
    private static func nextLine(in bytes: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int {
        guard let start = bytes.baseAddress, let end = memchr(start + offset, 0x0A, bytes.count - offset) else {
            return bytes.count
        }
        return UnsafeRawPointer(start).distance(to: end) + 1
    }
}
