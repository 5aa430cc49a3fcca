import GRDB

/// The tables of a store, as the list of changes that lead to them.
///
/// A change that was released is never edited: what is wrong in it is mended by a further one.
enum SQLiteSchema {
    /// What `file` and others know the file by: "girs".
    static let applicationID = 0x6769_7273

    /// The names and the statements of the changes; the number of those done is the file's `user_version`.
    static let migrations: [(name: String, sql: String)] = [
        ("tenants, users, sessions and settings", tenants), ("recordings and labels", recordings),
        ("names that no user may take", reservedNames), ("the operations account", operationsAccount),
    ]

    private static let tenants = """
        CREATE TABLE contact_center (
            number INTEGER NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            domain TEXT NOT NULL UNIQUE COLLATE NOCASE,
            uses_configuration_server INTEGER NOT NULL,
            features TEXT NOT NULL
        ) STRICT;

        CREATE TABLE user (
            id TEXT NOT NULL PRIMARY KEY,
            contact_center TEXT NOT NULL REFERENCES contact_center (id),
            user_name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL,
            roles TEXT NOT NULL,
            permissions TEXT NOT NULL,
            is_enabled INTEGER NOT NULL,
            changes_password INTEGER NOT NULL,
            password_hash TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX user_of_contact_center ON user (contact_center, user_name COLLATE NOCASE);

        CREATE TABLE session (
            id_hash BLOB NOT NULL PRIMARY KEY,
            provider TEXT NOT NULL,
            principal_id TEXT NOT NULL,
            principal TEXT NOT NULL,
            csrf_token BLOB NOT NULL,
            is_secure INTEGER NOT NULL,
            created INTEGER NOT NULL,
            last_used INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_of_principal ON session (provider, principal_id, created);
        CREATE INDEX session_created ON session (created);
        CREATE INDEX session_used ON session (last_used);

        CREATE TABLE setting (
            contact_center TEXT NOT NULL REFERENCES contact_center (id),
            group_name TEXT NOT NULL,
            name TEXT NOT NULL,
            location TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (contact_center, group_name, name, location)
        ) STRICT, WITHOUT ROWID;
        """

    // Contact centers by number: the id would be a third of each index. An index ends with the recording's number, which
    // makes the order of recordings of one moment a firm one.
    private static let recordings = """
        CREATE TABLE recording (
            number INTEGER NOT NULL PRIMARY KEY,
            tenant INTEGER NOT NULL REFERENCES contact_center (number),
            id TEXT NOT NULL,
            region TEXT NOT NULL,
            caller TEXT NOT NULL,
            dialed TEXT NOT NULL,
            caller_key TEXT NOT NULL,
            dialed_key TEXT NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            agents TEXT NOT NULL,
            is_protected INTEGER NOT NULL,
            document TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX recording_id ON recording (tenant, id);
        CREATE INDEX recording_caller ON recording (tenant, caller_key, start);
        CREATE INDEX recording_dialed ON recording (tenant, dialed_key, start);
        CREATE INDEX recording_start ON recording (tenant, start);

        CREATE TABLE recording_agent (
            tenant INTEGER NOT NULL,
            agent TEXT NOT NULL,
            start INTEGER NOT NULL,
            recording INTEGER NOT NULL,
            PRIMARY KEY (tenant, agent, start, recording)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE label_definition (
            tenant INTEGER NOT NULL REFERENCES contact_center (number),
            name TEXT NOT NULL,
            display_name TEXT NOT NULL,
            description TEXT NOT NULL,
            PRIMARY KEY (tenant, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recording_label (
            tenant INTEGER NOT NULL,
            name TEXT NOT NULL,
            start INTEGER NOT NULL,
            recording INTEGER NOT NULL REFERENCES recording (number) ON DELETE CASCADE,
            value TEXT NOT NULL,
            PRIMARY KEY (tenant, name, start, recording),
            FOREIGN KEY (tenant, name) REFERENCES label_definition (tenant, name)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX recording_label_of ON recording_label (recording, name);
        """

    private static let reservedNames = """
        CREATE TABLE reserved_user_name (
            user_name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE
        ) STRICT, WITHOUT ROWID;
        """

    /// One row once a server has been started; without a verifier where the configuration has no account.
    private static let operationsAccount = """
        CREATE TABLE operations_account (
            number INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),
            verifier TEXT
        ) STRICT;
        """

    /// Marks an empty file as a store, and refuses one that is something else or of a later version.
    ///
    /// By a connection of its own, so that a database of others is not even put into write-ahead mode.
    static func claim(_ path: String, _ configuration: Configuration) throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { database in
            let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            if application == 0, tables == 0 {
                return try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            try check(path, application: application, version: version)
        }
        try queue.close()
    }

    /// Refuses the beginning of a file that is no store or of a later version (SQLite's file format, section 1.3); an
    /// empty file is none yet.
    static func check(_ path: String, beginning bytes: [UInt8]) throws(StoreError) {
        guard !bytes.isEmpty else { return }
        guard bytes.count == SQLiteFile.headerLength, bytes.starts(with: "SQLite format 3\0".utf8) else {
            throw StoreError(.data, "'\(path)' is no database", hint: "name another folder for the server's data")
        }
        func number(at offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        try check(path, application: number(at: 68), version: number(at: 60))
    }

    private static func check(_ path: String, application: Int, version: Int) throws(StoreError) {
        guard application == applicationID else {
            throw StoreError(
                .data,
                "'\(path)' is a database of another program",
                hint: "name another folder for the server's data"
            )
        }
        guard version <= migrations.count else {
            throw StoreError(
                .data,
                "'\(path)' was written by a later version of girctl: its version is \(version), this program knows \(migrations.count)",
                hint: "run the later version, or restore the backup that was made before it"
            )
        }
    }

    /// Brings the tables to what this version works with.
    static func migrate(_ writer: any DatabaseWriter) throws {
        var migrator = DatabaseMigrator()
        for (index, migration) in migrations.enumerated() {
            migrator.registerMigration(migration.name) { database in
                try database.execute(sql: migration.sql)
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
        do {
            try migrator.migrate(writer)
        } catch {
            // Another process may have done the same in the meantime.
            guard try writer.read({ try migrator.hasCompletedMigrations($0) }) else { throw error }
        }
    }
}
