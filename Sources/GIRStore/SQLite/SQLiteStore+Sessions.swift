public import FoundationEssentials
import GRDB

extension SQLiteStore {
    /// Adds a session and ends the oldest ones of the principal.
    public func add(_ session: Session, limitPerPrincipal limit: Int, verifier: String?) async throws -> [Session] {
        try await write { database in
            let (provider, owner) = (session.principal.provider.rawValue, session.principal.owner)
            guard try database.vouches(for: session.principal, verifier) else {
                throw StoreError(.notFound, "the user '\(session.principal.id)' is not what was let in any more")
            }
            // Those that nobody has come back with first: programs without a cookie jar leave them behind.
            let others = try database.rows(
                """
                SELECT * FROM session WHERE provider = ? AND principal_id = ?
                ORDER BY last_used > created, created, id_hash
                """,
                [provider, owner]
            )
            let ended = try others.prefix(max(0, others.count + 1 - limit)).map { try Session($0) }
            for one in ended { try database.removeSession(one.idHash) }
            let count = try database.sessionCount()
            guard count < sessionLimit else {
                throw StoreError(.full, "there are \(count) sessions, as many as there may be")
            }
            try database.run(
                """
                INSERT INTO session (id_hash, provider, principal_id, principal, csrf_token, is_secure, created, last_used)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    Data(session.idHash), provider, owner, try ColumnText.json(session.principal),
                    Data(session.csrfToken),
                    session.isSecure, session.created.milliseconds, session.lastUsed.milliseconds,
                ]
            )
            return ended
        }
    }

    /// The session of an identifier's hash.
    public func session(_ idHash: [UInt8]) async throws -> Session? {
        try await read { database in
            try database.row("SELECT * FROM session WHERE id_hash = ?", [Data(idHash)]).map { try Session($0) }
        }
    }

    /// The sessions of a principal.
    public func sessions(provider: Principal.Provider, id: String) async throws -> [Session] {
        try await read { database in
            try database.rows(
                "SELECT * FROM session WHERE provider = ? AND principal_id = ? ORDER BY created, id_hash",
                [provider.rawValue, id]
            ).map { try Session($0) }
        }
    }

    /// Notes that a session was used.
    public func touch(_ idHash: [UInt8], at now: Date) async throws {
        try await write { database in
            _ = try database.run(
                "UPDATE session SET last_used = ?1 WHERE id_hash = ?2 AND last_used < ?1",
                [now.milliseconds, Data(idHash)]
            )
        }
    }

    /// Ends a session.
    @discardableResult
    public func removeSession(_ idHash: [UInt8]) async throws -> Bool {
        try await write { try $0.removeSession(idHash) > 0 }
    }

    /// Ends all sessions of a principal.
    @discardableResult
    public func removeSessions(provider: Principal.Provider, id: String?) async throws -> Int {
        try await write { database in
            guard let id else { return try database.run("DELETE FROM session WHERE provider = ?", [provider.rawValue]) }
            return try database.removeSessions(provider, id)
        }
    }

    /// Ends the sessions that are too old or were unused for too long.
    @discardableResult
    public func removeSessions(createdBefore: Date, unusedSince: Date) async throws -> Int {
        try await write { database in
            try database.run(
                "DELETE FROM session WHERE created < ? OR last_used < ?",
                [createdBefore.milliseconds, unusedSince.milliseconds]
            )
        }
    }

    /// How many sessions there are.
    public func sessionCount() async throws -> Int {
        try await read { try $0.sessionCount() }
    }
}

extension Database {
    /// Whether a login with the password of the verifier would be this principal's now.
    fileprivate func vouches(for principal: Principal, _ verifier: String?) throws -> Bool {
        if let id = principal.contactCenter, let contactCenter = try ContactCenter.find(id, self),
            contactCenter.usesConfigurationServer != (principal.provider == .configurationServer)
        {
            return false
        }
        if principal.provider == .operations {
            return try row("SELECT verifier FROM operations_account", []).map { $0["verifier"] == verifier } ?? true
        }
        guard principal.provider == .store else { return true }
        guard let user = try User.find(principal.id, self) else { return false }
        return user.isEnabled && user.passwordHash == verifier && Principal(user: user) == principal
    }

    fileprivate func sessionCount() throws -> Int {
        try Int.fetchOne(cachedStatement(sql: "SELECT count(*) FROM session")) ?? 0
    }

    @discardableResult
    fileprivate func removeSession(_ idHash: [UInt8]) throws -> Int {
        try run("DELETE FROM session WHERE id_hash = ?", [Data(idHash)])
    }

    @discardableResult
    func removeSessions(_ provider: Principal.Provider, _ id: String) throws -> Int {
        try run("DELETE FROM session WHERE provider = ? AND principal_id = ?", [provider.rawValue, id])
    }
}

extension Session {
    fileprivate init(_ row: Row) throws {
        self.init(
            idHash: Array(row["id_hash"] as Data),
            principal: try ColumnText.value(row["principal"], of: "principal"),
            csrfToken: Array(row["csrf_token"] as Data),
            isSecure: row["is_secure"],
            created: Date(milliseconds: row["created"]),
            lastUsed: Date(milliseconds: row["last_used"])
        )
    }
}
