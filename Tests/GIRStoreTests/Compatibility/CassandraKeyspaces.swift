import CassandraClient
import CassandraFake
import FoundationEssentials
import Logging
import Synchronization

@testable import GIRCassandraStore

/// Stores on nodes in this process, each in a keyspace of its own.
enum FakeKeyspaces {
    static let storage = FakeStorage()
    private static let cluster = Task { try await storage.makeCluster(2) }

    static func make(sessionLimit: Int = CassandraStore.Limits().sessions) async throws -> CassandraStore {
        try await make(sessionLimit: sessionLimit, keyspace: "k\(UInt64.random(in: 0 ... .max))")
    }

    /// The store of a keyspace, of which there may be several, as different nodes have them.
    static func make(
        sessionLimit: Int = CassandraStore.Limits().sessions,
        searchWindow: Int = CassandraStore.Limits().searchWindow,
        keyspace: String
    ) async throws -> CassandraStore {
        var settings = CassandraSettings(contactPoints: try await cluster.value.endpoints)
        settings.keyspace = keyspace
        // So long that no busy machine reaches them.
        (settings.connectTime, settings.handshakeTime) = (.seconds(60), .seconds(60))
        (settings.requestTime, settings.queueTime) = (.seconds(60), .seconds(60))
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        var limits = CassandraStore.Limits()
        limits.sessions = sessionLimit
        limits.searchWindow = searchWindow
        return try await CassandraStore.open(settings, limits: limits, logger: .silent)
    }
}

/// Stores on a real Cassandra, which ``LiveCluster`` says where to find.
///
/// Tables take long to make: a keyspace is emptied and used again once nobody has its store any more.
actor LiveKeyspaces {
    static let shared = LiveKeyspaces()

    private struct Place {
        let keyspace: String
        weak var session: CassandraSession?
        var isTaken = true
    }

    private var places: [Place] = []

    private static func settings(keyspace: String?) throws -> CassandraSettings {
        var settings = try LiveCluster.settings()
        settings.keyspace = keyspace
        return settings
    }

    func make(sessionLimit: Int) async throws -> CassandraStore {
        let index: Int
        if let free = places.firstIndex(where: { !$0.isTaken && $0.session == nil }) {
            index = free
            places[index].isTaken = true
        } else {
            index = places.count
            places.append(Place(keyspace: "girctl_store_test_\(index)"))
        }
        let settings = try Self.settings(keyspace: places[index].keyspace)
        let admin = try await CassandraSession.connect(try Self.settings(keyspace: nil), logger: .silent)
        try await admin.query(
            "CREATE KEYSPACE IF NOT EXISTS \(places[index].keyspace) "
                + "WITH replication = {'class': 'SimpleStrategy', 'replication_factor': \(LiveCluster.endpoints.count)}"
        )
        _ = try await CassandraStore.prepare(settings, logger: .silent)
        for table in ClusterSchema.tables {
            var options = StatementOptions.idempotent
            options.time = .seconds(60)
            try await admin.query("TRUNCATE \(places[index].keyspace).\(table)", options)
        }
        await admin.close()
        var limits = CassandraStore.Limits()
        limits.sessions = sessionLimit
        let store = try await CassandraStore.open(settings, limits: limits, logger: .silent)
        places[index].session = store.database.session
        places[index].isTaken = false
        return store
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
