package import NIOCore

/// Several writes in one message.
package struct Batch: Sendable, Hashable {
    /// What the nodes promise about the whole.
    package enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case logged = 0
        case unlogged = 1
        case counter = 2
    }

    /// One of the writes, prepared.
    package struct Member: Sendable, Hashable {
        /// What names the statement to a node.
        package var id: [UInt8]
        /// Its values.
        package var values: QueryParameters.Values

        /// Puts a statement and its values together.
        package init(id: [UInt8], values: QueryParameters.Values) {
            self.id = id
            self.values = values
        }
    }

    /// What is promised.
    package var kind: Kind
    /// The writes, in their order.
    package var members: [Member]
    /// How many replicas take part.
    package var consistency: Consistency
    /// The same for the Paxos part.
    package var serialConsistency: Consistency?
    /// Microseconds since 1970.
    package var timestamp: Int64?

    /// Puts writes together.
    package init(_ kind: Kind, _ members: [Member], _ consistency: Consistency) {
        self.kind = kind
        self.members = members
        self.consistency = consistency
    }

    /// Appends the bytes.
    package func write(_ version: ProtocolVersion, to buffer: inout ByteBuffer) {
        buffer.writeInteger(kind.rawValue)
        buffer.writeShort(members.count)
        for member in members {
            buffer.writeInteger(UInt8(1))
            buffer.writeNotation(shortBytes: member.id)
            buffer.writeShort(member.values.count)
            buffer.writeImmutableBuffer(member.values.bytes)
        }
        buffer.writeInteger(consistency.rawValue)
        let flags: UInt32 = (serialConsistency == nil ? 0 : 0x10) | (timestamp == nil ? 0 : 0x20)
        if version >= .v5 { buffer.writeInteger(flags) } else { buffer.writeInteger(UInt8(flags)) }
        if let serialConsistency { buffer.writeInteger(serialConsistency.rawValue) }
        if let timestamp { buffer.writeInteger(timestamp) }
    }

    /// Reads what ``write(_:to:)`` writes: what a node does.
    package init(_ buffer: inout ByteBuffer, _ version: ProtocolVersion) throws(CassandraError) {
        guard let kind = Kind(rawValue: try buffer.takeByte()) else { throw .malformed("a batch is of no known kind") }
        self.kind = kind
        members = []
        for _ in 0..<(try buffer.takeShort()) {
            guard try buffer.takeByte() == 1 else { throw .malformed("a statement in a batch is not prepared") }
            let id = try buffer.takeShortBytes()
            members.append(Member(id: id, values: try QueryParameters.Values(&buffer)))
        }
        consistency = try buffer.takeConsistency()
        let flags = version >= .v5 ? try buffer.takeInt() : Int(try buffer.takeByte())
        if flags & 0x10 != 0 { serialConsistency = try buffer.takeConsistency() }
        if flags & 0x20 != 0 { timestamp = try buffer.takeLong() }
    }
}
