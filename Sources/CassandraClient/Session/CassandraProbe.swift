public import NIOCore
public import NIOPosix

/// One look at one node, for those who want to know whether a session would work: version, TLS, authentication, and a
/// first query.
public struct CassandraProbe: Sendable, Hashable {
    /// The node.
    public let endpoint: CassandraEndpoint
    /// The newest version of the protocol that both sides speak.
    public let protocolVersion: ProtocolVersion
    /// The versions that the node names, such as `4/v4`; empty before Cassandra 4.0.
    public let namedVersions: [String]
    /// The class that asked for the password; nil where everybody is let in.
    public let authenticator: String?
    /// Whether the connection is encrypted.
    public let isSecure: Bool
    /// The node's version of Cassandra.
    public let releaseVersion: String?
    /// The name of its cluster.
    public let clusterName: String?
    /// Its data center.
    public let dataCenter: String?

    /// Connects, asks `system.local`, and ends the connection.
    ///
    /// - Throws: the first fault: which side is wrong, and what to change.
    public static func look(
        at endpoint: CassandraEndpoint,
        _ settings: CassandraSettings,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws(CassandraError) -> CassandraProbe {
        let connection = try await Connection.open(endpoint, settings, group: group)
        defer { connection.close() }
        if let keyspace = settings.keyspace { try await connection.use(keyspace, within: settings.requestTime) }
        let text = "SELECT release_version, cluster_name, data_center FROM system.local WHERE key = 'local'"
        let row = try await connection.rows(text, within: settings.requestTime).first
        return CassandraProbe(
            endpoint: endpoint,
            protocolVersion: connection.version,
            namedVersions: connection.greeting.supported["PROTOCOL_VERSIONS"] ?? [],
            authenticator: connection.greeting.authenticator,
            isSecure: settings.tls != nil,
            releaseVersion: try row?.decodeIfPresent(0),
            clusterName: try row?.decodeIfPresent(1),
            dataCenter: try row?.decodeIfPresent(2)
        )
    }
}
