import CassandraClient
import FoundationEssentials
public import GIRStore

extension CassandraStore {
    /// The user of a login name.
    public func user(named userName: String) async throws -> User? {
        guard let id = try await names.owner(of: userName), let user = try await user(id),
            UniqueNames.key(user.userName) == UniqueNames.key(userName)
        else { return nil }
        return user
    }

    /// The user with an id.
    public func user(_ id: String) async throws -> User? { try await userRow(id).map { try User($0) } }

    /// A page of users.
    public func users(of contactCenter: String?, after name: String?, limit: Int) async throws -> [User] {
        func users(in contactCenter: String) async throws -> [User] {
            try await self.users(in: contactCenter, "name > ?", UniqueNames.key(name ?? ""), limit: limit)
        }
        if let contactCenter { return try await users(in: contactCenter) }
        var all: [User] = []
        // The first ones of each are among the first ones of all.
        for center in try await contactCenters() { all += try await users(in: center.id) }
        return Array(all.sorted { UniqueNames.key($0.userName) < UniqueNames.key($1.userName) }.prefix(limit))
    }

    /// The page before a name.
    public func users(of contactCenter: String, before name: String, limit: Int) async throws -> [User] {
        try await users(in: contactCenter, "name < ? ORDER BY name DESC", UniqueNames.key(name), limit: limit)
            .reversed()
    }

    private func users(
        in contactCenter: String,
        _ condition: String,
        _ name: String,
        limit: Int
    ) async throws -> [User] {
        guard limit > 0 else { return [] }
        var found: [User] = []
        try await database.scan(
            "SELECT name, id FROM girctl_user_of_contact_center WHERE contact_center = ? AND \(condition)",
            [.text(contactCenter), .text(name)],
            pageSize: min(limit + 1, 1000)
        ) { page in
            let places = try page.map { (name: try $0.text("name"), id: try $0.text("id")) }
            // What a change left behind names nobody, or somebody by a name of the past.
            let users = try await places.lookUp { place in
                try await user(place.id).flatMap { UniqueNames.key($0.userName) == place.name ? $0 : nil }
            }
            found += users.prefix(limit - found.count)
            return found.count < limit ? .more : .enough
        }
        return found
    }

    /// Adds a user.
    public func add(_ user: User) async throws {
        try await requireContactCenter(user.contactCenter)
        let claim = try await claimName(of: user)
        try await list(user)
        let version = CQLUUID.random()
        let outcome = try await database.apply(
            """
            INSERT INTO girctl_user (user_name, first_name, last_name, roles, permissions, is_enabled,
            changes_password, password_hash, version, id, contact_center) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            IF NOT EXISTS
            """,
            user.values(version) + [.text(user.id), .text(user.contactCenter)],
            leaving: version
        )
        guard case .refused = outcome else { return }
        try await names.release(claim)
        try await unlist(user)
        throw StoreError(.alreadyExists, "there is a user '\(user.id)'")
    }

    /// Changes a user in one step, and ends the sessions where they must not outlive the change.
    @discardableResult
    public func updateUser(
        _ id: String,
        _ change: @escaping @Sendable (inout User) throws -> Void
    ) async throws -> User {
        let (old, new) = try await locks.withLock("user \(id)") {
            let moment = Date.now.microseconds
            let (old, new) = try await changeUser(id, change)
            if UniqueNames.key(new.userName) != UniqueNames.key(old.userName) {
                try await names.release(old.userName, of: id)
                // Not what another node has listed anew since then.
                try await unlist(old, at: moment)
            }
            return (old, new)
        }
        if new.endsSessions(of: old) { try await removeSessions(provider: .store, id: id) }
        return new
    }

    /// Replaces a verifier that is still what it was.
    public func replacePasswordHash(of id: String, from old: String, to new: String) async throws {
        do {
            _ = try await locks.withLock("user \(id)") {
                try await changeUser(id) { if $0.passwordHash == old { $0.passwordHash = new } }
            }
        } catch let error as StoreError where error.code == .notFound {}
    }

    /// Removes a user and the sessions of it.
    public func removeUser(_ id: String) async throws {
        let user = try await locks.withLock("user \(id)") { () -> User in
            while true {
                guard let row = try await userRow(id) else { throw User.notFound(id) }
                let outcome = try await database.apply(
                    "DELETE FROM girctl_user WHERE id = ? IF version = ?",
                    [.text(id), .uuid(try row.version())],
                    leaving: nil
                )
                switch outcome {
                // Nothing there: an answer was lost, or another node did the same.
                case .applied, .refused(nil): return try User(row)
                case .refused: try await yieldToOthers()
                }
            }
        }
        try await removeSessions(provider: .store, id: id)
        try await names.release(user.userName, of: id)
        try await unlist(user)
    }

    private func changeUser(
        _ id: String,
        _ change: @Sendable (inout User) throws -> Void
    ) async throws -> (old: User, new: User) {
        while true {
            guard let row = try await userRow(id) else { throw User.notFound(id) }
            let old = try User(row)
            var new = old
            try change(&new)
            guard new != old else { return (old, new) }
            var claim: UniqueNames.Claim?
            if UniqueNames.key(new.userName) != UniqueNames.key(old.userName) {
                claim = try await claimName(of: new)
                try await list(new)
            }
            let version = CQLUUID.random()
            let outcome = try await database.apply(
                """
                UPDATE girctl_user SET user_name = ?, first_name = ?, last_name = ?, roles = ?, permissions = ?,
                is_enabled = ?, changes_password = ?, password_hash = ?, version = ? WHERE id = ? IF version = ?
                """,
                new.values(version) + [.text(id), .uuid(try row.version())],
                leaving: version
            )
            if case .applied = outcome { return (old, new) }
            if let claim {
                try await names.release(claim)
                try await unlist(new)
            }
            try await yieldToOthers()
        }
    }

    private var names: UniqueNames { UniqueNames(database: database, kind: .user) }

    /// Replaces the names that no user may take.
    @discardableResult
    public func reserveUserNames(_ names: [String]) async throws -> [User] {
        let (wanted, known) = (Set(names.map(UniqueNames.key)), try await reservedUserNames())
        for name in known.subtracting(wanted) {
            try await database.write(
                "DELETE FROM girctl_reserved_user_name WHERE realm = ? AND name = ?",
                ["all", .text(name)]
            )
        }
        for name in wanted.subtracting(known) {
            try await database.write(
                "INSERT INTO girctl_reserved_user_name (realm, name) VALUES (?, ?)",
                ["all", .text(name)]
            )
        }
        return try await wanted.sorted().lookUp { try await user(named: $0) }
    }

    /// Takes an account for the operations account; sessions of any other end.
    @discardableResult
    public func takeOperationsAccount(verifier: String?) async throws -> Int {
        if let known = try await operationsAccount(), known == verifier { return 0 }
        // First, so that a login on another node that is on its way is refused or found.
        try await database.write(
            "INSERT INTO girctl_operations_account (realm, verifier) VALUES (?, ?)",
            ["all", verifier.map(CQLValue.text) ?? .null]
        )
        return try await removeSessions(provider: .operations, id: nil)
    }

    /// The verifier of the operations account, which may have none; nil where no server was ever started.
    func operationsAccount() async throws -> String?? {
        let row = try await database.row("SELECT verifier FROM girctl_operations_account WHERE realm = ?", ["all"])
        return try row.map { try $0.textIfPresent("verifier") }
    }

    private func reservedUserNames() async throws -> Set<String> {
        let rows = try await database.rows("SELECT name FROM girctl_reserved_user_name WHERE realm = ?", ["all"])
        return Set(try rows.map { try $0.text("name") })
    }

    private func claimName(of user: User) async throws -> UniqueNames.Claim {
        guard try await !reservedUserNames().contains(UniqueNames.key(user.userName)) else {
            throw StoreError(.alreadyExists, "'\(user.userName)' is the name of the operations account")
        }
        return try await names.claim(user.userName, for: user.id) { id in
            guard let other = try await self.user(id) else { return false }
            return UniqueNames.key(other.userName) == UniqueNames.key(user.userName)
        }
    }

    private func userRow(_ id: String) async throws -> Row? {
        try await database.row("SELECT * FROM girctl_user WHERE id = ?", [.text(id)])
    }

    // MARK: The list of a contact center

    private func list(_ user: User) async throws {
        try await database.write(
            "INSERT INTO girctl_user_of_contact_center (contact_center, name, id) VALUES (?, ?, ?)",
            user.place
        )
    }

    private func unlist(_ user: User, at moment: Int64? = nil) async throws {
        try await database.write(
            "DELETE FROM girctl_user_of_contact_center WHERE contact_center = ? AND name = ? AND id = ?",
            user.place,
            timestamp: moment
        )
    }
}

extension User {
    fileprivate static func notFound(_ id: String) -> StoreError { StoreError(.notFound, "there is no user '\(id)'") }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.text("id"),
            contactCenter: try row.text("contact_center"),
            userName: try row.text("user_name"),
            firstName: try row.text("first_name"),
            lastName: try row.text("last_name"),
            // Words of a later version are left out: what is not known is not allowed.
            roles: Set(try row.texts("roles").compactMap(Role.init(rawValue:))),
            permissions: Set(try row.texts("permissions").compactMap(RecordingPermission.init(rawValue:))),
            isEnabled: try row.flag("is_enabled"),
            changesPasswordOnFirstLogin: try row.flag("changes_password"),
            passwordHash: try row.textIfPresent("password_hash")
        )
    }

    /// All but what never changes.
    fileprivate func values(_ version: CQLUUID) -> [CQLValue] {
        [
            .text(userName), .text(firstName), .text(lastName), .texts(roles.map(\.rawValue)),
            .texts(permissions.map(\.rawValue)), .boolean(isEnabled), .boolean(changesPasswordOnFirstLogin),
            passwordHash.map(CQLValue.text) ?? .null, .uuid(version),
        ]
    }

    fileprivate var place: [CQLValue] { [.text(contactCenter), .text(UniqueNames.key(userName)), .text(id)] }
}
