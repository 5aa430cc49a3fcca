package import NIOCore

/// A node's answer to PREPARE.
package struct PreparedResult: Sendable, Hashable {
    /// What names the statement to a node.
    package var id: [UInt8]
    /// Version 5: the name of the columns of the result.
    package var metadataID: [UInt8]
    /// The bind markers.
    package var markers: [CQLColumn]
    /// Which markers make up the partition key, in its order; empty where they do not.
    package var partitionKey: [Int]
    /// The keyspace of the statement's table.
    package var keyspace: String?
    /// The columns of the result.
    package var columns: ResultColumns

    /// Puts an answer together, as a node does.
    package init(
        id: [UInt8],
        metadataID: [UInt8] = [],
        markers: [CQLColumn] = [],
        partitionKey: [Int] = [],
        keyspace: String? = nil,
        columns: [CQLColumn] = []
    ) {
        self.id = id
        self.metadataID = metadataID
        self.markers = markers
        self.partitionKey = partitionKey
        self.keyspace = keyspace
        self.columns = ResultColumns(columns)
    }

    /// Reads what a node sends.
    package init(_ body: inout ByteBuffer, version: UInt8) throws(CassandraError) {
        id = try body.takeShortBytes()
        metadataID = version >= 5 ? try body.takeShortBytes() : []
        let flags = try body.takeInt()
        let count = try body.takeInt()
        var keys: [Int] = []
        if version >= 4 {
            for _ in 0..<(try body.takeCount(ofAtLeast: 2)) { keys.append(try body.takeShort()) }
        }
        (markers, keyspace) = try ResultMetadata.columns(&body, count, hasGlobalTable: flags & 1 != 0)
        guard keys.allSatisfy({ $0 < count }) else {
            throw .malformed("a partition key has a marker that is not there")
        }
        partitionKey = keys
        columns = try ResultMetadata(&body).columns ?? ResultColumns([])
    }

    /// Appends the bytes.
    package func write(version: UInt8, to body: inout ByteBuffer) {
        body.writeNotation(shortBytes: id)
        if version >= 5 { body.writeNotation(shortBytes: metadataID) }
        body.writeInt(1)
        body.writeInt(markers.count)
        if version >= 4 {
            body.writeInt(partitionKey.count)
            for index in partitionKey { body.writeShort(index) }
        }
        body.writeNotation(string: keyspace ?? "ks")
        body.writeNotation(string: "t")
        for marker in markers {
            body.writeNotation(string: marker.name)
            marker.type.write(to: &body)
        }
        ResultMetadata(columns.list).write(to: &body)
    }
}
