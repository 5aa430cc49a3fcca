import FoundationEssentials
import GIRPKI
import GIRStore
import Logging
import Synchronization

/// The logins that go on over several requests.
///
/// They are kept in the store, so that they outlive the process and other nodes know them. What was looked up is kept in
/// memory for ``SessionLimits/staleness``; a session that this node ends is ended here at once.
final class Sessions: Sendable {
    /// What an identifier stands for.
    enum Finding: Sendable {
        case valid(Session)
        /// It has ended by its time-out.
        case expired(Session)
        /// It was begun over TLS and came without: whoever listens has it now, so it is ended.
        case exposed(Session)
        /// There is none, or no longer.
        case unknown
    }

    /// A session that was begun.
    struct Begun: Sendable {
        let identifier: SessionIdentifier
        let session: Session
        /// The user's oldest sessions, which ended for it.
        let evicted: [Session]
    }

    private struct Cached: Sendable {
        var session: Session
        /// When the store was asked for it.
        var read: Date
        /// When its use was last written to the store.
        var touched: Date
    }

    private struct Memory {
        var table: RecentTable<[UInt8], Cached>
        /// Counts what this node has ended: an answer of the store that was asked for before is not kept.
        var endings = 0
        var nextSweep: Date
    }

    private let store: any SessionStore
    private let limits: SessionLimits
    private let now: @Sendable () -> Date
    private let memory: Mutex<Memory>

    /// Names the store and the clock.
    init(store: any SessionStore, limits: SessionLimits, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.limits = limits
        self.now = now
        memory = Mutex(Memory(table: RecentTable(capacity: limits.cached), nextSweep: now()))
    }

    /// Begins a session with a new identifier and a new CSRF token.
    ///
    /// - Throws: `StoreError`; its code is `full` where there may be no more sessions, and `notFound` where the login would
    ///   not succeed as it did any more.
    func begin(_ login: ProvedLogin, isSecure: Bool) async throws -> Begun {
        let moment = now()
        try await sweep(at: moment)
        let identifier = try SessionIdentifier()
        let session = Session(
            idHash: identifier.hash,
            principal: login.principal,
            csrfToken: try SecureRandom.bytes(32),
            isSecure: isSecure,
            created: moment,
            lastUsed: moment
        )
        let evicted = try await store.add(
            session,
            limitPerPrincipal: limits.perPrincipal,
            verifier: login.verifier
        )
        memory.withLock { memory in
            for session in evicted { memory.table.removeValue(for: session.idHash) }
            memory.endings += evicted.isEmpty ? 0 : 1
        }
        return Begun(identifier: identifier, session: session, evicted: evicted)
    }

    /// The session of an identifier, which is used by asking for it.
    ///
    /// - Throws: `StoreError` where the store cannot be asked.
    func find(_ identifier: SessionIdentifier, isSecure: Bool, logger: Logger) async throws -> Finding {
        let hash = identifier.hash
        let moment = now()
        guard var found = try await lookUp(hash, at: moment) else { return .unknown }
        let session = found.session
        if session.isSecure, !isSecure {
            try await end(session)
            return .exposed(session)
        }
        guard moment.timeIntervalSince(session.created) < limits.age / .seconds(1),
            moment.timeIntervalSince(session.lastUsed) < limits.idle / .seconds(1)
        else {
            try await end(session)
            return .expired(session)
        }
        found.session.lastUsed = max(session.lastUsed, moment)
        if isTouched(found, at: moment) {
            do {
                try await store.touch(hash, at: moment)
            } catch {
                // The session is good; that the store cannot write is its own trouble.
                logger.warning("use of a session cannot be written down", metadata: ["error": "\(error)"])
            }
        }
        return .valid(found.session)
    }

    /// Ends a session; whether there was one.
    @discardableResult
    func end(_ session: Session) async throws -> Bool {
        memory.withLock { memory in
            memory.endings += 1
            memory.table.removeValue(for: session.idHash)
        }
        return try await store.removeSession(session.idHash)
    }

    /// Forgets what is in memory of a user's sessions, because the store has ended them.
    func forget(_ provider: Principal.Provider, id: String) {
        memory.withLock { memory in
            memory.endings += 1
            memory.table.removeAll { $0.session.principal.provider == provider && $0.session.principal.id == id }
        }
    }

    private func lookUp(_ hash: [UInt8], at moment: Date) async throws -> Cached? {
        let (known, endings) = memory.withLock { ($0.table.value(for: hash), $0.endings) }
        let staleness = limits.staleness / .seconds(1)
        if let known, abs(moment.timeIntervalSince(known.read)) < staleness { return known }
        guard var session = try await store.session(hash) else {
            memory.withLock { _ = $0.table.removeValue(for: hash) }
            return nil
        }
        let touched = session.lastUsed
        // Not each use is in the store.
        if let known { session.lastUsed = max(session.lastUsed, known.session.lastUsed) }
        let found = Cached(session: session, read: moment, touched: touched)
        memory.withLock { memory in
            if memory.endings == endings { memory.table.set(found, for: hash) }
        }
        return found
    }

    /// Notes a use in memory; whether it is to be written to the store.
    private func isTouched(_ found: Cached, at moment: Date) -> Bool {
        memory.withLock { memory in
            var entry = memory.table.value(for: found.session.idHash) ?? found
            // The first use is written at once: a session that was used is not the next one to end for another.
            let isDue =
                entry.touched <= entry.session.created
                || moment.timeIntervalSince(entry.touched) >= limits.touch / .seconds(1)
            if isDue { entry.touched = moment }
            entry.session.lastUsed = max(entry.session.lastUsed, moment)
            // Only what is there is changed: it may have been ended in the meantime.
            if memory.table.value(for: found.session.idHash) != nil {
                memory.table.set(entry, for: found.session.idHash)
            }
            return isDue
        }
    }

    /// Clears out what has ended, now and then.
    private func sweep(at moment: Date) async throws {
        let isDue = memory.withLock { memory in
            guard moment >= memory.nextSweep else { return false }
            memory.nextSweep = moment.addingTimeInterval(limits.sweep / .seconds(1))
            return true
        }
        guard isDue else { return }
        try await store.removeSessions(
            createdBefore: moment.addingTimeInterval(-(limits.age / .seconds(1))),
            unusedSince: moment.addingTimeInterval(-(limits.idle / .seconds(1)))
        )
    }
}
