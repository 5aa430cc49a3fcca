/// What a cluster says about one of its nodes.
struct NodeInfo: Sendable, Hashable {
    var hostID: CQLUUID
    /// Where the node says that it listens.
    var advertised: CassandraEndpoint
    var dataCenter: String
    var rack: String
    var releaseVersion: String?
    var schemaVersion: CQLUUID?
    var tokens: [Int64]
}

/// What a node knows about its cluster, from its system tables.
struct Topology: Sendable {
    var clusterName = ""
    var partitioner = ""
    /// The node itself first.
    var nodes: [NodeInfo] = []
    var replication: [String: Replication] = [:]

    /// Whether tokens are those that ``Murmur3`` computes.
    var hasKnownTokens: Bool { partitioner.hasSuffix(".Murmur3Partitioner") }

    /// Asks a node.
    init(_ connection: Connection, within limit: Duration) async throws(CassandraError) {
        let local = try await connection.rows("SELECT * FROM system.local WHERE key = 'local'", within: limit)
        guard let row = local.first,
            let node = NodeInfo(row, ["rpc_address", "broadcast_address", "listen_address"], connection)
        else { throw .malformed("the node says nothing about itself in system.local") }
        clusterName = (try? row.decodeIfPresent("cluster_name")) ?? ""
        partitioner = (try? row.decodeIfPresent("partitioner")) ?? ""
        nodes = [node] + (try await Self.peers(connection, within: limit))
        replication = await Self.replication(connection, within: limit)
    }

    private static func peers(
        _ connection: Connection,
        within limit: Duration
    ) async throws(CassandraError) -> [NodeInfo] {
        do throws(CassandraError) {
            let rows = try await connection.rows("SELECT * FROM system.peers_v2", within: limit)
            return rows.compactMap { NodeInfo($0, ["native_address", "peer"], connection) }
        } catch  where error.fault != nil {
            // Before Cassandra 4.0.
            let rows = try await connection.rows("SELECT * FROM system.peers", within: limit)
            return rows.compactMap { NodeInfo($0, ["rpc_address", "peer"], connection) }
        }
    }

    /// None before Cassandra 3.0, which keeps them elsewhere: there, any node is as good as another.
    private static func replication(_ connection: Connection, within limit: Duration) async -> [String: Replication] {
        let text = "SELECT keyspace_name, replication FROM system_schema.keyspaces"
        guard let rows = try? await connection.rows(text, within: limit) else { return [:] }
        var replication: [String: Replication] = [:]
        for row in rows {
            guard let name = try? row.decode(0, as: String.self),
                let options = try? row.decode(1, as: [String: String].self)
            else { continue }
            replication[name] = Replication(options)
        }
        return replication
    }
}

extension NodeInfo {
    /// Reads a row about a node; nil where the row is incomplete, as it may be while a node joins.
    fileprivate init?(_ row: Row, _ addressColumns: [String], _ connection: Connection) {
        guard let hostID = try? row.decode("host_id", as: CQLUUID.self),
            let dataCenter = try? row.decode("data_center", as: String.self),
            let rack = try? row.decode("rack", as: String.self)
        else { return nil }
        let addresses = addressColumns.compactMap { try? row.decodeIfPresent($0, as: CQLAddress.self) }
        let address = addresses.first { !$0.isUnspecified }?.description ?? connection.endpoint.host
        let ports = ["native_port", "rpc_port"].compactMap { try? row.decodeIfPresent($0, as: Int.self) }
        self.init(
            hostID: hostID,
            advertised: CassandraEndpoint(address, port: ports.first ?? connection.endpoint.port),
            dataCenter: dataCenter,
            rack: rack,
            releaseVersion: try? row.decodeIfPresent("release_version"),
            schemaVersion: try? row.decodeIfPresent("schema_version"),
            tokens: ((try? row.decodeIfPresent("tokens", as: [String].self)) ?? []).compactMap { Int64($0) }
        )
    }
}
