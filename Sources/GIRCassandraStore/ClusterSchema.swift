import CassandraClient
import GIRStore
import NIOCore

/// The tables of a store, as the list of changes that lead to them.
///
/// A change that was released is never edited: what is wrong in it is mended by a further one. The names begin with
/// `girctl_`, so that they may lie beside the tables of others.
enum ClusterSchema {
    /// The statements of each change; the number of those done is in `girctl_store`.
    static let changes: [[String]] = [tenants + recordings, reservedNames, logins]

    static let version = changes.count

    /// The names of the tables with what is remembered.
    static var tables: [String] {
        changes.joined().compactMap { $0.split(separator: " ").dropFirst(5).first.map(String.init) }
    }

    /// The name of the table with the number of changes that are done.
    static let versionTable = "girctl_store"

    private static let store = """
        CREATE TABLE IF NOT EXISTS girctl_store (key text, value int, PRIMARY KEY (key))
        """

    private static let tenants = [
        // Few rows, which are asked for all at once: one partition.
        """
        CREATE TABLE IF NOT EXISTS girctl_contact_center (realm text, id text, domain text,
        uses_configuration_server boolean, features set<text>, version uuid, PRIMARY KEY (realm, id))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_name (kind text, name text, owner text, claimed timestamp, version uuid,
        PRIMARY KEY ((kind, name)))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_user (id text, contact_center text, user_name text, first_name text,
        last_name text, roles set<text>, permissions set<text>, is_enabled boolean, changes_password boolean,
        password_hash text, version uuid, PRIMARY KEY (id))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_user_of_contact_center (contact_center text, name text, id text,
        PRIMARY KEY (contact_center, name, id))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_session (id_hash blob, provider text, principal_id text,
        contact_center text, principal text, csrf_token blob, is_secure boolean, created timestamp,
        last_used timestamp, touched timestamp, written bigint, PRIMARY KEY (id_hash))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_session_of_principal (provider text, principal_id text,
        sessions map<blob, bigint>, version uuid, PRIMARY KEY ((provider, principal_id)))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_setting (contact_center text, group_name text, name text, location text,
        value text, PRIMARY KEY ((contact_center, group_name), name, location))
        """,
    ]

    // `number` makes the order of recordings of one moment a firm one. The index repeats what searches compare.
    private static let recordings = [
        """
        CREATE TABLE IF NOT EXISTS girctl_recording (contact_center text, id text, number bigint, region text,
        caller text, dialed text, start timestamp, stop timestamp, agents set<text>, labels map<text, text>,
        is_protected boolean, document text, version uuid, PRIMARY KEY ((contact_center, id)))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_recording_index (contact_center text, kind text, value text, day date,
        start timestamp, number bigint, id text, region text, caller_key text, dialed_key text, stop timestamp,
        agents set<text>, PRIMARY KEY ((contact_center, kind, value, day), start, number, id))
        WITH CLUSTERING ORDER BY (start DESC, number DESC, id DESC)
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_recording_day (contact_center text, kind text, value text, day date,
        PRIMARY KEY ((contact_center, kind, value), day)) WITH CLUSTERING ORDER BY (day DESC)
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_label_definition (contact_center text, name text, display_name text,
        description text, version uuid, PRIMARY KEY (contact_center, name))
        """,
    ]

    /// Few rows, which are asked for all at once: one partition.
    private static let reservedNames = [
        """
        CREATE TABLE IF NOT EXISTS girctl_reserved_user_name (realm text, name text, PRIMARY KEY (realm, name))
        """
    ]

    private static let logins = [
        // One row once a server has been started; without a verifier where the configuration has no account.
        """
        CREATE TABLE IF NOT EXISTS girctl_operations_account (realm text, verifier text, PRIMARY KEY (realm))
        """,
        """
        CREATE TABLE IF NOT EXISTS girctl_login_mark (subject blob, moment timestamp, id uuid,
        PRIMARY KEY (subject, moment, id)) WITH CLUSTERING ORDER BY (moment DESC, id DESC)
        """,
    ]

    /// Whether the tables are those that this version works with, and may be written.
    ///
    /// It asks for a change under a condition that never holds: that takes the right to write and the same agreement of
    /// the nodes as every other change, and leaves nothing behind.
    static func check(_ database: ClusterDatabase) async throws {
        let answer = try await database.row(
            "UPDATE girctl_store SET value = ? WHERE key = ? IF value = ?",
            [.int(Int64(version)), "version", .int(Self.never)]
        )
        // Where the row is missing the answer has no such column.
        let isThere = answer?.columns.contains { $0.name == "value" } ?? false
        let found = isThere ? Int(try answer?.numberIfPresent("value") ?? 0) : 0
        try refuseLater(found)
        guard found == version else {
            throw StoreError(
                .data,
                "the keyspace has tables of version \(found), and this program works with \(version)",
                hint: "bring them up to date with: girctl store init"
            )
        }
    }

    /// A table and the columns of its key, with their types.
    struct Key {
        let table: String
        let columns: [(name: String, type: String)]
    }

    /// The keys of all tables with what is remembered.
    static var keys: [Key] { changes.joined().compactMap(key) }

    private static func key(_ statement: String) -> Key? {
        guard let open = statement.firstIndex(of: "("), let mark = statement.firstRange(of: "PRIMARY KEY (") else {
            return nil
        }
        let words = statement[statement.index(after: open)..<mark.lowerBound].split(separator: ",")
        let types = words.map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
        let table = statement[..<open].split(separator: " ").last.map(String.init) ?? ""
        let list = statement[mark.upperBound...].firstRange(of: "WITH ").map {
            statement[mark.upperBound..<$0.lowerBound]
        }
        let names = (list ?? statement[mark.upperBound...]).split { !$0.isLetter && $0 != "_" }.map(String.init)
        let columns = names.compactMap { name in types.first { $0.first == name && $0.count == 2 }.map { (name, $0[1]) }
        }
        return columns.count == names.count ? Key(table: table, columns: columns) : nil
    }

    /// Whether the role may read and write a table: asks for the deletion of a row that there is not.
    static func checkRights(_ key: Key, _ database: ClusterDatabase) async throws {
        let conditions = key.columns.map { "\($0.name) = ?" }.joined(separator: " AND ")
        _ = try await database.row(
            "DELETE FROM \(key.table) WHERE \(conditions) IF EXISTS",
            key.columns.map { nothing(of: $0.type) }
        )
    }

    /// A value of a type that no row has.
    private static func nothing(of type: String) -> CQLValue {
        switch type {
        case "bigint": .int(0)
        case "blob": .blob(ByteBuffer(bytes: [0]))
        case "date": .date(0)
        case "timestamp": .timestamp(0)
        case "uuid": .uuid(CQLUUID(high: 0, low: 0))
        default: .text("\u{7F}")
        }
    }

    // A number that no tables have.
    private static let never: Int64 = -1

    private static func refuseLater(_ found: Int) throws(StoreError) {
        guard found > version else { return }
        throw StoreError(
            .data,
            "the keyspace was changed by a later version of girctl: its version is \(found), this program knows \(version)",
            hint: "run the later version"
        )
    }

    /// Makes what is missing; gives the number of changes that were made.
    static func update(_ database: ClusterDatabase) async throws -> Int {
        try await change(store, database)
        let found = try await number(database)
        try refuseLater(found)
        // A table that somebody has dropped is made anew; the others are there already.
        for statement in changes.prefix(found).joined() where statement.contains("CREATE TABLE IF NOT EXISTS") {
            try await change(statement, database)
        }
        for index in changes.indices.dropFirst(found) {
            for statement in changes[index] { try await change(statement, database) }
            try await database.write(
                "INSERT INTO girctl_store (key, value) VALUES (?, ?)",
                ["version", .int(Int64(index + 1))]
            )
        }
        return max(version - found, 0)
    }

    private static func number(_ database: ClusterDatabase) async throws -> Int {
        let row = try await database.row("SELECT value FROM girctl_store WHERE key = ?", ["version"])
        return Int(try row?.number("value") ?? 0)
    }

    private static func change(_ statement: String, _ database: ClusterDatabase) async throws {
        do throws(CassandraError) {
            try await database.session.query(statement, .idempotent)
        } catch {
            throw StoreError(error)
        }
    }
}
