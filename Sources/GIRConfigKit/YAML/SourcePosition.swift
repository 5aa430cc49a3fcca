/// A place in a source text.
public struct SourcePosition: Sendable, Hashable, Comparable {
    // 32 bits each: a tree of a large file holds millions of these, and no source is larger (`YAMLLimits`).
    private let storedOffset: UInt32
    private let storedLine: UInt32
    private let storedColumn: UInt32

    /// The offset in bytes from the start of the text as it was read, byte order mark included.
    public var offset: Int { Int(storedOffset) }
    /// The line, counted from 1; lines end as in YAML 1.1 (LF, CR, CRLF, NEL, LS, PS).
    public var line: Int { Int(storedLine) }
    /// The column in Unicode scalars, counted from 1; a byte order mark is no column.
    public var column: Int { Int(storedColumn) }

    /// Makes a position from its three counts; each is cut to 32 bits.
    public init(offset: Int, line: Int, column: Int) {
        storedOffset = UInt32(clamping: offset)
        storedLine = UInt32(clamping: line)
        storedColumn = UInt32(clamping: column)
    }

    /// Compares by offset.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        left.storedOffset < right.storedOffset
    }
}
