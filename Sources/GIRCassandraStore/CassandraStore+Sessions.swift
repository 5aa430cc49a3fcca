import CassandraClient
public import FoundationEssentials
public import GIRStore

/// Sessions lie by the hash of their identifier; a second table has the identifiers of each principal.
///
/// A session is entered there before it is written, and written with the moment of that entry. Whoever ends the sessions
/// of a principal removes what is entered, at a later moment: that is gone even where it is written afterwards.
extension CassandraStore {
    /// Adds a session and ends the oldest ones of the principal.
    public func add(_ session: Session, limitPerPrincipal limit: Int, verifier: String?) async throws -> [Session] {
        guard try await self.session(session.idHash) == nil else {
            throw StoreError(.alreadyExists, "there is a session of this identifier")
        }
        let principal = session.principal
        let (ended, written) = try await locks.withLock("session \(principal.provider) \(principal.owner)") {
            try await enter(session, limit: limit)
        }
        guard try await vouches(for: principal, verifier) else {
            try await forget(session.idHash, of: SessionOwner(principal))
            throw StoreError(.notFound, "the user '\(principal.id)' is not what was let in any more")
        }
        try await database.write(
            """
            INSERT INTO girctl_session (id_hash, provider, principal_id, contact_center, principal, csrf_token,
            is_secure, created, last_used, written) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?
            """,
            [
                .bytes(session.idHash), .text(principal.provider.rawValue), .text(principal.owner),
                principal.contactCenter.map(CQLValue.text) ?? .null, .text(try principal.json),
                .bytes(session.csrfToken), .boolean(session.isSecure), .timestamp(session.created.milliseconds),
                .timestamp(session.lastUsed.milliseconds), .int(written), life,
            ],
            timestamp: written
        )
        memory.changeSessionCount(by: 1)
        return ended
    }

    /// Whether a login with the password of the verifier would be this principal's now.
    private func vouches(for principal: Principal, _ verifier: String?) async throws -> Bool {
        if let id = principal.contactCenter, let contactCenter = try await contactCenter(id),
            contactCenter.usesConfigurationServer != (principal.provider == .configurationServer)
        {
            return false
        }
        if principal.provider == .operations {
            return try await operationsAccount().map { $0 == verifier } ?? true
        }
        guard principal.provider == .store else { return true }
        guard let user = try await user(principal.id) else { return false }
        return user.isEnabled && user.passwordHash == verifier && Principal(user: user) == principal
    }

    /// The sessions of a principal.
    public func sessions(provider: Principal.Provider, id: String) async throws -> [Session] {
        guard let entry = try await entry(of: SessionOwner(provider: provider, id: id)) else { return [] }
        let living = try await entry.sessions.filter { !$0.value.isEnded }.lookUp { try await session($0.key) }
        return living.sorted { left, right in
            left.created == right.created
                ? left.idHash.lexicographicallyPrecedes(right.idHash) : left.created < right.created
        }
    }

    /// The session of an identifier's hash.
    public func session(_ idHash: [UInt8]) async throws -> Session? {
        // There is no row without a key.
        guard !idHash.isEmpty else { return nil }
        return try await database.row("SELECT * FROM girctl_session WHERE id_hash = ?", [.bytes(idHash)])
            .flatMap { try StoredSession($0)?.session }
    }

    /// Notes that a session was used.
    public func touch(_ idHash: [UInt8], at now: Date) async throws {
        // The moment is the time of the writing as well: the latest one wins, in whatever order they arrive.
        try await database.write(
            "UPDATE girctl_session USING TTL ? SET touched = ? WHERE id_hash = ?",
            [life, .timestamp(now.milliseconds), .bytes(idHash)],
            timestamp: now.microseconds
        )
    }

    /// Ends a session.
    @discardableResult
    public func removeSession(_ idHash: [UInt8]) async throws -> Bool {
        guard !idHash.isEmpty else { return false }
        let row = try await database.row("SELECT * FROM girctl_session WHERE id_hash = ?", [.bytes(idHash)])
        guard let stored = try row.flatMap({ try StoredSession($0) }) else { return false }
        try await erase(idHash, writtenAt: stored.written)
        memory.changeSessionCount(by: -1)
        try await forget(idHash, of: SessionOwner(stored.session.principal))
        return true
    }

    /// Ends all sessions of a principal.
    @discardableResult
    public func removeSessions(provider: Principal.Provider, id: String?) async throws -> Int {
        guard let id else { return try await removeSessions { $0.provider == provider } }
        let owner = SessionOwner(provider: provider, id: id)
        let count = try await locks.withLock("session \(provider) \(id)") {
            var ended: Set<[UInt8]> = []
            while let entry = try await entry(of: owner) {
                let known = Array(entry.sessions)
                ended.formUnion(try await known.lookUp { try await session($0.key) == nil ? nil : $0.key })
                _ = try await known.lookUp { try await erase($0.key, writtenAt: $0.value.moment) }
                // Only now: what ends in between can be ended again.
                if try await replace(entry, with: [:], of: owner) { break }
            }
            return ended.count
        }
        memory.changeSessionCount(by: -count)
        return count
    }

    /// Ends the sessions that are too old or were unused for too long.
    @discardableResult
    public func removeSessions(createdBefore: Date, unusedSince: Date) async throws -> Int {
        try await removeSessions { $0.created < createdBefore || $0.lastUsed < unusedSince }
    }

    /// How many sessions there are.
    public func sessionCount() async throws -> Int {
        // What is left of one that was used while it ended has no provider.
        let row = try await database.row("SELECT count(provider) AS number FROM girctl_session", [])
        let count = Int(try row?.number("number") ?? 0)
        memory.note(sessionCount: count)
        return count
    }

    /// Ends the sessions that the body names; it is shown all there are.
    @discardableResult
    func removeSessions(where isMeant: @Sendable (SessionFacts) -> Bool) async throws -> Int {
        var count = 0
        try await database.scan("SELECT * FROM girctl_session", pageSize: 2000) { page in
            let meant = try page.compactMap { try StoredSession($0) }.filter { isMeant(SessionFacts($0.session)) }
            count += try await meant.lookUp { try await removeSession($0.session.idHash) ? true : nil }.count
            return .more
        }
        return count
    }

    // MARK: The sessions of a principal

    /// Enters a session among those of its principal, from where the oldest ones go; gives those, and the moment of the
    /// entry.
    private func enter(_ session: Session, limit: Int) async throws -> (ended: [Session], written: Int64) {
        let owner = SessionOwner(session.principal)
        while true {
            let entry = try await entry(of: owner)
            let written = Date.now.microseconds
            let entered = entry?.sessions ?? [:]
            // Whoever ended these may not have come to removing them.
            _ = try await entered.filter(\.value.isEnded).lookUp { try await erase($0.key, writtenAt: $0.value.moment) }
            let living = try await entered.filter { !$0.value.isEnded }.lookUp {
                one -> (idHash: [UInt8], session: Session?)? in
                let session = try await self.session(one.key)
                // One that is not there yet may still come.
                return session == nil && one.value.moment < written - Self.arrivalTime ? nil : (one.key, session)
            }
            // Those that nobody has come back with first: programs without a cookie jar leave them behind.
            let sorted = living.sorted { left, right in
                let isUsed = (left.session?.wasUsed ?? false, right.session?.wasUsed ?? false)
                if isUsed.0 != isUsed.1 { return isUsed.1 }
                let order = (left.session?.created ?? .now, right.session?.created ?? .now)
                return order.0 == order.1 ? left.idHash.lexicographicallyPrecedes(right.idHash) : order.0 < order.1
            }
            let ended = sorted.prefix(max(0, sorted.count + 1 - limit))
            try await requireRoom(for: 1 - ended.count)
            var sessions = entered.filter { one in living.contains { $0.idHash == one.key } }
            for one in ended { sessions[one.idHash]?.isEnded = true }
            sessions[session.idHash] = Entry.Session(moment: written)
            if try await replace(entry, with: sessions, of: owner) {
                for one in ended { try await erase(one.idHash, writtenAt: entered[one.idHash]?.moment ?? written) }
                memory.changeSessionCount(by: -ended.count(where: { $0.session != nil }))
                return (ended.compactMap(\.session), written)
            }
            try await yieldToOthers()
        }
    }

    /// Takes a session that has ended from among those of its principal.
    private func forget(_ idHash: [UInt8], of owner: SessionOwner) async throws {
        try await locks.withLock("session \(owner.provider) \(owner.id)") {
            while let entry = try await entry(of: owner), entry.sessions[idHash] != nil {
                var sessions = entry.sessions
                sessions[idHash] = nil
                if try await replace(entry, with: sessions, of: owner) { return }
                try await yieldToOthers()
            }
        }
    }

    private struct Entry {
        struct Session {
            /// When it was entered, in microseconds since 1970.
            let moment: Int64
            /// Whether it has ended for a younger one; what is left of it is to be removed.
            var isEnded = false

            init(moment: Int64) { self.moment = moment }

            /// In the table what has ended is below zero.
            init(cell: Int64) { (moment, isEnded) = (cell == .min ? .max : abs(cell), cell < 0) }

            var cell: Int64 { isEnded ? -moment : moment }
        }

        /// By the hashes of their identifiers.
        let sessions: [[UInt8]: Session]
        let version: CQLUUID
    }

    private func entry(of owner: SessionOwner) async throws -> Entry? {
        let row = try await database.row(
            "SELECT sessions, version FROM girctl_session_of_principal WHERE provider = ? AND principal_id = ?",
            owner.values
        )
        guard let row, let version = try row.versionIfPresent() else { return nil }
        return Entry(sessions: try row.moments("sessions").mapValues { Entry.Session(cell: $0) }, version: version)
    }

    /// Whether nobody else has changed the entry in the meantime.
    private func replace(
        _ entry: Entry?,
        with sessions: [[UInt8]: Entry.Session],
        of owner: SessionOwner
    ) async throws -> Bool {
        let version = CQLUUID.random()
        let entries = sessions.map { CQLValue.Entry(.bytes($0.key), .int($0.value.cell)) }
        let outcome = try await database.apply(
            """
            UPDATE girctl_session_of_principal USING TTL ? SET sessions = ?, version = ?
            WHERE provider = ? AND principal_id = ? IF version = ?
            """,
            [life, .map(entries), .uuid(version)] + owner.values + [entry.map { .uuid($0.version) } ?? .null],
            leaving: version
        )
        if case .applied = outcome { return true }
        return false
    }

    /// Removes a session, also one that is still to be written.
    private func erase(_ idHash: [UInt8], writtenAt moment: Int64) async throws {
        try await database.write(
            "DELETE FROM girctl_session WHERE id_hash = ?",
            [.bytes(idHash)],
            timestamp: max(Date.now.microseconds, moment &+ 1)
        )
    }

    private func requireRoom(for number: Int) async throws {
        if let count = memory.sessionCount, count + number <= limits.sessions { return }
        let count = try await sessionCount()
        guard count + number <= limits.sessions else {
            throw StoreError(.full, "there are \(count) sessions, as many as there may be")
        }
    }

    private var life: CQLValue { .int(max(1, limits.sessionLife.components.seconds)) }

    /// How long it may take until a session that was entered is written, in microseconds.
    private static let arrivalTime: Int64 = 60_000_000
}

extension Session {
    /// Whether a request has come with it since it was begun.
    fileprivate var wasUsed: Bool { lastUsed > created }
}

/// What sessions are chosen by.
struct SessionFacts {
    let provider: Principal.Provider
    let contactCenter: String?
    let created: Date
    let lastUsed: Date

    init(_ session: Session) {
        provider = session.principal.provider
        contactCenter = session.principal.contactCenter
        created = session.created
        lastUsed = session.lastUsed
    }
}

/// Whose sessions they are.
private struct SessionOwner {
    let provider: Principal.Provider
    let id: String

    init(provider: Principal.Provider, id: String) {
        self.provider = provider
        self.id = id
    }

    init(_ principal: Principal) { self.init(provider: principal.provider, id: principal.owner) }

    var values: [CQLValue] { [.text(provider.rawValue), .text(id)] }
}

/// A session and when it was entered.
private struct StoredSession {
    let session: Session
    let written: Int64

    /// Nil for what is left of a session that has ended.
    init?(_ row: Row) throws {
        guard let text = try row.textIfPresent("principal") else { return nil }
        written = try row.number("written")
        let used = try row.number("last_used")
        session = Session(
            idHash: try row.bytes("id_hash"),
            principal: try Principal(json: text),
            csrfToken: try row.bytes("csrf_token"),
            isSecure: try row.flag("is_secure"),
            created: Date(milliseconds: try row.number("created")),
            lastUsed: Date(milliseconds: max(used, try row.numberIfPresent("touched") ?? used))
        )
    }
}

extension Principal {
    fileprivate var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    fileprivate init(json: String) throws {
        do {
            self = try JSONDecoder().decode(Principal.self, from: Data(json.utf8))
        } catch {
            throw StoreError(.data, "a session's principal is one that this version does not understand")
        }
    }
}
