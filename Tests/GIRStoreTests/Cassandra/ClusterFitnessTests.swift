import CassandraClient
import CassandraFake
import GIRStore
import Synchronization
import Testing

@testable import GIRCassandraStore

@Suite struct `A store in a keyspace` {
    private func failure(_ settings: CassandraSettings) async -> StoreError? {
        await #expect(throws: StoreError.self) {
            try await CassandraStore.open(settings, logger: .silent).close()
        }
    }

    @Test func `is opened only where its tables are`() async throws {
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster { request in
            request.text.hasPrefix("USE \"missing\"") ? .fault(0x2200, "Keyspace 'missing' does not exist") : nil
        }
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        for keyspace in ["missing", "empty"] {
            settings.keyspace = keyspace
            let error = await failure(settings)
            #expect(error?.code == .data && error?.hint?.contains("girctl store init") == true)
        }
        #expect(try await CassandraStore.prepare(settings, logger: .silent) == ClusterSchema.version)
        #expect(try await CassandraStore.prepare(settings, logger: .silent) == 0)
        let store = try await CassandraStore.open(settings, logger: .silent)
        try await store.database.write("INSERT INTO girctl_store (key, value) VALUES (?, ?)", ["version", 99])
        let error = await failure(settings)
        #expect(error?.code == .data && error?.reason.contains("99") == true)
        let refused = await #expect(throws: StoreError.self) {
            _ = try await CassandraStore.prepare(settings, logger: .silent)
        }
        #expect(refused?.code == .data && refused?.reason.contains("99") == true)
        await store.close()
        await cluster.stop()
    }

    @Test func `asks a cluster that stands still twice in the time of one request, and no more`() async throws {
        let asked = Mutex(0)
        let isStill = Mutex(false)
        let cluster = try await FakeStorage().makeCluster { request in
            guard isStill.withLock(\.self), !request.values.isEmpty else { return nil }
            asked.withLock { $0 += 1 }
            return .silence
        }
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        settings.requestTime = .seconds(3)
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        let store = try await CassandraStore.open(settings, logger: .silent)
        #expect(try await store.user("anna") == nil)
        isStill.withLock { $0 = true }
        let error = await #expect(throws: StoreError.self) { _ = try await store.user("anna") }
        #expect(error?.code == .unavailable && asked.withLock(\.self) == 2)
        isStill.withLock { $0 = false }
        await store.close()
        await cluster.stop()
    }

    @Test func `names a table that was dropped, and makes it anew`() async throws {
        let storage = FakeStorage()
        // Everything but the table of users is there, and the version says that all is.
        let cluster = try await storage.makeCluster { request in
            request.text.contains("CREATE TABLE IF NOT EXISTS girctl_user ") ? .void : nil
        }
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        await cluster.stop()
        let later = try await storage.makeCluster()
        settings.contactPoints = later.endpoints
        let error = await failure(settings)
        #expect(error?.code == .data && error?.reason == "the keyspace 'k' lacks the table 'girctl_user'")
        #expect(error?.hint == "make them with: girctl store init")
        #expect(try await CassandraStore.prepare(settings, logger: .silent) == 0)
        let store = try await CassandraStore.open(settings, logger: .silent)
        #expect(try await store.user("anna") == nil)
        await store.close()
        await later.stop()
    }

    @Test func `is not opened by a role that may only read, and a look at it says so later`() async throws {
        let refusal = FakeReply.fault(
            0x2100,
            "User girrole has no MODIFY permission on <table k.girctl_store> or any of its parents"
        )
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster()
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        let store = try await CassandraStore.open(settings, logger: .silent)
        try await store.check()
        cluster.follow { request in
            let isWrite = ["UPDATE", "INSERT", "DELETE"].contains { request.text.hasPrefix($0) }
            if isWrite, case .execute = request.kind { return refusal }
            return storage.reply(request)
        }
        for error in [await failure(settings), await #expect(throws: StoreError.self) { try await store.check() }] {
            #expect(error?.code == .permission && error?.reason.contains("MODIFY") == true)
            #expect(error?.hint == "run: GRANT MODIFY ON KEYSPACE k TO girrole")
        }
        await store.close()
        await cluster.stop()
    }

    @Test(arguments: ClusterSchema.tables)
    func `is not opened by a role that may not write one of the tables`(table: String) async throws {
        let refusal = FakeReply.fault(
            0x2100,
            "User Gir has no MODIFY permission on <table K_1.\(table)> or any of its parents"
        )
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster()
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        cluster.follow { request in
            if case .execute(let text, _) = request.kind, text.contains(" \(table) ") { return refusal }
            return storage.reply(request)
        }
        let error = await failure(settings)
        #expect(error?.code == .permission && error?.reason.contains(table) == true)
        #expect(error?.hint == #"run: GRANT MODIFY ON KEYSPACE "K_1" TO "Gir""#)
        await cluster.stop()
    }

    @Test func `is made where an earlier attempt left the table of the version alone`() async throws {
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster { request in
            // Everything but that table fails.
            request.text.contains("CREATE TABLE") && !request.text.contains(" girctl_store ")
                || request.text.contains("INSERT")
                ? .fault(0x1000, "Cannot achieve consistency level") : nil
        }
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        _ = try? await CassandraStore.prepare(settings, logger: .silent)
        cluster.follow { storage.reply($0) }
        let error = await failure(settings)
        #expect(error?.code == .data && error?.hint?.contains("girctl store init") == true)
        #expect(try await CassandraStore.prepare(settings, logger: .silent) == ClusterSchema.version)
        try await CassandraStore.open(settings, logger: .silent).close()
        await cluster.stop()
    }

    @Test(arguments: [
        (["dc1": 3], "is kept 3 times in the data center 'dc1', of which 2 have to agree, and it has 1 node"),
        (
            ["dc2": 1, "dc9": 2],
            "has no copies in the data center 'dc1', whose nodes are asked; it has dc2=1, dc9=2"
        ),
        (["dc1": 0], "has no copies in the data center 'dc1', whose nodes are asked; it has dc1=0"),
    ])
    func `is not opened where no change could ever be agreed on`(copies: [String: Int], words: String) async throws {
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster()
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        // As others may have made it: store init knows the data centers.
        let session = try await CassandraSession.connect(settings, logger: .silent)
        let list = copies.sorted { $0.key < $1.key }.map { ", '\($0.key)': \($0.value)" }.joined()
        try await session.query(
            "CREATE KEYSPACE IF NOT EXISTS \"k\" WITH replication = {'class': 'NetworkTopologyStrategy'\(list)}"
        )
        await session.close()
        settings.keyspace = "k"
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        let error = await failure(settings)
        #expect(error?.code == .data && error?.reason == "the keyspace 'k' \(words)")
        #expect(error?.hint?.contains("ALTER KEYSPACE k WITH replication = {'class': ") == true)
        #expect(error?.hint?.contains("'dc1': 1") == true)
        // Where nodes of all data centers agree, the cluster alone knows.
        settings.serialConsistency = .serial
        try await CassandraStore.open(settings, logger: .silent).close()
        await cluster.stop()
    }

    @Test(arguments: [
        ("unconfigured table girctl_store", "girctl store init"),
        ("table girctl_store does not exist", "girctl store init"), ("no such option", "the log of the node"),
    ])
    func `says what to do about a refused statement, in the words of any version`(
        words: String,
        hint: String
    )
        async throws
    {
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster()
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        cluster.follow { request in
            request.text.contains("girctl_store") ? .fault(0x2200, words) : storage.reply(request)
        }
        let error = await failure(settings)
        #expect(error?.hint?.contains(hint) == true, "\(String(describing: error))")
        await cluster.stop()
    }
}
