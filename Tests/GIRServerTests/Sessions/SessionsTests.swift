import FoundationEssentials
import GIRStore
import GIRTestSupport
import Logging
import Synchronization
import Testing

@testable import GIRServer

@Suite struct `Sessions of a node` {
    private let clock = MovableClock()
    private let log = LogLines()
    private let user = Principal(provider: .configurationServer, id: "u", userName: "u", contactCenter: "c", roles: [])

    private func sessions(_ store: any SessionStore, _ limits: SessionLimits = .init()) -> Sessions {
        Sessions(store: store, limits: limits, now: clock.date)
    }

    private func find(_ sessions: Sessions, _ begun: Sessions.Begun, isSecure: Bool = true) async throws -> String {
        switch try await sessions.find(begun.identifier, isSecure: isSecure, logger: log.logger()) {
        case .valid(let session):
            #expect(session.idHash == begun.session.idHash)
            return "valid"
        case .expired: return "expired"
        case .exposed: return "exposed"
        case .unknown: return "unknown"
        }
    }

    // S4.
    @Test func `are found by their identifier, and by no other`() async throws {
        let sessions = sessions(try SQLiteStore.inMemory())
        let begun = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        #expect(try await find(sessions, begun) == "valid")
        let other = try SessionIdentifier()
        guard case .unknown = try await sessions.find(other, isSecure: true, logger: log.logger()) else {
            Issue.record("a foreign identifier is adopted")
            return
        }
    }

    // S5.
    @Test(arguments: [(1799.0, "valid"), (1800, "expired"), (1801, "expired")])
    func `end when they are idle`(seconds: Double, finding: String) async throws {
        let sessions = sessions(try SQLiteStore.inMemory())
        let begun = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        clock.advance(.seconds(1000))
        #expect(try await find(sessions, begun) == "valid")
        clock.advance(.seconds(seconds))
        #expect(try await find(sessions, begun) == finding)
        if finding == "expired" { #expect(try await find(sessions, begun) == "unknown") }
    }

    // S6.
    @Test(arguments: [(-1.0, "valid"), (0, "expired"), (1, "expired")])
    func `end after eight hours of use`(offset: Double, finding: String) async throws {
        let sessions = sessions(try SQLiteStore.inMemory())
        let begun = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        for _ in 0..<28 {
            clock.advance(.seconds(1000))
            #expect(try await find(sessions, begun) == "valid")
        }
        clock.advance(.seconds(800 + offset))
        #expect(try await find(sessions, begun) == finding)
    }

    // S7.
    @Test func `have an identifier and a token of their own each`() async throws {
        let sessions = sessions(try SQLiteStore.inMemory())
        let one = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        let other = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        #expect(one.identifier != other.identifier)
        #expect(one.session.csrfToken != other.session.csrfToken)
        #expect(one.session.csrfToken.count == 32)
    }

    // S9.
    @Test func `are ten for a user, whatever comes at once`() async throws {
        let store = try SQLiteStore.inMemory()
        let sessions = sessions(store)
        let evicted = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<1000 {
                group.addTask { try await sessions.begin(ProvedLogin(principal: user), isSecure: true).evicted.count }
            }
            return try await group.reduce(0, +)
        }
        #expect(evicted == 990)
        #expect(try await store.sessionCount() == 10)
    }

    @Test func `of which the oldest ends for the eleventh, at once`() async throws {
        let sessions = sessions(try SQLiteStore.inMemory())
        let first = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        #expect(try await find(sessions, first) == "valid")
        for _ in 0..<10 {
            clock.advance(.milliseconds(10))
            _ = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        }
        #expect(try await find(sessions, first) == "unknown")
    }

    @Test func `are bounded in all`() async throws {
        let sessions = sessions(try SQLiteStore.inMemory(sessionLimit: 3))
        for name in ["a", "b", "c"] {
            _ = try await sessions.begin(ProvedLogin(principal: principal(name)), isSecure: true)
        }
        await #expect(throws: StoreError(.full, "")) {
            try await sessions.begin(ProvedLogin(principal: principal("d")), isSecure: true)
        }
        // What has ended by its time makes room.
        clock.advance(.seconds(1800.5))
        _ = try await sessions.begin(ProvedLogin(principal: principal("d")), isSecure: true)
    }

    private func principal(_ name: String) -> Principal {
        Principal(provider: .configurationServer, id: name, userName: name, contactCenter: "c", roles: [])
    }

    // S11.
    @Test func `outlive the process`() async throws {
        let folder = try TemporaryDirectory()
        let store = try SQLiteStore.open(folder: folder.path("data"))
        let begun = try await sessions(store).begin(ProvedLogin(principal: user), isSecure: true)
        try store.close()
        let reopened = try SQLiteStore.open(folder: folder.path("data"))
        #expect(try await find(sessions(reopened), begun) == "valid")
    }

    // S12.
    @Test func `that were begun over TLS end when they come without`() async throws {
        let sessions = sessions(try SQLiteStore.inMemory())
        let begun = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        #expect(try await find(sessions, begun, isSecure: false) == "exposed")
        #expect(try await find(sessions, begun) == "unknown")
        let plain = try await sessions.begin(ProvedLogin(principal: user), isSecure: false)
        #expect(try await find(sessions, plain, isSecure: false) == "valid")
    }

    @Test func `are shared between nodes, and end on the other one within the staleness`() async throws {
        let store = try SQLiteStore.inMemory()
        let (here, there) = (sessions(store), sessions(store))
        let begun = try await here.begin(ProvedLogin(principal: user), isSecure: true)
        #expect(try await find(there, begun) == "valid")
        #expect(try await here.end(begun.session))
        #expect(try await find(here, begun) == "unknown")
        clock.advance(.milliseconds(4999))
        #expect(try await find(there, begun) == "valid")
        clock.advance(.milliseconds(1))
        #expect(try await find(there, begun) == "unknown")
        #expect(try await here.end(begun.session) == false)
    }

    @Test func `are forgotten at once where the store has ended a user's`() async throws {
        let store = try SQLiteStore.inMemory()
        let sessions = sessions(store)
        let begun = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        let other = try await sessions.begin(ProvedLogin(principal: principal("other")), isSecure: true)
        #expect(try await find(sessions, begun) == "valid")
        #expect(try await find(sessions, other) == "valid")
        try await store.removeSessions(provider: user.provider, id: user.owner)
        sessions.forget(user.provider, id: user.id)
        #expect(try await find(sessions, begun) == "unknown")
        #expect(try await find(sessions, other) == "valid")
    }

    @Test func `are written down as used once a minute, and once in a tenth of the idle time`() async throws {
        let store = try CountingStore()
        let minute = sessions(store)
        let begun = try await minute.begin(ProvedLogin(principal: user), isSecure: true)
        for _ in 0..<600 {
            clock.advance(.seconds(1))
            #expect(try await find(minute, begun) == "valid")
        }
        #expect(store.touches.withLock { $0 } == 10)
        #expect(store.reads.withLock { $0 } <= 121)
        #expect(SessionLimits(idle: .seconds(100)).touch == .seconds(10))
    }

    @Test func `go on while the store can be read and not written`() async throws {
        let store = try CountingStore(failsToWrite: true)
        let sessions = sessions(store)
        let begun = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        clock.advance(.seconds(100))
        #expect(try await find(sessions, begun) == "valid")
        #expect(log.all.contains { $0.contains("use of a session cannot be written down") })
    }

    @Test func `are not put back into memory by an answer from before their end`() async throws {
        let store = try CountingStore()
        let sessions = sessions(store)
        let begun = try await sessions.begin(ProvedLogin(principal: user), isSecure: true)
        store.afterRead.withLock { $0 = { try await sessions.end(begun.session) } }
        // The request that was under way may still be answered; the next one may not.
        _ = try await find(sessions, begun)
        #expect(try await find(sessions, begun) == "unknown")
    }

    @Test func `are not measured with a clock that somebody can set`() async throws {
        let clock = SteadyClock(start: LogLines.moment)
        #expect(clock.now().timeIntervalSince(LogLines.moment) < 60)
        #expect(clock.now() >= LogLines.moment)
    }
}

/// A store that counts, and does what is asked between reading and answering.
private final class CountingStore: SessionStore {
    let touches = Mutex(0)
    let reads = Mutex(0)
    let afterRead = Mutex<(@Sendable () async throws -> Void)?>(nil)
    private let store: SQLiteStore
    private let failsToWrite: Bool

    init(failsToWrite: Bool = false) throws {
        store = try SQLiteStore.inMemory()
        self.failsToWrite = failsToWrite
    }

    func add(_ session: Session, limitPerPrincipal limit: Int, verifier: String?) async throws -> [Session] {
        try await store.add(session, limitPerPrincipal: limit, verifier: verifier)
    }

    func session(_ idHash: [UInt8]) async throws -> Session? {
        reads.withLock { $0 += 1 }
        let session = try await store.session(idHash)
        if let body = afterRead.withLock({ body in
            defer { body = nil }
            return body
        }) {
            try await body()
        }
        return session
    }

    func touch(_ idHash: [UInt8], at now: Date) async throws {
        touches.withLock { $0 += 1 }
        if failsToWrite { throw StoreError(.noSpace, "the disk is full") }
        try await store.touch(idHash, at: now)
    }

    func removeSession(_ idHash: [UInt8]) async throws -> Bool { try await store.removeSession(idHash) }

    func removeSessions(provider: Principal.Provider, id: String?) async throws -> Int {
        try await store.removeSessions(provider: provider, id: id)
    }

    func removeSessions(createdBefore: Date, unusedSince: Date) async throws -> Int {
        try await store.removeSessions(createdBefore: createdBefore, unusedSince: unusedSince)
    }

    func sessions(provider: Principal.Provider, id: String) async throws -> [Session] {
        try await store.sessions(provider: provider, id: id)
    }

    func sessionCount() async throws -> Int { try await store.sessionCount() }
}
