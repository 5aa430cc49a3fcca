package import NIOCore

/// What a node tells unasked.
package enum Event: Sendable, Hashable {
    /// Something of the schema was created, changed or dropped; with the keyspace, and a table or type of it.
    case schemaChange(change: String, target: String, keyspace: String, name: String?)
    /// A node is `UP` or `DOWN`.
    case statusChange(String, CQLAddress, port: Int)
    /// A node is a `NEW_NODE`, a `REMOVED_NODE` or a `MOVED_NODE`.
    case topologyChange(String, CQLAddress, port: Int)

    /// The names that REGISTER takes.
    package static let kinds = ["TOPOLOGY_CHANGE", "STATUS_CHANGE", "SCHEMA_CHANGE"]

    /// Nil where it is of a kind that nobody asked for.
    package static func take(_ body: inout ByteBuffer) throws(CassandraError) -> Event? {
        switch try body.takeString() {
        case "TOPOLOGY_CHANGE":
            .topologyChange(try body.takeString(), try body.takeAddress(), port: try body.takeInt())
        case "STATUS_CHANGE": .statusChange(try body.takeString(), try body.takeAddress(), port: try body.takeInt())
        case "SCHEMA_CHANGE": try schemaChange(&body)
        default: nil
        }
    }

    /// Reads the part that a changed schema has as an event and as a result.
    package static func schemaChange(_ body: inout ByteBuffer) throws(CassandraError) -> Event {
        let (change, target, keyspace) = (try body.takeString(), try body.takeString(), try body.takeString())
        // Functions are followed by the types of their arguments, which nobody needs here.
        let name = target == "KEYSPACE" ? nil : try body.takeString()
        return .schemaChange(change: change, target: target, keyspace: keyspace, name: name)
    }

    /// Appends the bytes.
    package func write(to body: inout ByteBuffer) {
        switch self {
        case .topologyChange(let change, let address, let port):
            body.writeNotation(string: "TOPOLOGY_CHANGE")
            Self.write(change, address, port, to: &body)
        case .statusChange(let change, let address, let port):
            body.writeNotation(string: "STATUS_CHANGE")
            Self.write(change, address, port, to: &body)
        case .schemaChange:
            body.writeNotation(string: "SCHEMA_CHANGE")
            writeSchemaChange(to: &body)
        }
    }

    /// Appends the part that a changed schema has as an event and as a result.
    package func writeSchemaChange(to body: inout ByteBuffer) {
        guard case .schemaChange(let change, let target, let keyspace, let name) = self else { return }
        for text in [change, target, keyspace] + (name.map { [$0] } ?? []) { body.writeNotation(string: text) }
    }

    private static func write(_ change: String, _ address: CQLAddress, _ port: Int, to body: inout ByteBuffer) {
        body.writeNotation(string: change)
        body.writeInteger(UInt8(address.bytes.count))
        body.writeBytes(address.bytes)
        body.writeInt(port)
    }
}
