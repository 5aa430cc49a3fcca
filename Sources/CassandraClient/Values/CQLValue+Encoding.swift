package import NIOCore

extension CQLValue {
    /// Appends the value as `[value]`: a length, and the bytes that the type wants.
    package func write(as type: CQLType, to buffer: inout ByteBuffer) throws(CassandraError) {
        switch self {
        case .null: buffer.writeInteger(Int32(-1))
        case .unset: buffer.writeInteger(Int32(-2))
        default:
            let place = buffer.writerIndex
            buffer.writeInteger(Int32(0))
            try writeBytes(as: type, to: &buffer)
            let length = buffer.writerIndex - place - 4
            guard let length = Int32(exactly: length) else { throw misfit(type) }
            buffer.setInteger(length, at: place)
        }
    }

    private func writeBytes(as type: CQLType, to buffer: inout ByteBuffer) throws(CassandraError) {
        switch (self, type) {
        case (.text(let text), .varchar): buffer.writeString(text)
        case (.text(let text), .ascii) where text.utf8.allSatisfy({ $0 < 0x80 }): buffer.writeString(text)
        case (.int(let number), .bigint), (.int(let number), .counter): buffer.writeInteger(number)
        case (.int(let number), .int): buffer.writeInteger(try exactly(number, Int32.self, type))
        case (.int(let number), .smallint): buffer.writeInteger(try exactly(number, Int16.self, type))
        case (.int(let number), .tinyint): buffer.writeInteger(try exactly(number, Int8.self, type))
        case (.int(let number), .varint): buffer.writeBytes(Self.varint(number))
        case (.varint(let bytes), .varint) where !bytes.isEmpty: buffer.writeBytes(bytes)
        case (.boolean(let value), .boolean): buffer.writeInteger(UInt8(value ? 1 : 0))
        case (.double(let number), .double): buffer.writeInteger(number.bitPattern)
        case (.double(let number), .float): buffer.writeInteger(Float(number).bitPattern)
        case (.blob(let bytes), .blob), (.blob(let bytes), .custom): buffer.writeImmutableBuffer(bytes)
        case (.uuid(let uuid), .uuid), (.uuid(let uuid), .timeuuid):
            buffer.writeMultipleIntegers(uuid.high, uuid.low)
        case (.timestamp(let value), .timestamp), (.time(let value), .time): buffer.writeInteger(value)
        // Days are counted from the middle of the unsigned range.
        case (.date(let days), .date): buffer.writeInteger(UInt32(bitPattern: days) ^ 0x8000_0000)
        case (.inet(let address), .inet): buffer.writeBytes(address.bytes)
        case (.decimal(let unscaled, let scale), .decimal) where !unscaled.isEmpty:
            buffer.writeInteger(scale)
            buffer.writeBytes(unscaled)
        case (.duration(let months, let days, let nanoseconds), .duration):
            for part in [Int64(months), Int64(days), nanoseconds] { VariableInteger.write(part, to: &buffer) }
        case (.list(let values), .list(let element)), (.list(let values), .set(let element)):
            buffer.writeInt(values.count)
            for value in values { try value.write(as: element, to: &buffer) }
        case (.map(let entries), .map(let key, let value)):
            buffer.writeInt(entries.count)
            for entry in entries {
                try entry.key.write(as: key, to: &buffer)
                try entry.value.write(as: value, to: &buffer)
            }
        case (.tuple(let values), .tuple(let types)) where values.count <= types.count:
            for (value, type) in zip(values, types) { try value.write(as: type, to: &buffer) }
        case (.tuple(let values), .udt(_, _, let fields)) where values.count <= fields.count:
            for (value, field) in zip(values, fields) { try value.write(as: field.type, to: &buffer) }
        default: throw misfit(type)
        }
    }

    private func exactly<Number: FixedWidthInteger>(
        _ number: Int64,
        _: Number.Type,
        _ type: CQLType
    ) throws(CassandraError) -> Number {
        guard let value = Number(exactly: number) else {
            throw CassandraError(.valueMismatch, .statement, "\(number) does not fit the type \(type)")
        }
        return value
    }

    /// The shortest form in two's complement.
    private static func varint(_ number: Int64) -> [UInt8] {
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        while bytes.count > 1, bytes[0] == (bytes[1] & 0x80 == 0 ? 0 : 0xff) { bytes.removeFirst() }
        return bytes
    }

    private func misfit(_ type: CQLType) -> CassandraError {
        CassandraError(.valueMismatch, .statement, "a value of the kind '\(kind)' does not fit the type \(type)")
    }

    /// The name of the case: what a message may say of a value that is nobody's business.
    private var kind: String {
        switch self {
        case .blob: "blob"
        case .boolean: "boolean"
        case .date: "date"
        case .decimal: "decimal"
        case .double: "double"
        case .duration: "duration"
        case .inet: "inet"
        case .int: "int"
        case .list: "list"
        case .map: "map"
        case .null: "null"
        case .text: "text"
        case .time: "time"
        case .timestamp: "timestamp"
        case .tuple: "tuple"
        case .unset: "unset"
        case .uuid: "uuid"
        case .varint: "varint"
        }
    }
}
