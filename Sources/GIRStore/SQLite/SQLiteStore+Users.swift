import GRDB

extension SQLiteStore {
    /// The user of a login name.
    public func user(named userName: String) async throws -> User? {
        try await read { try $0.row("SELECT * FROM user WHERE user_name = ?", [userName]).map { try User($0) } }
    }

    /// The user with an id.
    public func user(_ id: String) async throws -> User? {
        try await read { try User.find(id, $0) }
    }

    /// A page of users.
    public func users(of contactCenter: String?, after name: String?, limit: Int) async throws -> [User] {
        let tenant = contactCenter == nil ? "" : "contact_center = ? AND"
        let sql = "SELECT * FROM user WHERE \(tenant) user_name > ? ORDER BY user_name COLLATE NOCASE LIMIT ?"
        return try await read { database in
            let arguments: [(any DatabaseValueConvertible)?] =
                [contactCenter].filter { $0 != nil } + [name ?? "", limit]
            return try database.rows(sql, StatementArguments(arguments)).map { try User($0) }
        }
    }

    /// The page before a name.
    public func users(of contactCenter: String, before name: String, limit: Int) async throws -> [User] {
        let sql = """
            SELECT * FROM user WHERE contact_center = ? AND user_name < ? ORDER BY user_name COLLATE NOCASE DESC LIMIT ?
            """
        return try await read { try $0.rows(sql, [contactCenter, name, limit]).reversed().map { try User($0) } }
    }

    /// Adds a user.
    public func add(_ user: User) async throws {
        try await write { database in
            try database.refuseReservedName(user.userName)
            _ = try database.run(
                """
                INSERT INTO user (user_name, first_name, last_name, roles, permissions, is_enabled, changes_password,
                password_hash, id, contact_center) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                user.columns + [user.contactCenter]
            )
        }
    }

    /// Changes a user in one transaction, and ends the sessions where they must not outlive the change.
    @discardableResult
    public func updateUser(
        _ id: String,
        _ change: @escaping @Sendable (inout User) throws -> Void
    ) async throws -> User {
        try await write { database in
            guard let old = try User.find(id, database) else { throw User.notFound(id) }
            var user = old
            try change(&user)
            if user.userName != old.userName { try database.refuseReservedName(user.userName) }
            try database.run(
                """
                UPDATE user SET user_name = ?, first_name = ?, last_name = ?, roles = ?, permissions = ?, is_enabled = ?,
                changes_password = ?, password_hash = ? WHERE id = ?
                """,
                user.columns
            )
            if user.endsSessions(of: old) { try database.removeSessions(.store, id) }
            return user
        }
    }

    /// Replaces a verifier that is still what it was.
    public func replacePasswordHash(of id: String, from old: String, to new: String) async throws {
        try await write { database in
            _ = try database.run(
                "UPDATE user SET password_hash = ? WHERE id = ? AND password_hash = ?",
                [new, id, old]
            )
        }
    }

    /// Replaces the names that no user may take.
    @discardableResult
    public func reserveUserNames(_ names: [String]) async throws -> [User] {
        try await write { database in
            try database.run("DELETE FROM reserved_user_name", [])
            for name in names { try database.run("INSERT INTO reserved_user_name VALUES (?)", [name]) }
            let sql = "SELECT user.* FROM user JOIN reserved_user_name USING (user_name)"
            return try database.rows(sql).map { try User($0) }
        }
    }

    /// Takes an account for the operations account; sessions of any other end.
    @discardableResult
    public func takeOperationsAccount(verifier: String?) async throws -> Int {
        try await write { database in
            let known = try database.row("SELECT verifier FROM operations_account", [])
            if let known, known["verifier"] == verifier { return 0 }
            try database.run("REPLACE INTO operations_account VALUES (1, ?)", [verifier])
            return try database.run("DELETE FROM session WHERE provider = ?", [Principal.Provider.operations.rawValue])
        }
    }

    /// Removes a user and the sessions of it.
    public func removeUser(_ id: String) async throws {
        try await write { database in
            guard try database.run("DELETE FROM user WHERE id = ?", [id]) > 0 else { throw User.notFound(id) }
            try database.removeSessions(.store, id)
        }
    }
}

extension Database {
    fileprivate func refuseReservedName(_ name: String) throws {
        guard try row("SELECT 1 FROM reserved_user_name WHERE user_name = ?", [name]) == nil else {
            throw StoreError(.alreadyExists, "'\(name)' is the name of the operations account")
        }
    }
}

extension User {
    static func find(_ id: String, _ database: Database) throws -> User? {
        try database.row("SELECT * FROM user WHERE id = ?", [id]).map { try User($0) }
    }

    fileprivate static func notFound(_ id: String) -> StoreError { StoreError(.notFound, "there is no user '\(id)'") }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: row["id"],
            contactCenter: row["contact_center"],
            userName: row["user_name"],
            firstName: row["first_name"],
            lastName: row["last_name"],
            roles: try ColumnText.set(row["roles"], of: "roles"),
            permissions: try ColumnText.set(row["permissions"], of: "permissions"),
            isEnabled: row["is_enabled"],
            changesPasswordOnFirstLogin: row["changes_password"],
            passwordHash: row["password_hash"]
        )
    }

    /// All but the contact center, which never changes.
    fileprivate var columns: StatementArguments {
        get throws {
            [
                userName, firstName, lastName, try ColumnText.json(roles), try ColumnText.json(permissions), isEnabled,
                changesPasswordOnFirstLogin, passwordHash, id,
            ]
        }
    }
}
