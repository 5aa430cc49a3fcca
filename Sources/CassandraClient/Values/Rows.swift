package import NIOCore

/// The rows of one answer, or of one page of it.
///
/// They are read where they lie: a row is a view of the answer's bytes, and its cells are decoded when they are asked
/// for. That every cell lies within the answer is checked once, so going through rows cannot fail.
public struct Rows: Sendable, Sequence {
    /// How many rows there are.
    public let count: Int
    /// Where the next page begins; nil on the last one.
    public let nextPage: PagingState?
    /// What the node wants the client to know.
    public let warnings: [String]
    private let shared: ResultColumns
    private let bytes: ByteBuffer

    /// The columns, in the order of the cells.
    public var columns: [CQLColumn] { shared.list }

    /// Whether there are none.
    public var isEmpty: Bool { count == 0 }

    /// The first row.
    public var first: Row? {
        var iterator = makeIterator()
        return iterator.next()
    }

    /// What a conditional write (`IF …`) says about itself; true for every other statement.
    public var wasApplied: Bool {
        guard let index = shared.index(of: "[applied]"), let row = first else { return true }
        return (try? row.decode(index, as: Bool.self)) ?? true
    }

    /// The answer of a statement that has no rows.
    static func none(_ warnings: [String] = []) -> Rows {
        Rows(count: 0, nextPage: nil, warnings: warnings, shared: ResultColumns([]), bytes: ByteBuffer())
    }

    private init(count: Int, nextPage: PagingState?, warnings: [String], shared: ResultColumns, bytes: ByteBuffer) {
        self.count = count
        self.nextPage = nextPage
        self.warnings = warnings
        self.shared = shared
        self.bytes = bytes
    }

    /// Takes the part of an answer that follows its metadata, once every cell is seen to lie within it.
    package init(
        _ metadata: ResultMetadata,
        _ body: ByteBuffer,
        known: ResultColumns? = nil,
        version: ProtocolVersion = .v5,
        warnings: [String] = []
    ) throws(CassandraError) {
        guard let shared = metadata.columns ?? known, shared.list.count == metadata.columnCount else {
            throw .malformed("a result does not say what its columns are")
        }
        var body = body
        let width = metadata.columnCount
        count = try body.takeCount(ofAtLeast: Swift.max(4 * width, 1))
        guard width > 0 || count == 0 else { throw .malformed("rows without columns") }
        bytes = body
        for _ in 0..<(count * width) {
            let length = try body.takeInt()
            guard length <= body.readableBytes else { throw .malformed("a cell ends after its answer") }
            if length > 0 { body.moveReaderIndex(forwardBy: length) }
        }
        self.shared = shared
        nextPage = metadata.pagingState.map { PagingState(bytes: $0, version: version) }
        self.warnings = warnings
    }

    /// Begins with the first row.
    public func makeIterator() -> Iterator { Iterator(left: count, bytes: bytes, shared: shared) }

    /// Goes through the rows.
    public struct Iterator: IteratorProtocol {
        fileprivate var left: Int
        fileprivate var bytes: ByteBuffer
        fileprivate let shared: ResultColumns

        /// The next row.
        public mutating func next() -> Row? {
            guard left > 0 else { return nil }
            left -= 1
            let row = Row(bytes: bytes, shared: shared)
            bytes.skipCells(shared.list.count)
            return row
        }
    }
}

/// One row of an answer.
public struct Row: Sendable {
    // Begins with the row's first cell and does not end with its last.
    fileprivate let bytes: ByteBuffer
    fileprivate let shared: ResultColumns

    /// The columns, in the order of the cells.
    public var columns: [CQLColumn] { shared.list }

    /// Reads a column, which must not be null.
    public func decode<Value: CQLReadable>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws(CassandraError) -> Value {
        try decode(index(name), as: type)
    }

    /// Reads a column; nil for null.
    public func decodeIfPresent<Value: CQLReadable>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws(CassandraError) -> Value? {
        try decodeIfPresent(index(name), as: type)
    }

    /// Reads the column at a place, which must not be null.
    public func decode<Value: CQLReadable>(
        _ index: Int,
        as type: Value.Type = Value.self
    ) throws(CassandraError) -> Value {
        guard let value = try decodeIfPresent(index, as: type) else {
            throw CassandraError(.valueMismatch, .statement, "the column '\(shared.list[index].name)' is null")
        }
        return value
    }

    /// Reads the column at a place; nil for null.
    public func decodeIfPresent<Value: CQLReadable>(
        _ index: Int,
        as type: Value.Type = Value.self
    ) throws(CassandraError) -> Value? {
        guard shared.list.indices.contains(index) else {
            throw CassandraError(.valueMismatch, .statement, "there is no column \(index)")
        }
        var rest = bytes
        rest.skipCells(index)
        guard let cell = try rest.takeBytes() else { return nil }
        return try Value(cell: cell, type: shared.list[index].type)
    }

    /// Reads a column as what it is.
    public func value(_ name: String) throws(CassandraError) -> CQLValue {
        try decodeIfPresent(name, as: CQLValue.self) ?? .null
    }

    /// Reads all columns as what they are.
    public func values() throws(CassandraError) -> [CQLValue] {
        var rest = bytes
        var values: [CQLValue] = []
        for column in shared.list { values.append(try CQLValue(try rest.takeBytes(), column.type)) }
        return values
    }

    private func index(_ name: String) throws(CassandraError) -> Int {
        guard let index = shared.index(of: name) else {
            throw CassandraError(.valueMismatch, .statement, "there is no column '\(name)'")
        }
        return index
    }
}

/// Where a page begins: it goes with the version of the protocol that it came in, and is no use in another.
public struct PagingState: Sendable, Hashable {
    /// What the node gave.
    public let bytes: [UInt8]
    /// The version of the protocol.
    public let version: ProtocolVersion

    /// Puts one together that was kept.
    public init(bytes: [UInt8], version: ProtocolVersion) {
        self.bytes = bytes
        self.version = version
    }
}

extension ByteBuffer {
    /// Goes past cells that are known to be there.
    fileprivate mutating func skipCells(_ count: Int) {
        for _ in 0..<count {
            guard let length = readInteger(as: Int32.self), length > 0 else { continue }
            moveReaderIndex(forwardBy: Int(length))
        }
    }
}
