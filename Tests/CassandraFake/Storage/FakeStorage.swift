import CassandraClient
import FoundationEssentials
import NIOCore
import Synchronization

/// What the nodes of a fake cluster remember: tables, with the times of writing, the life times and the conditions of a
/// real one, and the same for all nodes at once.
package final class FakeStorage: Sendable {
    fileprivate struct State {
        /// By the names of their keyspaces.
        var keyspaces: [String: [String: StorageTable]] = [:]
        var replication: [String: [String: String]] = [:]
        var lastBallot: Int64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// A cluster that remembers.
    ///
    /// - Parameter script: answers what the storage is not to be asked.
    package func makeCluster(
        _ count: Int = 1,
        _ settings: FakeCluster.Settings = FakeCluster.Settings(),
        script: @escaping FakeCluster.Script = { _ in nil }
    ) async throws -> FakeCluster {
        var settings = settings
        settings.describe = describe
        return try await FakeCluster(count, settings) { [self] request in script(request) ?? reply(request) }
    }

    /// What is known of a statement that is prepared.
    package func describe(_ text: String) -> FakeStatement {
        state.withLock { state in
            guard let statement = try? FakeStatementParser.parse(text) else { return FakeStatement() }
            // Keyspaces of the same tables differ in nothing that is described.
            let tables = statement.table.flatMap { name in state.keyspaces.values.first { $0[name] != nil } } ?? [:]
            return State.describe(statement, tables)
        }
    }

    /// The answer to a request; nil leaves it to the cluster.
    package func reply(_ request: FakeRequest) -> FakeReply? {
        let keyspace = request.keyspace ?? ""
        if request.text.contains("FROM system_schema") { return schema(request.text) }
        if request.text.contains(" system") || request.text.hasPrefix("USE") { return nil }
        return state.withLock { state in
            do {
                switch request.kind {
                case .prepare(let text):
                    try state.check(try FakeStatementParser.parse(text), in: keyspace)
                    return nil
                case .query(let text):
                    return try state.execute(try FakeStatementParser.parse(text), [], request, in: keyspace)
                case .execute(let text, let values):
                    return try state.execute(try FakeStatementParser.parse(text), values, request, in: keyspace)
                case .batch(let texts):
                    for (text, values) in zip(texts, request.batchValues) {
                        _ = try state.execute(try FakeStatementParser.parse(text), values, request, in: keyspace)
                    }
                    return .void
                default: return nil
                }
            } catch let failure as FakeStatementParser.Failure {
                return .fault(0x2000, failure.message)
            } catch let fault as Fault {
                return .fault(0x2200, fault.message)
            } catch {
                return .fault(0x0000, "\(error)")
            }
        }
    }

    /// What is known of the keyspace that a statement names, or of all.
    private func schema(_ text: String) -> FakeReply? {
        func isMeant(_ name: String) -> Bool {
            !text.contains("WHERE") || text.hasSuffix("= '\(name.replacing("'", with: "''"))'")
        }
        let name = CQLColumn("keyspace_name", .varchar)
        if text.contains("system_schema.keyspaces") {
            return .rows(
                [name, CQLColumn("replication", .map(.varchar, .varchar))],
                state.withLock { $0.replication }.filter { isMeant($0.key) }.map { name, options in
                    [.text(name), .map(options.map { CQLValue.Entry(.text($0.key), .text($0.value)) })]
                }
            )
        }
        guard text.contains("system_schema.tables") else { return nil }
        let keyspaces = state.withLock { $0.keyspaces }.filter { isMeant($0.key) }
        return .rows(
            [name, CQLColumn("table_name", .varchar)],
            keyspaces.flatMap { name, tables in tables.keys.sorted().map { [.text(name), .text($0)] } }
        )
    }

    fileprivate struct Fault: Error { let message: String }
}

extension FakeStorage.State {
    private func table(_ name: String, in keyspace: String) throws -> StorageTable {
        if let table = keyspaces[keyspace]?[name] { return table }
        throw FakeStorage.Fault(message: "unconfigured table \(name)")
    }

    func check(_ statement: StorageStatement, in keyspace: String) throws {
        switch statement {
        case .createKeyspace, .createTable: break
        case .select(let select):
            let table = try table(select.table, in: keyspace)
            let columns = select.counted.map { [$0] } ?? select.columns
            for column in columns + select.relations.map(\.column) { try Self.check(column, table) }
        case .write(let write):
            let table = try table(write.table, in: keyspace)
            for column in write.assignments.map(\.column) + write.relations.map(\.column) {
                try Self.check(column, table)
            }
        }
    }

    private static func check(_ column: String, _ table: StorageTable) throws {
        guard table.columns[column] != nil else {
            throw FakeStorage.Fault(message: "Undefined column name \(column) in table \(table.name)")
        }
    }

    static func describe(_ statement: StorageStatement, _ tables: [String: StorageTable]) -> FakeStatement {
        var markers: [Int: CQLColumn] = [:]
        func note(_ column: String, _ marker: Int, _ table: StorageTable) {
            markers[marker] = CQLColumn(column, table.columns[column] ?? .varchar)
        }
        var described = FakeStatement()
        switch statement {
        case .createKeyspace, .createTable: return described
        case .select(let select):
            guard let table = tables[select.table] else { return described }
            for relation in select.relations { note(relation.column, relation.marker, table) }
            described.columns = columns(of: select, table)
            described.partitionKey = key(select.relations.map { ($0.column, $0.marker) }, table)
        case .write(let write):
            guard let table = tables[write.table] else { return described }
            let relations = write.relations.map { ($0.column, $0.marker) }
            for (column, marker) in write.assignments + relations { note(column, marker, table) }
            if let life = write.life { markers[life] = CQLColumn("[ttl]", .int) }
            if case .equals(let column, let marker)? = write.condition { note(column, marker, table) }
            described.partitionKey = key(write.kind == .insert ? write.assignments : relations, table)
        }
        described.markers = markers.sorted { $0.key < $1.key }.map(\.value)
        return described
    }

    private static func key(_ pairs: [(String, Int)], _ table: StorageTable) -> [Int] {
        let places = table.partitionKey.compactMap { column in pairs.first { $0.0 == column }?.1 }
        return places.count == table.partitionKey.count ? places : []
    }

    private static func columns(of select: StorageStatement.Select, _ table: StorageTable) -> [CQLColumn] {
        if select.counted != nil { return select.columns.map { CQLColumn($0, .bigint) } }
        let names = select.columns.isEmpty ? table.allColumns : select.columns
        return names.map { CQLColumn($0, table.columns[$0] ?? .varchar) }
    }

    // MARK: Execution

    mutating func execute(
        _ statement: StorageStatement,
        _ values: [ByteBuffer?],
        _ request: FakeRequest,
        in keyspace: String
    ) throws -> FakeReply {
        switch statement {
        case .createKeyspace(let name, let options):
            if replication[name] == nil { replication[name] = options }
            return .schemaChange
        case .createTable(let table):
            if keyspaces[keyspace]?[table.name] == nil { keyspaces[keyspace, default: [:]][table.name] = table }
            return .schemaChange
        case .select(let select): return try self.select(select, values, request, in: keyspace)
        case .write(let write): return try self.write(write, values, request, in: keyspace)
        }
    }

    private func select(
        _ select: StorageStatement.Select,
        _ values: [ByteBuffer?],
        _ request: FakeRequest,
        in keyspace: String
    ) throws -> FakeReply {
        let table = try table(select.table, in: keyspace)
        let now = Self.now()
        let equal = Dictionary(
            select.relations.filter { $0.comparison == "=" }.map { ($0.column, values[$0.marker]) },
            uniquingKeysWith: { first, _ in first }
        )
        let key = table.partitionKey.compactMap { equal[$0].flatMap { $0 } }
        var rows: [StorageRow]
        if key.count == table.partitionKey.count {
            rows = table.partitions[key] ?? []
        } else {
            guard select.relations.isEmpty else {
                throw FakeStorage.Fault(message: "Cannot execute this query as it might involve data filtering")
            }
            rows = table.keys.flatMap { table.partitions[$0] ?? [] }
        }
        if let order = select.order, order.isDescending != table.descending.contains(order.column) { rows.reverse() }
        // A page begins after the row that the one before ended with, which may have been removed since.
        if let state = request.pagingState, let last = rows.firstIndex(where: { Self.state($0) == state }) {
            rows.removeFirst(last + 1)
        }
        rows = rows.filter { row in
            row.isVisible(at: now)
                && select.relations.allSatisfy { relation in
                    guard let found = table.value(relation.column, of: row, at: now),
                        let wanted = values[relation.marker]
                    else { return false }
                    return switch relation.comparison {
                    case "=": found == wanted
                    case "<": table.isLess(found, wanted, relation.column)
                    case ">": table.isLess(wanted, found, relation.column)
                    case "<=": !table.isLess(wanted, found, relation.column)
                    default: !table.isLess(found, wanted, relation.column)
                    }
                }
        }
        let columns = Self.columns(of: select, table)
        if let counted = select.counted {
            return .rows(columns, [[.int(Int64(rows.count { table.value(counted, of: $0, at: now) != nil }))]])
        }
        let size = request.pageSize.map { Int($0) } ?? rows.count
        let page = rows.prefix(max(size, 1))
        return .rows(
            columns,
            try page.map { row in
                try columns.map { try Self.value(table.value($0.name, of: row, at: now), $0.type) }
            },
            nextPage: page.count < rows.count ? page.last.map(Self.state) : nil
        )
    }

    private static func value(_ cell: ByteBuffer?, _ type: CQLType) throws -> CQLValue {
        try cell.map { try CQLValue(cell: $0, type: type) } ?? .null
    }

    private static func state(_ row: StorageRow) -> [UInt8] {
        (row.partitionKey + row.clustering).flatMap {
            [UInt8(truncatingIfNeeded: $0.readableBytes)] + $0.readableBytesView
        }
    }

    private mutating func write(
        _ write: StorageStatement.Write,
        _ values: [ByteBuffer?],
        _ request: FakeRequest,
        in keyspace: String
    ) throws -> FakeReply {
        var table = try table(write.table, in: keyspace)
        let now = Self.now()
        var given = Dictionary(
            write.relations.map { ($0.column, values[$0.marker]) },
            uniquingKeysWith: { first, _ in first }
        )
        if write.kind == .insert { for (column, marker) in write.assignments { given[column] = values[marker] } }
        let partition = table.partitionKey.compactMap { given[$0].flatMap { $0 } }
        let key = table.clustering.compactMap { given[$0].flatMap { $0 } }
        let isWhole = write.kind == .delete && key.isEmpty && write.condition == nil
        guard partition.count == table.partitionKey.count, key.count == table.clustering.count || isWhole,
            partition.count > 1 || partition.allSatisfy({ $0.readableBytes > 0 })
        else { throw FakeStorage.Fault(message: "Some partition key or clustering parts are missing or empty") }

        var moment = request.timestamp ?? now
        if let condition = write.condition {
            let row = table.row(partition, key).flatMap { $0.isVisible(at: now) ? $0 : nil }
            if let refusal = try Self.refusal(condition, row, table, values, now) { return refusal }
            lastBallot = max(now, lastBallot + 1)
            moment = lastBallot
        }
        if isWhole, !table.clustering.isEmpty {
            for row in table.partitions[partition] ?? [] {
                table.change(partition, row.clustering) { $0.delete(moment) }
            }
            keyspaces[keyspace, default: [:]][write.table] = table
            return .void
        }
        let life = write.life.flatMap { values[$0]?.getInteger(at: values[$0]?.readerIndex ?? 0, as: Int32.self) } ?? 0
        let expires = life > 0 ? now + Int64(life) * 1_000_000 : .max
        let known = table
        table.change(partition, key) { row in
            if write.kind == .delete { return row.delete(moment) }
            if write.kind == .insert { row.insert(moment, expires: expires) }
            for (column, marker) in write.assignments where !known.isKey(column) {
                // What is empty is nothing: a real cluster keeps the members of a collection alone.
                let value = values[marker].flatMap { Self.isEmptyCollection($0, known.columns[column]) ? nil : $0 }
                row.set(column, to: value, moment, expires: expires)
            }
        }
        keyspaces[keyspace, default: [:]][write.table] = table
        return write.condition == nil ? .void : .rows([CQLColumn("[applied]", .boolean)], [[true]])
    }

    private static func refusal(
        _ condition: StorageStatement.Condition,
        _ row: StorageRow?,
        _ table: StorageTable,
        _ values: [ByteBuffer?],
        _ now: Int64
    ) throws -> FakeReply? {
        let shown: [String]
        switch condition {
        case .notExists:
            if row == nil { return nil }
            shown = table.allColumns
        case .exists:
            if row != nil { return nil }
            shown = []
        case .equals(let column, let marker):
            if row.flatMap({ $0.value(column, at: now) }) == values[marker] { return nil }
            shown = [column]
        }
        var columns = [CQLColumn("[applied]", .boolean)]
        var cells: [CQLValue] = [false]
        if let row {
            for name in shown {
                columns.append(CQLColumn(name, table.columns[name] ?? .varchar))
                cells.append(try value(table.value(name, of: row, at: now), table.columns[name] ?? .varchar))
            }
        }
        return .rows(columns, [cells])
    }

    private static func isEmptyCollection(_ value: ByteBuffer, _ type: CQLType?) -> Bool {
        switch type {
        case .map?, .set?, .list?: value.getInteger(at: value.readerIndex, as: Int32.self) == 0
        default: false
        }
    }

    private static func now() -> Int64 { Int64(Date.now.timeIntervalSince1970 * 1_000_000) }
}
