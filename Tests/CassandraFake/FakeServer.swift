import CassandraClient

/// A fake node for programs outside of the tests, which measure clients with it.
public enum FakeServer {
    /// Starts a node on 127.0.0.1 that answers every prepared statement with one row, and gives its port.
    ///
    /// It runs until the process ends.
    public static func start() async throws -> Int {
        var settings = FakeCluster.Settings()
        let columns = [CQLColumn("id", .bigint), CQLColumn("name", .varchar), CQLColumn("size", .int)]
        settings.describe = { _ in
            FakeStatement(markers: [CQLColumn("id", .bigint)], partitionKey: [0], columns: columns)
        }
        let row: [CQLValue] = [1, "a recording of some length", 42]
        let cluster = try await FakeCluster(1, settings) { request in
            if case .execute = request.kind { .rows(columns, [row]) } else { nil }
        }
        return cluster.endpoints[0].port
    }
}
