package import NIOCore

/// A column of a result, or a bind marker.
public struct CQLColumn: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The type.
    public let type: CQLType

    /// Names a column.
    public init(_ name: String, _ type: CQLType) {
        self.name = name
        self.type = type
    }
}

/// What the rows of a result look like; shared by all results of a statement.
package final class ResultColumns: Sendable, Hashable {
    /// The columns, in the order of the cells.
    package let list: [CQLColumn]
    private let indexes: [String: Int]

    /// Takes the columns of a statement.
    package init(_ list: [CQLColumn]) {
        self.list = list
        // Two columns may have one name, through an alias: the first one answers to it.
        indexes = Dictionary(list.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of the first column of that name.
    package func index(of name: String) -> Int? { indexes[name] }

    /// Compares the columns.
    package static func == (left: ResultColumns, right: ResultColumns) -> Bool { left.list == right.list }

    /// Feeds the columns.
    package func hash(into hasher: inout Hasher) { hasher.combine(list) }
}

/// The part of a result that comes before its rows.
package struct ResultMetadata: Sendable, Hashable {
    /// How many columns there are.
    package var columnCount: Int
    /// Nil where the client said that it knows them.
    package var columns: ResultColumns?
    /// Where the next page begins; nil on the last one.
    package var pagingState: [UInt8]?
    /// Version 5: the columns have changed since the statement was prepared, and this is their new name.
    package var newID: [UInt8]?

    /// Puts metadata together, as a node does.
    package init(_ columns: [CQLColumn] = [], pagingState: [UInt8]? = nil, newID: [UInt8]? = nil) {
        self.columns = ResultColumns(columns)
        columnCount = columns.count
        self.pagingState = pagingState
        self.newID = newID
    }

    private enum Flags {
        static let globalTable = 0x01
        static let morePages = 0x02
        static let noMetadata = 0x04
        static let changed = 0x08
    }

    /// Reads what a node sends.
    package init(_ body: inout ByteBuffer) throws(CassandraError) {
        let flags = try body.takeInt()
        columnCount = try body.takeInt()
        if flags & Flags.morePages != 0 { pagingState = try body.takeBytes().map { Array($0.readableBytesView) } }
        if flags & Flags.changed != 0 { newID = try body.takeShortBytes() }
        guard flags & Flags.noMetadata == 0 else {
            guard columnCount >= 0 else { throw .malformed("a result has less than no columns") }
            return
        }
        columns = ResultColumns(
            try Self.columns(&body, columnCount, hasGlobalTable: flags & Flags.globalTable != 0).list
        )
    }

    /// The columns, and the keyspace of the first.
    package static func columns(
        _ body: inout ByteBuffer,
        _ count: Int,
        hasGlobalTable: Bool
    ) throws(CassandraError) -> (list: [CQLColumn], keyspace: String?) {
        // A name's length and a type take four bytes.
        guard count >= 0, count <= body.readableBytes / 4 else {
            throw .malformed("a result has more columns than bytes")
        }
        var keyspace: String?
        if hasGlobalTable {
            keyspace = try body.takeString()
            _ = try body.takeString()
        }
        var list: [CQLColumn] = []
        for _ in 0..<count {
            if !hasGlobalTable {
                let name = try body.takeString()
                if keyspace == nil { keyspace = name }
                _ = try body.takeString()
            }
            list.append(CQLColumn(try body.takeString(), try CQLType.take(&body)))
        }
        return (list, keyspace)
    }

    /// Appends the bytes.
    package func write(to body: inout ByteBuffer, keyspace: String = "ks", table: String = "t") {
        var flags = columns == nil ? Flags.noMetadata : Flags.globalTable
        if pagingState != nil { flags |= Flags.morePages }
        if newID != nil { flags |= Flags.changed }
        body.writeInt(flags)
        body.writeInt(columnCount)
        if let pagingState { body.writeNotation(bytes: ByteBuffer(bytes: pagingState)) }
        if let newID { body.writeNotation(shortBytes: newID) }
        guard let columns else { return }
        body.writeNotation(string: keyspace)
        body.writeNotation(string: table)
        for column in columns.list {
            body.writeNotation(string: column.name)
            column.type.write(to: &body)
        }
    }
}
