package import NIOCore

/// What QUERY and EXECUTE carry besides the statement.
package struct QueryParameters: Sendable, Hashable {
    /// How many replicas take part.
    package var consistency: Consistency
    /// How many values there are, and their bytes, as `[value]` each.
    package var values: Values?
    /// Whether the client knows the columns already.
    package var skipsMetadata = false
    /// How many rows a page has.
    package var pageSize: Int32?
    /// Where the page begins.
    package var pagingState: [UInt8]?
    /// How many replicas take part in Paxos.
    package var serialConsistency: Consistency?
    /// Microseconds since 1970.
    package var timestamp: Int64?

    /// Encoded values.
    package struct Values: Sendable, Hashable {
        /// How many there are.
        package var count: Int
        /// All of them, one after the other.
        package var bytes: ByteBuffer

        /// Takes values that are encoded already.
        package init(count: Int, bytes: ByteBuffer) {
            self.count = count
            self.bytes = bytes
        }
    }

    /// Nothing but a consistency level.
    package init(_ consistency: Consistency) { self.consistency = consistency }

    private struct Flags {
        static let values: UInt32 = 0x01
        static let skipMetadata: UInt32 = 0x02
        static let pageSize: UInt32 = 0x04
        static let pagingState: UInt32 = 0x08
        static let serialConsistency: UInt32 = 0x10
        static let timestamp: UInt32 = 0x20
        static let names: UInt32 = 0x40
        static let keyspace: UInt32 = 0x80
        static let now: UInt32 = 0x100
    }

    /// Appends the bytes.
    package func write(_ version: ProtocolVersion, to buffer: inout ByteBuffer) {
        buffer.writeInteger(consistency.rawValue)
        var flags: UInt32 = 0
        if values != nil { flags |= Flags.values }
        if skipsMetadata { flags |= Flags.skipMetadata }
        if pageSize != nil { flags |= Flags.pageSize }
        if pagingState != nil { flags |= Flags.pagingState }
        if serialConsistency != nil { flags |= Flags.serialConsistency }
        if timestamp != nil { flags |= Flags.timestamp }
        if version >= .v5 { buffer.writeInteger(flags) } else { buffer.writeInteger(UInt8(flags)) }
        if let values {
            buffer.writeShort(values.count)
            buffer.writeImmutableBuffer(values.bytes)
        }
        if let pageSize { buffer.writeInteger(pageSize) }
        if let pagingState { buffer.writeNotation(bytes: ByteBuffer(bytes: pagingState)) }
        if let serialConsistency { buffer.writeInteger(serialConsistency.rawValue) }
        if let timestamp { buffer.writeInteger(timestamp) }
    }

    /// Reads what ``write(_:to:)`` writes: what a node does.
    package init(_ buffer: inout ByteBuffer, _ version: ProtocolVersion) throws(CassandraError) {
        consistency = try buffer.takeConsistency()
        let flags = version >= .v5 ? UInt32(bitPattern: Int32(try buffer.takeInt())) : UInt32(try buffer.takeByte())
        guard flags & (Flags.names | Flags.keyspace | Flags.now) == 0 else {
            throw .malformed("a query has flags that this client does not send")
        }
        if flags & Flags.values != 0 { values = try Values(&buffer) }
        skipsMetadata = flags & Flags.skipMetadata != 0
        if flags & Flags.pageSize != 0 { pageSize = Int32(try buffer.takeInt()) }
        if flags & Flags.pagingState != 0 { pagingState = try buffer.takeBytes().map { Array($0.readableBytesView) } }
        if flags & Flags.serialConsistency != 0 { serialConsistency = try buffer.takeConsistency() }
        if flags & Flags.timestamp != 0 { timestamp = try buffer.takeLong() }
    }
}

extension QueryParameters.Values {
    /// Reads a count and as many values.
    package init(_ buffer: inout ByteBuffer) throws(CassandraError) {
        count = try buffer.takeShort()
        let start = buffer
        for _ in 0..<count { _ = try buffer.takeBytes() }
        bytes = start.getSlice(at: start.readerIndex, length: buffer.readerIndex - start.readerIndex) ?? ByteBuffer()
    }

    /// The cells; nil for null, and for what is not set.
    package func cells() throws(CassandraError) -> [ByteBuffer?] {
        var rest = bytes
        var cells: [ByteBuffer?] = []
        for _ in 0..<count { cells.append(try rest.takeBytes()) }
        return cells
    }
}
