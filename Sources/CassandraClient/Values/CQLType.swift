package import NIOCore

/// The type of a column or of a bind marker.
public indirect enum CQLType: Sendable, Hashable {
    case ascii
    case bigint
    case blob
    case boolean
    case counter
    /// A type of the server's own, by the name of its class.
    case custom(String)
    case date
    case decimal
    case double
    case duration
    case float
    case inet
    case int
    case list(CQLType)
    case map(CQLType, CQLType)
    case set(CQLType)
    case smallint
    case time
    case timestamp
    case timeuuid
    case tinyint
    case tuple([CQLType])
    /// A user-defined type with its fields.
    case udt(keyspace: String, name: String, fields: [Field])
    case uuid
    case varchar
    case varint

    /// A field of a user-defined type.
    public struct Field: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The type.
        public let type: CQLType
    }

    // Types nest; no table has them this deep.
    private static let depthLimit = 16

    /// Reads what a node sends.
    package static func take(_ buffer: inout ByteBuffer) throws(CassandraError) -> CQLType { try take(&buffer, 0) }

    private static func take(_ buffer: inout ByteBuffer, _ depth: Int) throws(CassandraError) -> CQLType {
        guard depth < depthLimit else { throw .malformed("a type is nested too deep") }
        let number = try buffer.takeShort()
        if let type = plain[number] { return type }
        switch number {
        case 0x00:
            let name = try buffer.takeString()
            // Version 4 has no number for it.
            return name == "org.apache.cassandra.db.marshal.DurationType" ? .duration : .custom(name)
        case 0x20: return .list(try take(&buffer, depth + 1))
        case 0x21: return .map(try take(&buffer, depth + 1), try take(&buffer, depth + 1))
        case 0x22: return .set(try take(&buffer, depth + 1))
        case 0x30:
            let (keyspace, name) = (try buffer.takeString(), try buffer.takeString())
            var fields: [Field] = []
            for _ in 0..<(try buffer.takeShort()) {
                fields.append(Field(name: try buffer.takeString(), type: try take(&buffer, depth + 1)))
            }
            return .udt(keyspace: keyspace, name: name, fields: fields)
        case 0x31:
            var types: [CQLType] = []
            for _ in 0..<(try buffer.takeShort()) { types.append(try take(&buffer, depth + 1)) }
            return .tuple(types)
        default: throw .malformed("there is no type with the number \(number)")
        }
    }

    /// Appends the bytes.
    package func write(to buffer: inout ByteBuffer) {
        if let number = Self.numbers[self] {
            buffer.writeShort(number)
            return
        }
        switch self {
        case .custom(let name):
            buffer.writeShort(0x00)
            buffer.writeNotation(string: name)
        case .list(let element):
            buffer.writeShort(0x20)
            element.write(to: &buffer)
        case .map(let key, let value):
            buffer.writeShort(0x21)
            key.write(to: &buffer)
            value.write(to: &buffer)
        case .set(let element):
            buffer.writeShort(0x22)
            element.write(to: &buffer)
        case .udt(let keyspace, let name, let fields):
            buffer.writeShort(0x30)
            buffer.writeNotation(string: keyspace)
            buffer.writeNotation(string: name)
            buffer.writeShort(fields.count)
            for field in fields {
                buffer.writeNotation(string: field.name)
                field.type.write(to: &buffer)
            }
        case .tuple(let types):
            buffer.writeShort(0x31)
            buffer.writeShort(types.count)
            for type in types { type.write(to: &buffer) }
        default: break
        }
    }

    private static let plain: [Int: CQLType] = [
        0x01: .ascii, 0x02: .bigint, 0x03: .blob, 0x04: .boolean, 0x05: .counter, 0x06: .decimal, 0x07: .double,
        0x08: .float, 0x09: .int, 0x0B: .timestamp, 0x0C: .uuid, 0x0D: .varchar, 0x0E: .varint, 0x0F: .timeuuid,
        0x10: .inet, 0x11: .date, 0x12: .time, 0x13: .smallint, 0x14: .tinyint, 0x15: .duration,
    ]

    private static let numbers = Dictionary(uniqueKeysWithValues: plain.map { ($0.value, $0.key) })
}

extension CQLType: CustomStringConvertible {
    /// The type as CQL writes it.
    public var description: String {
        switch self {
        case .ascii: "ascii"
        case .bigint: "bigint"
        case .blob: "blob"
        case .boolean: "boolean"
        case .counter: "counter"
        case .custom(let name): "'\(name)'"
        case .date: "date"
        case .decimal: "decimal"
        case .double: "double"
        case .duration: "duration"
        case .float: "float"
        case .inet: "inet"
        case .int: "int"
        case .list(let element): "list<\(element)>"
        case .map(let key, let value): "map<\(key), \(value)>"
        case .set(let element): "set<\(element)>"
        case .smallint: "smallint"
        case .time: "time"
        case .timestamp: "timestamp"
        case .timeuuid: "timeuuid"
        case .tinyint: "tinyint"
        case .tuple(let types): "tuple<\(types.map(\.description).joined(separator: ", "))>"
        case .udt(let keyspace, let name, _): "\(keyspace).\(name)"
        case .uuid: "uuid"
        case .varchar: "text"
        case .varint: "varint"
        }
    }
}
