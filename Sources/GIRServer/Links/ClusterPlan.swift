public import CassandraClient
public import FoundationEssentials
public import GIRConfigKit
import GIRLinks
import GIRPKI
import Logging

/// The cluster that is the store, or one that is only watched, with all that is needed to reach it.
public struct ClusterPlan: Sendable {
    /// The keyspace.
    public let keyspace: String
    /// Whether it is the store.
    public let isStore: Bool
    /// Whether `girctl.store` asks for it; else that `cassandraCluster` names nodes does.
    public let isWritten: Bool
    /// How many nodes hold each row where the keyspace is made, as it is written.
    public let replicationFactor: String?
    /// Whether TLS is spoken with it.
    public var isEncrypted: Bool { link.verifier != nil }
    /// Where its nodes are.
    public var endpoints: [LinkEndpoint]
    private let link: LinkPlan
    private let dataCenter: String?
    private let reading: Consistency
    private let writing: Consistency

    /// Takes the section `cassandraCluster`; nil where there is no cluster.
    ///
    /// - Throws: ``ServerError`` where the section does not say enough.
    init?(_ configuration: ApplicationConfiguration, _ links: [LinkPlan]) throws(ServerError) {
        isStore = configuration.operation.isStoreCassandra
        let cluster = configuration.cassandraCluster
        guard let link = links.first(where: { $0.name == .cassandra && !$0.endpoints.isEmpty }) else {
            guard isStore else { return nil }
            throw ServerError(
                .configuration,
                "'girctl.store' is 'cassandra', and 'cassandraCluster.nodes' names no node",
                hint: "name the nodes, or set 'girctl.store' to 'file'"
            )
        }
        self.link = link
        endpoints = link.endpoints
        keyspace = cluster.keyspace
        isWritten = configuration.operation.isStoreWritten
        replicationFactor = cluster.replicationFactor
        dataCenter = configuration.operation.cassandraDataCenter
        reading = try Self.level(cluster.readConsistencyLevel, "read_consistency_level")
        writing = try Self.level(cluster.writeConsistencyLevel, "write_consistency_level")
    }

    private static func level(_ name: String, _ option: String) throws(ServerError) -> Consistency {
        if let level = Consistency(name: name), !level.isSerial { return level }
        throw ServerError(
            .configuration,
            "'cassandraCluster.\(option)' is '\(name)', which is no consistency level",
            hint: "set it to CL_LOCAL_QUORUM"
        )
    }

    /// What a session is made with.
    ///
    /// - Parameter isKeyspaceThere: whether to use the keyspace; not before it is made.
    public func settings(
        isKeyspaceThere: Bool = true,
        now: @escaping @Sendable () -> Date
    ) throws -> CassandraClient.CassandraSettings {
        let nodes = endpoints.map { CassandraEndpoint($0.asciiHost, port: $0.port) }
        var settings = CassandraClient.CassandraSettings(contactPoints: nodes)
        settings.credentials = link.login.map { login in
            CassandraCredentials(user: login.user) { login.password.revealBytes() }
        }
        if let verifier = link.verifier {
            settings.tls = try LinkTLS(identity: link.identity).cassandra(verifiedBy: verifier, now: now)
        }
        settings.keyspace = isKeyspaceThere ? keyspace : nil
        settings.localDataCenter = dataCenter
        // Longer than a node rests to collect garbage, and no longer than a client waits.
        settings.requestTime = .seconds(4.5)
        settings.readConsistency = reading
        settings.writeConsistency = writing
        // Paxos reaches as far as what it decides about is read.
        let isLocal = [.localQuorum, .localOne, .one, .two, .three].contains(reading)
        settings.serialConsistency = isLocal ? .localSerial : .serial
        return settings
    }
}
