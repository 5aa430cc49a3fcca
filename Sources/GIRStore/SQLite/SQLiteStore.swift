import GRDB

/// What `serve` remembers, in one SQLite file.
///
/// The file is in write-ahead mode: reading goes on while something is written, also by another process, and what was
/// committed is on disk (`synchronous=FULL`) before anybody is told so.
public struct SQLiteStore: Store {
    let database: any DatabaseWriter
    /// The most sessions that are kept.
    let sessionLimit: Int
    /// How many recordings one search looks at where its condition is not one that an index answers.
    var searchWindow = 100_000

    /// The number of sessions that a store keeps where nothing else is said: about 100 MB of them.
    public static let standardSessionLimit = 100_000

    /// The file that is open, as it is found by its path; nil in memory.
    private let file: OpenFile?

    private init(_ database: any DatabaseWriter, file: OpenFile? = nil, sessionLimit: Int) {
        self.database = database
        self.file = file
        self.sessionLimit = sessionLimit
    }

    /// Opens the store in a folder; makes the folder, the file and its tables where they are missing.
    ///
    /// - Throws: ``StoreError``: `permission` where this user may not, or where others may as well; `data` for a file that
    ///   is no store of this program, is damaged, or was written by a later version; `noSpace` and `unavailable`.
    public static func open(folder: String, sessionLimit: Int = standardSessionLimit) throws -> SQLiteStore {
        let file = SQLiteFile(folder: folder)
        try file.prepare()
        do {
            try SQLiteSchema.claim(file.path, configuration)
            let pool = try DatabasePool(path: file.path, configuration: configuration)
            // The one connection that writes was set to sync less when the write-ahead log was switched on.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try SQLiteSchema.migrate(pool)
            return SQLiteStore(pool, file: OpenFile(file.path), sessionLimit: sessionLimit)
        } catch {
            throw StoreError(error, file: file.path)
        }
    }

    /// Looks whether a folder has a store that ``open(folder:sessionLimit:)`` would take, or none yet; changes nothing.
    ///
    /// - Throws: ``StoreError`` as that does for access, another program's file and a later version.
    public static func inspect(folder: String) throws(StoreError) {
        let file = SQLiteFile(folder: folder)
        if file.exists { try SQLiteSchema.check(file.path, beginning: file.header()) }
    }

    /// Whether there is the file of a store in a folder.
    public static func exists(in folder: String) -> Bool { SQLiteFile(folder: folder).exists }

    /// A store that is gone with this value; for tests.
    public static func inMemory(sessionLimit: Int = standardSessionLimit) throws -> SQLiteStore {
        do {
            let queue = try DatabaseQueue(configuration: configuration)
            try SQLiteSchema.migrate(queue)
            return SQLiteStore(queue, sessionLimit: sessionLimit)
        } catch {
            throw StoreError(error)
        }
    }

    /// Ends all use of the file.
    public func close() throws {
        do { try database.close() } catch { throw StoreError(error) }
    }

    /// Writes the number that says which version the file is of, which it is anyway.
    public func check() async throws {
        try file?.check()
        try await write { database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            try database.execute(sql: "PRAGMA user_version = \(version)")
        }
    }

    /// How connections are set up; foreign keys are checked, which is GRDB's default.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            // Else one long reader leaves a log of its length behind for good.
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            // What was removed may have been a password's verifier.
            try database.execute(sql: "PRAGMA secure_delete = FAST")
            // A file that somebody tampered with must not be able to call functions.
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await database.read(body) } catch { throw StoreError.translated(error) }
    }

    /// Runs the body in a transaction that is on disk when this returns.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await database.write(body) } catch { throw StoreError.translated(error) }
    }
}

extension Database {
    /// Runs a statement that is compiled once for each connection; gives how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    /// The rows of a statement that is compiled once for each connection.
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first row of a statement that is compiled once for each connection.
    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}
