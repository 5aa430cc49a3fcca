/// The section `cassandraCluster`.
public struct CassandraSettings: Sendable {
    /// The nodes to contact first; empty where the program has no cluster.
    public let nodes: [String]
    /// Nodes to contact when the first ones fail.
    public let backupNodes: [String]
    /// The Thrift port.
    public let thriftPort: Int
    /// The JMX port.
    public let jmxPort: Int
    /// The keyspace.
    public let keyspace: String
    /// How many nodes hold each row, as it is written.
    public let replicationFactor: String?
    /// How many replicas must confirm a write, such as `CL_LOCAL_QUORUM`.
    public let writeConsistencyLevel: String
    /// How many replicas must answer a read.
    public let readConsistencyLevel: String
    /// Whether connections use TLS.
    public let useSSL: Bool
    /// The truststore.
    public let trustStore: String?
    /// The store password of the truststore.
    public let truststorePassword: ConfiguredPassword?
    /// The role; nil for anonymous connections.
    public let userName: String?
    /// The password of the role.
    public let password: ConfiguredPassword?

    init(_ reader: SettingReader) {
        nodes = reader.list("cassandraCluster.nodes")
        backupNodes = reader.list("cassandraCluster.backup_nodes")
        thriftPort = reader.number("cassandraCluster.thrift_port", 9160)
        jmxPort = reader.number("cassandraCluster.jmx_port", 7199)
        keyspace = reader.text("cassandraCluster.keyspace") ?? "sipfs"
        replicationFactor = reader.text("cassandraCluster.replication_factor")
        writeConsistencyLevel = reader.text("cassandraCluster.write_consistency_level") ?? "CL_LOCAL_QUORUM"
        readConsistencyLevel = reader.text("cassandraCluster.read_consistency_level") ?? "CL_LOCAL_QUORUM"
        useSSL = reader.flag("cassandraCluster.useSSL")
        trustStore = reader.text("cassandraCluster.trustStore")
        truststorePassword = reader.password("cassandraCluster.truststorePassword")
        userName = reader.text("cassandraCluster.userName")
        password = reader.password("cassandraCluster.password")
    }
}
