import CassandraClient

/// Reads the part of CQL that the fake cluster can do: values are bind markers, conditions compare for equality.
struct FakeStatementParser {
    struct Failure: Error { let message: String }

    private var tokens: [String] = []
    private var place = 0
    private var markerCount = 0

    static func parse(_ text: String) throws(Failure) -> StorageStatement {
        var parser = FakeStatementParser(text)
        return try parser.statement()
    }

    private init(_ text: String) {
        var word = ""
        func flush() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        for character in text {
            switch character {
            case " ", "\n", "\t": flush()
            case "(", ")", ",", "?", "*", ";", ".":
                flush()
                tokens.append(String(character))
            case "<", ">":
                flush()
                tokens.append(String(character))
            case "=":
                flush()
                if let last = tokens.last, ["<", ">"].contains(last) {
                    tokens[tokens.count - 1] = last + "="
                } else {
                    tokens.append("=")
                }
            default: word.append(character)
            }
        }
        flush()
    }

    // MARK: Tokens

    private var next: String? { place < tokens.count ? tokens[place] : nil }

    private mutating func take() throws(Failure) -> String {
        guard let next else { throw Failure(message: "the statement ends too early") }
        place += 1
        return next
    }

    private mutating func has(_ words: String...) -> Bool {
        guard tokens[place...].prefix(words.count).map({ $0.uppercased() }) == words else { return false }
        place += words.count
        return true
    }

    private mutating func expect(_ words: String...) throws(Failure) {
        for word in words where !has(word) {
            throw Failure(message: "'\(word)' is missing before '\(next ?? "the end")'")
        }
    }

    private mutating func marker() throws(Failure) -> Int {
        try expect("?")
        defer { markerCount += 1 }
        return markerCount
    }

    private mutating func list<Element>(
        _ element: (inout FakeStatementParser) throws(Failure) -> Element
    ) throws(Failure) -> [Element] {
        var all = [try element(&self)]
        while has(",") { all.append(try element(&self)) }
        return all
    }

    private mutating func name() throws(Failure) -> String { try take() }

    // MARK: Statements

    private mutating func statement() throws(Failure) -> StorageStatement {
        if has("CREATE", "TABLE", "IF", "NOT", "EXISTS") { return .createTable(try table()) }
        if has("CREATE", "KEYSPACE", "IF", "NOT", "EXISTS") { return try keyspace() }
        if has("SELECT") { return .select(try select()) }
        if has("INSERT", "INTO") { return .write(try insert()) }
        if has("UPDATE") { return .write(try update()) }
        if has("DELETE", "FROM") { return .write(try delete()) }
        throw Failure(message: "no statement begins with '\(next ?? "")'")
    }

    private mutating func keyspace() throws(Failure) -> StorageStatement {
        let name = try name().filter { $0 != "\"" }
        try expect("WITH", "REPLICATION", "=")
        var words: [String] = []
        while let token = next {
            place += 1
            if token != "," { words.append(token.filter { !"{}':".contains($0) }) }
        }
        let pairs = stride(from: 0, to: words.count - 1, by: 2).map { (words[$0], words[$0 + 1]) }
        return .createKeyspace(name, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    private mutating func table() throws(Failure) -> StorageTable {
        let name = try name()
        try expect("(")
        var columns: [String: CQLType] = [:]
        var (partitionKey, clustering): ([String], [String]) = ([], [])
        repeat {
            if has("PRIMARY", "KEY", "(") {
                if has("(") {
                    partitionKey = try list { parser throws(Failure) in try parser.name() }
                    try expect(")")
                } else {
                    partitionKey = [try self.name()]
                }
                while has(",") { clustering.append(try self.name()) }
                try expect(")")
            } else {
                let column = try self.name()
                columns[column] = try type()
            }
        } while has(",")
        try expect(")")
        var descending: Set<String> = []
        if has("WITH", "CLUSTERING", "ORDER", "BY", "(") {
            repeat {
                let column = try self.name()
                if try take() == "DESC" { descending.insert(column) }
            } while has(",")
        }
        return StorageTable(name, columns, partitionKey, clustering, descending: descending)
    }

    private mutating func type() throws(Failure) -> CQLType {
        let word = try take()
        switch word {
        case "bigint": return .bigint
        case "blob": return .blob
        case "boolean": return .boolean
        case "date": return .date
        case "int": return .int
        case "text": return .varchar
        case "timestamp": return .timestamp
        case "uuid": return .uuid
        case "set":
            try expect("<")
            let element = try type()
            try expect(">")
            return .set(element)
        case "map":
            try expect("<")
            let key = try type()
            try expect(",")
            let value = try type()
            try expect(">")
            return .map(key, value)
        default: throw Failure(message: "no type is named '\(word)'")
        }
    }

    private mutating func select() throws(Failure) -> StorageStatement.Select {
        var select = StorageStatement.Select()
        if has("*") {
        } else if has("COUNT") {
            try expect("(")
            select.counted = try name()
            try expect(")", "AS")
            select.columns = [try name()]
        } else {
            select.columns = try list { parser throws(Failure) in try parser.name() }
        }
        try expect("FROM")
        select.table = try name()
        if has("WHERE") { select.relations = try relations() }
        if has("ORDER", "BY") {
            let order = try list { parser throws(Failure) -> (String, Bool) in
                (try parser.name(), try parser.take().uppercased() == "DESC")
            }
            select.order = order.first
        }
        return select
    }

    private mutating func relations() throws(Failure) -> [StorageStatement.Relation] {
        var all: [StorageStatement.Relation] = []
        repeat {
            all.append(StorageStatement.Relation(column: try name(), comparison: try take(), marker: try marker()))
        } while has("AND")
        return all
    }

    private mutating func insert() throws(Failure) -> StorageStatement.Write {
        var write = StorageStatement.Write(.insert, try name())
        try expect("(")
        let columns = try list { parser throws(Failure) in try parser.name() }
        try expect(")", "VALUES", "(")
        let markers = try list { parser throws(Failure) in try parser.marker() }
        try expect(")")
        guard columns.count == markers.count else { throw Failure(message: "unmatched column names/values") }
        write.assignments = zip(columns, markers).map { ($0, $1) }
        if has("IF", "NOT", "EXISTS") { write.condition = .notExists }
        if has("USING", "TTL") { write.life = try marker() }
        return write
    }

    private mutating func update() throws(Failure) -> StorageStatement.Write {
        var write = StorageStatement.Write(.update, try name())
        if has("USING", "TTL") { write.life = try marker() }
        try expect("SET")
        repeat {
            let column = try name()
            try expect("=")
            write.assignments.append((column, try marker()))
        } while has(",")
        try expect("WHERE")
        write.relations = try relations()
        write.condition = try condition()
        return write
    }

    private mutating func delete() throws(Failure) -> StorageStatement.Write {
        var write = StorageStatement.Write(.delete, try name())
        try expect("WHERE")
        write.relations = try relations()
        write.condition = try condition()
        return write
    }

    private mutating func condition() throws(Failure) -> StorageStatement.Condition? {
        if has("IF", "EXISTS") { return .exists }
        guard has("IF") else { return nil }
        let column = try name()
        try expect("=")
        return .equals(column, try marker())
    }
}

/// A statement as the storage executes it; values are the numbers of bind markers.
enum StorageStatement {
    case createKeyspace(String, [String: String])
    case createTable(StorageTable)
    case select(Select)
    case write(Write)

    /// The table that it reads or writes.
    var table: String? {
        switch self {
        case .createKeyspace, .createTable: nil
        case .select(let select): select.table
        case .write(let write): write.table
        }
    }

    struct Relation {
        let column: String
        let comparison: String
        let marker: Int
    }

    struct Select {
        var table = ""
        /// Empty for all; with a count, the name of its column.
        var columns: [String] = []
        var counted: String?
        var relations: [Relation] = []
        var order: (column: String, isDescending: Bool)?
    }

    enum Condition {
        case equals(String, Int)
        case exists
        case notExists
    }

    struct Write {
        enum Kind { case delete, insert, update }

        let kind: Kind
        let table: String
        var assignments: [(column: String, marker: Int)] = []
        var relations: [Relation] = []
        var condition: Condition?
        var life: Int?

        init(_ kind: Kind, _ table: String) {
            self.kind = kind
            self.table = table
        }
    }
}
