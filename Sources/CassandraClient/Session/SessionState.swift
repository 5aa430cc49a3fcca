/// How a session stands at a moment.
public struct SessionState: Sendable, Hashable {
    /// How a node stands.
    public struct NodeState: Sendable, Hashable {
        /// Where it is.
        public let endpoint: CassandraEndpoint
        /// Its identity, which it keeps whatever its address.
        public let hostID: CQLUUID
        /// Its data center.
        public let dataCenter: String
        /// Its rack.
        public let rack: String
        /// Its version of Cassandra.
        public let releaseVersion: String?
        /// Whether it is asked: it is in the local data center.
        public let isLocal: Bool
        /// How many connections there are.
        public let connections: Int
        /// Why there is none, or why the last one ended.
        public let lastError: CassandraError?
    }

    /// The name of the cluster.
    public let clusterName: String
    /// The data center whose nodes are asked.
    public let localDataCenter: String
    /// The version of the protocol.
    public let protocolVersion: ProtocolVersion
    /// The nodes, those of other data centers as well.
    public let nodes: [NodeState]
    /// Whether the session was closed.
    public let isClosed: Bool

    /// Whether at least one node can be asked.
    public var isConnected: Bool { !isClosed && nodes.contains { $0.connections > 0 } }
}
