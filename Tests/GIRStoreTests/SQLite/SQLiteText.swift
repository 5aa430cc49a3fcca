import GRDB

/// What tests do to a database behind the store's back.
enum SQLiteText {
    /// Runs statements on the database at a path.
    static func run(_ sql: String, _ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// The first column of a statement's rows, as text.
    static func column(_ sql: String, _ path: String) throws -> [String] {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.read { try String.fetchAll($0, sql: sql) }
    }
}
