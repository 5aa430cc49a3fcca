public import NIOCore

/// A type of Swift that a column can be read as.
public protocol CQLReadable {
    /// Reads the bytes of a cell that is not null.
    init(cell: ByteBuffer, type: CQLType) throws(CassandraError)
}

extension CQLReadable {
    fileprivate static func mismatch(_ type: CQLType) -> CassandraError {
        CassandraError(.valueMismatch, .statement, "a column of the type \(type) cannot be read as \(Self.self)")
    }
}

extension CQLValue: CQLReadable {
    /// Reads a cell of any type.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) { try self.init(cell, type) }
}

extension String: CQLReadable {
    /// Reads `text` and `ascii`.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        switch type {
        case .ascii, .varchar: self = try CQLValue.text(cell)
        default: throw Self.mismatch(type)
        }
    }
}

extension Bool: CQLReadable {
    /// Reads `boolean`.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        guard type == .boolean else { throw Self.mismatch(type) }
        self = try CQLValue.number(cell, UInt8.self, type) != 0
    }
}

extension CQLReadable where Self: FixedWidthInteger {
    /// Reads integers of every width where the value fits, `timestamp` in milliseconds and `time` in nanoseconds.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        let value: Self?
        switch try CQLValue(cell, type) {
        case .int(let number), .timestamp(let number), .time(let number): value = Self(exactly: number)
        default: value = nil
        }
        guard let value else { throw Self.mismatch(type) }
        self = value
    }
}

extension Int: CQLReadable {}
extension Int64: CQLReadable {}
extension Int32: CQLReadable {}

extension Double: CQLReadable {
    /// Reads `double` and `float`.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        guard case .double(let number) = try CQLValue(cell, type) else { throw Self.mismatch(type) }
        self = number
    }
}

extension CQLUUID: CQLReadable {
    /// Reads `uuid` and `timeuuid`.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        guard type == .uuid || type == .timeuuid else { throw Self.mismatch(type) }
        self = try CQLValue.uuid(cell, type)
    }
}

extension CQLAddress: CQLReadable {
    /// Reads `inet`.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        guard case .inet(let address) = try CQLValue(cell, type) else { throw Self.mismatch(type) }
        self = address
    }
}

extension ByteBuffer: CQLReadable {
    /// Takes the bytes of a cell as they are, whatever its type.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) { self = cell }
}

extension Array: CQLReadable where Element: CQLReadable {
    /// Reads `list` and `set`; a null among the elements is an error.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        let element: CQLType
        switch type {
        case .list(let type), .set(let type): element = type
        default: throw Self.mismatch(type)
        }
        var bytes = cell
        self = []
        for _ in 0..<(try bytes.takeCount(ofAtLeast: 4)) {
            guard let cell = try bytes.takeBytes() else { throw Self.mismatch(type) }
            append(try Element(cell: cell, type: element))
        }
    }
}

extension Dictionary: CQLReadable where Key: CQLReadable, Value: CQLReadable {
    /// Reads `map`; a null in it is an error.
    public init(cell: ByteBuffer, type: CQLType) throws(CassandraError) {
        guard case .map(let keyType, let valueType) = type else { throw Self.mismatch(type) }
        var bytes = cell
        self = [:]
        for _ in 0..<(try bytes.takeCount(ofAtLeast: 8)) {
            guard let key = try bytes.takeBytes(), let value = try bytes.takeBytes() else { throw Self.mismatch(type) }
            self[try Key(cell: key, type: keyType)] = try Value(cell: value, type: valueType)
        }
    }
}
