package import NIOCore

extension CQLValue {
    // A hostile answer nests no deeper than its type does; types have a limit of their own.
    /// Reads the bytes of a cell; nil bytes are null.
    package init(_ cell: ByteBuffer?, _ type: CQLType) throws(CassandraError) {
        guard var bytes = cell else {
            self = .null
            return
        }
        switch type {
        case .ascii, .varchar: self = .text(try Self.text(bytes))
        case .bigint, .counter: self = .int(try Self.number(bytes, Int64.self, type))
        case .int: self = .int(Int64(try Self.number(bytes, Int32.self, type)))
        case .smallint: self = .int(Int64(try Self.number(bytes, Int16.self, type)))
        case .tinyint: self = .int(Int64(try Self.number(bytes, Int8.self, type)))
        case .blob, .custom: self = .blob(bytes)
        case .boolean: self = .boolean(try Self.number(bytes, UInt8.self, type) != 0)
        case .double: self = .double(Double(bitPattern: try Self.number(bytes, UInt64.self, type)))
        case .float: self = .double(Double(Float(bitPattern: try Self.number(bytes, UInt32.self, type))))
        case .timestamp: self = .timestamp(try Self.number(bytes, Int64.self, type))
        case .time: self = .time(try Self.number(bytes, Int64.self, type))
        case .date: self = .date(Int32(bitPattern: try Self.number(bytes, UInt32.self, type) ^ 0x8000_0000))
        case .uuid, .timeuuid: self = .uuid(try Self.uuid(bytes, type))
        case .inet:
            guard let address = CQLAddress(bytes: Array(bytes.readableBytesView)) else {
                throw Self.length(bytes, type)
            }
            self = .inet(address)
        case .varint: self = try Self.varint(Array(bytes.readableBytesView), type)
        case .decimal:
            let scale = Int32(truncatingIfNeeded: try bytes.takeInt())
            guard bytes.readableBytes > 0 else { throw Self.length(bytes, type) }
            self = .decimal(unscaled: Array(bytes.readableBytesView), scale: scale)
        case .duration:
            let parts = (
                try VariableInteger.take(&bytes), try VariableInteger.take(&bytes), try VariableInteger.take(&bytes)
            )
            guard let months = Int32(exactly: parts.0), let days = Int32(exactly: parts.1) else {
                throw Self.length(bytes, type)
            }
            self = .duration(months: months, days: days, nanoseconds: parts.2)
        case .list(let element), .set(let element):
            var values: [CQLValue] = []
            for _ in 0..<(try bytes.takeCount(ofAtLeast: 4)) {
                values.append(try CQLValue(try bytes.takeBytes(), element))
            }
            self = .list(values)
        case .map(let key, let value):
            var entries: [Entry] = []
            for _ in 0..<(try bytes.takeCount(ofAtLeast: 8)) {
                let name = try CQLValue(try bytes.takeBytes(), key)
                entries.append(Entry(name, try CQLValue(try bytes.takeBytes(), value)))
            }
            self = .map(entries)
        case .tuple(let types): self = try Self.fields(&bytes, types)
        case .udt(_, _, let fields): self = try Self.fields(&bytes, fields.map(\.type))
        }
    }

    /// Fields that are not there were added to the type after the value was written.
    private static func fields(_ bytes: inout ByteBuffer, _ types: [CQLType]) throws(CassandraError) -> CQLValue {
        var values: [CQLValue] = []
        for type in types {
            values.append(bytes.readableBytes == 0 ? .null : try CQLValue(try bytes.takeBytes(), type))
        }
        return .tuple(values)
    }

    static func text(_ bytes: ByteBuffer) throws(CassandraError) -> String {
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
            throw .malformed("a text is not in UTF-8")
        }
        return text
    }

    static func number<Number: FixedWidthInteger>(
        _ bytes: ByteBuffer,
        _: Number.Type,
        _ type: CQLType
    ) throws(CassandraError) -> Number {
        guard bytes.readableBytes == MemoryLayout<Number>.size,
            let number = bytes.getInteger(at: bytes.readerIndex, as: Number.self)
        else { throw length(bytes, type) }
        return number
    }

    static func uuid(_ bytes: ByteBuffer, _ type: CQLType) throws(CassandraError) -> CQLUUID {
        guard bytes.readableBytes == 16, let high = bytes.getInteger(at: bytes.readerIndex, as: UInt64.self),
            let low = bytes.getInteger(at: bytes.readerIndex + 8, as: UInt64.self)
        else { throw length(bytes, type) }
        return CQLUUID(high: high, low: low)
    }

    private static func varint(_ bytes: [UInt8], _ type: CQLType) throws(CassandraError) -> CQLValue {
        guard let first = bytes.first else { throw .malformed("a value of the type \(type) has no bytes") }
        guard bytes.count <= 8 else { return .varint(bytes) }
        let sign: UInt64 = first & 0x80 == 0 ? 0 : ~0
        return .int(Int64(bitPattern: bytes.reduce(sign) { $0 << 8 | UInt64($1) }))
    }

    private static func length(_ bytes: ByteBuffer, _ type: CQLType) -> CassandraError {
        .malformed("a value of the type \(type) cannot have \(bytes.readableBytes) bytes")
    }
}
