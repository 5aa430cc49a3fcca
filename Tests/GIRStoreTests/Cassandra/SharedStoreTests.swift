import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRStore
import NIOCore
import Synchronization
import Testing

@testable import GIRCassandraStore

@Suite struct `Several nodes on one keyspace` {
    /// Two stores as two nodes have them, with one contact center.
    private static func pair() async throws -> (CassandraStore, CassandraStore) {
        let keyspace = "pair\(UInt64.random(in: 0 ... .max))"
        let first = try await FakeKeyspaces.make(keyspace: keyspace)
        try await first.add(ContactCenter.sample)
        return (first, try await FakeKeyspaces.make(keyspace: keyspace))
    }

    @Test func `see each other's users, sessions, settings and recordings`() async throws {
        let (first, second) = try await Self.pair()
        let anna = User.sample("anna")
        try await first.add(anna)
        #expect(try await second.user(named: "ANNA") == anna)
        _ = try await second.add(Session.sample([1], of: anna.id), limitPerPrincipal: 5)
        #expect(try await first.session([1])?.principal.id == anna.id)
        try await first.updateUser(anna.id) { $0.isEnabled = false }
        #expect(try await second.session([1]) == nil)
    }

    @Test func `keep the limit of sessions, whichever of them a login comes to`() async throws {
        let (first, second) = try await Self.pair()
        try await withThrowingTaskGroup { group in
            for number: UInt8 in 0..<40 {
                let store = number.isMultiple(of: 2) ? first : second
                group.addTask { try await store.add(Session.sample([number], of: "anna"), limitPerPrincipal: 5) }
            }
            try await group.waitForAll()
        }
        #expect(try await first.sessionCount() == 5)
        #expect(try await second.removeSessions(provider: .configurationServer, id: "central anna") == 5)
        #expect(try await first.sessionCount() == 0)
    }

    @Test func `lose no change that they make at once`() async throws {
        let (first, second) = try await Self.pair()
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                let store = number.isMultiple(of: 2) ? first : second
                group.addTask {
                    try await store.updateContactCenter(ContactCenter.sample.id) { $0.features.insert("f\(number)") }
                }
            }
            try await group.waitForAll()
        }
        let features = try await first.contactCenter(ContactCenter.sample.id)?.features
        #expect(features == ContactCenter.sample.features.union((0..<20).map { "f\($0)" }))
    }

    @Test func `give a name to one of those who want it at once`() async throws {
        let (first, second) = try await Self.pair()
        let added = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<10 {
                let store = number.isMultiple(of: 2) ? first : second
                group.addTask { (try? await store.add(User.sample("Anna", id: "\(number)"))) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(added == 1)
        #expect(try await second.users(of: nil, after: nil, limit: 9).map(\.userName) == ["Anna"])
    }

    @Test func `do not bring a session back by using it while it ends`() async throws {
        let (first, second) = try await Self.pair()
        _ = try await first.add(Session.sample([1], of: "anna"), limitPerPrincipal: 5)
        #expect(try await first.removeSession([1]))
        try await second.touch([1], at: Date.now.addingTimeInterval(60))
        #expect(try await second.session([1]) == nil)
        #expect(try await second.sessionCount() == 0)
        #expect(try await second.removeSessions(createdBefore: .now, unusedSince: .now) == 0)
    }

    @Test func `take a name over that nobody has lived up to`() async throws {
        let (first, _) = try await Self.pair()
        let old = Date.now.addingTimeInterval(-3600).milliseconds
        for (name, claimed) in [("gone", old), ("coming", Date.now.milliseconds)] {
            try await first.database.write(
                "INSERT INTO girctl_name (kind, name, owner, claimed, version) VALUES (?, ?, ?, ?, ?)",
                ["user", .text(name), "nobody", .timestamp(claimed), .uuid(.random())]
            )
        }
        #expect(try await first.user(named: "gone") == nil)
        try await first.add(User.sample("Gone"))
        #expect(try await first.user(named: "gone")?.userName == "Gone")
        await expectStoreError(.alreadyExists) { try await first.add(User.sample("coming")) }
    }

    @Test func `pass over what an interrupted change left in the index`() async throws {
        let (first, _) = try await Self.pair()
        let moment = Date(timeIntervalSince1970: 1_790_000_000)
        let recording = Recording(
            id: "a",
            contactCenter: ContactCenter.sample.id,
            start: moment,
            stop: moment,
            document: "{}"
        )
        let left = IndexedRecording(recording, number: 1)
        try await first.index(left, on: left.days)
        let query = RecordingQuery(contactCenter: ContactCenter.sample.id)
        #expect(try await first.recordings(query).recordings.isEmpty)
        try await first.add(recording)
        #expect(try await first.recordings(query).recordings == [recording])
    }

    @Test func `forget sessions by themselves once they are too old`() async throws {
        let times = Mutex<[Int32]>([])
        let cluster = try await FakeKeyspaces.storage.makeCluster { request in
            if request.text.contains("INTO girctl_session "), case .execute(_, let values) = request.kind,
                let life = values.last.flatMap({ $0?.getInteger(at: 0, as: Int32.self) })
            {
                times.withLock { $0.append(life) }
            }
            return nil
        }
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "ttl\(UInt64.random(in: 0 ... .max))"
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        var limits = CassandraStore.Limits()
        limits.sessionLife = .seconds(1234)
        let store = try await CassandraStore.open(settings, limits: limits, logger: .silent)
        _ = try await store.add(Session.sample([1], of: "anna"), limitPerPrincipal: 5)
        #expect(times.withLock { $0 } == [1234])
        await store.close()
        await cluster.stop()
    }
}

@Suite struct `A store whose cluster falters` {
    @Test func `knows its own conditional write again whose answer was lost`() async throws {
        let lost = Mutex<Set<String>>([])
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster { request in
            // Each conditional write is done, and the first time nobody is told.
            guard case .execute(let text, _) = request.kind, text.contains(" IF ") else { return nil }
            guard lost.withLock({ $0.insert(text).inserted }) else { return nil }
            _ = storage.reply(request)
            return .close
        }
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        (settings.firstRest, settings.longestRest) = (.milliseconds(10), .milliseconds(50))
        (settings.requestTime, settings.queueTime) = (.seconds(60), .seconds(60))
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        let store = try await CassandraStore.open(settings, logger: .silent)
        try await store.add(ContactCenter.sample)
        try await store.add(User.sample("anna"))
        try await store.updateUser("id of anna") { $0.firstName = "Anna" }
        #expect(try await store.user(named: "anna")?.firstName == "Anna")
        _ = try await store.add(Session.sample([1], of: "id of anna"), limitPerPrincipal: 5)
        let moment = Date(timeIntervalSince1970: 1_790_000_000)
        let recording = Recording(
            id: "a",
            contactCenter: ContactCenter.sample.id,
            start: moment,
            stop: moment,
            document: "{}"
        )
        try await store.add(recording)
        #expect(try await store.recording("a", of: ContactCenter.sample.id) == recording)
        try await store.removeRecording("a", of: ContactCenter.sample.id)
        try await store.removeUser("id of anna")
        #expect(try await store.sessionCount() == 0)
        #expect(lost.withLock { $0.count } >= 7)
        await store.close()
        await cluster.stop()
    }
}
