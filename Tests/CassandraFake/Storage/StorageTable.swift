import CassandraClient
import NIOCore

/// A table of the fake cluster and its rows, which outlive what removes them as they do in a real one.
struct StorageTable {
    let name: String
    let columns: [String: CQLType]
    let partitionKey: [String]
    let clustering: [String]
    let descending: Set<String>
    private(set) var partitions: [[ByteBuffer]: [StorageRow]] = [:]
    /// The keys in the order in which all rows are gone through.
    private(set) var keys: [[ByteBuffer]] = []

    init(
        _ name: String,
        _ columns: [String: CQLType],
        _ partitionKey: [String],
        _ clustering: [String],
        descending: Set<String>
    ) {
        self.name = name
        self.columns = columns
        self.partitionKey = partitionKey
        self.clustering = clustering
        self.descending = descending
    }

    func isKey(_ column: String) -> Bool { partitionKey.contains(column) || clustering.contains(column) }

    /// All columns, the keys first.
    var allColumns: [String] { partitionKey + clustering + columns.keys.filter { !isKey($0) }.sorted() }

    func value(_ column: String, of row: StorageRow, at now: Int64) -> ByteBuffer? {
        if let index = partitionKey.firstIndex(of: column) { return row.partitionKey[index] }
        if let index = clustering.firstIndex(of: column) { return row.clustering[index] }
        return row.value(column, at: now)
    }

    func row(_ partition: [ByteBuffer], _ key: [ByteBuffer]) -> StorageRow? {
        partitions[partition]?.first { $0.clustering == key }
    }

    /// Changes a row, which is made where there is none.
    mutating func change(_ partition: [ByteBuffer], _ key: [ByteBuffer], _ body: (inout StorageRow) -> Void) {
        if partitions[partition] == nil {
            partitions[partition] = []
            let place = keys.firstIndex { Self.precedes(partition, $0) } ?? keys.endIndex
            keys.insert(partition, at: place)
        }
        if let index = partitions[partition]?.firstIndex(where: { $0.clustering == key }) {
            partitions[partition]?[index].touch(body)
            return
        }
        var row = StorageRow(partitionKey: partition, clustering: key)
        body(&row)
        let rows = partitions[partition] ?? []
        let place = rows.firstIndex { comesBefore(key, $0.clustering) } ?? rows.endIndex
        partitions[partition]?.insert(row, at: place)
    }

    private static func precedes(_ left: [ByteBuffer], _ right: [ByteBuffer]) -> Bool {
        for (one, other) in zip(left, right) where one != other {
            return one.readableBytesView.lexicographicallyPrecedes(other.readableBytesView)
        }
        return false
    }

    private func comesBefore(_ left: [ByteBuffer], _ right: [ByteBuffer]) -> Bool {
        for (index, column) in clustering.enumerated() where left[index] != right[index] {
            return isLess(left[index], right[index], column) != descending.contains(column)
        }
        return false
    }

    /// Whether one value of a column is less than another.
    func isLess(_ left: ByteBuffer, _ right: ByteBuffer, _ column: String) -> Bool {
        switch columns[column] {
        case .bigint?, .int?, .timestamp?: Self.number(left) < Self.number(right)
        default: left.readableBytesView.lexicographicallyPrecedes(right.readableBytesView)
        }
    }

    private static func number(_ bytes: ByteBuffer) -> Int64 {
        bytes.readableBytes == 4
            ? Int64(bytes.getInteger(at: bytes.readerIndex, as: Int32.self) ?? 0)
            : bytes.getInteger(at: bytes.readerIndex, as: Int64.self) ?? 0
    }
}

/// A row with the moments at which its parts were written.
struct StorageRow {
    struct Cell {
        var value: ByteBuffer?
        var written: Int64
        var expires: Int64
    }

    let partitionKey: [ByteBuffer]
    let clustering: [ByteBuffer]
    private var cells: [String: Cell] = [:]
    private var marker: Cell?
    private var deleted = Int64.min

    init(partitionKey: [ByteBuffer], clustering: [ByteBuffer]) {
        self.partitionKey = partitionKey
        self.clustering = clustering
    }

    mutating func touch(_ body: (inout StorageRow) -> Void) { body(&self) }

    mutating func insert(_ written: Int64, expires: Int64) {
        if written >= marker?.written ?? .min { marker = Cell(value: nil, written: written, expires: expires) }
    }

    mutating func set(_ column: String, to value: ByteBuffer?, _ written: Int64, expires: Int64) {
        guard written >= cells[column]?.written ?? .min else { return }
        cells[column] = Cell(value: value, written: written, expires: expires)
    }

    mutating func delete(_ written: Int64) { deleted = max(deleted, written) }

    func value(_ column: String, at now: Int64) -> ByteBuffer? {
        cells[column].flatMap { isAlive($0, at: now) ? $0.value : nil }
    }

    /// Whether it is there for who asks.
    func isVisible(at now: Int64) -> Bool {
        marker.map { isAlive($0, at: now) } == true || cells.values.contains { isAlive($0, at: now) && $0.value != nil }
    }

    private func isAlive(_ cell: Cell, at now: Int64) -> Bool { cell.written > deleted && cell.expires > now }
}
