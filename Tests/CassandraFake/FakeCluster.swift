package import CassandraClient
package import NIOCore
import NIOPosix
package import NIOSSL
import Synchronization

/// Nodes that speak the native protocol in this process and do what a script says.
package final class FakeCluster: Sendable {
    /// Answers a request; nil leaves it to the cluster, which knows its system tables and nothing else.
    package typealias Script = @Sendable (FakeRequest) -> FakeReply?

    /// What the nodes are like.
    package struct Settings: Sendable {
        package var versions: Set<UInt8> = [3, 4, 5]
        package var namesVersions = true
        package var authenticator: String?
        package var users: [String: String] = [:]
        package var replication: [String: [String: String]] = [
            "ks": ["class": "org.apache.cassandra.locator.SimpleStrategy", "replication_factor": "1"]
        ]
        package var hasPeersV2 = true
        package var dataCenters: [String] = ["dc1"]
        package var partitioner = "org.apache.cassandra.dht.Murmur3Partitioner"
        package var tls: NIOSSLContext?
        /// What is known of statements that are prepared.
        package var describe: @Sendable (String) -> FakeStatement = { _ in FakeStatement() }
        package var group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

        package init() {}
    }

    package let settings: Settings
    package let nodes: [FakeNode]
    private let current: Mutex<Current>

    // A closure that a lock holds by itself is wrapped anew each time that it is looked at.
    private struct Current { var script: Script }

    /// Starts so many nodes on 127.0.0.1.
    package init(
        _ count: Int = 1,
        _ settings: Settings = Settings(),
        script: @escaping Script = { _ in nil }
    ) async throws {
        self.settings = settings
        current = Mutex(Current(script: script))
        nodes = (0..<count).map {
            FakeNode($0, of: count, dataCenter: settings.dataCenters[$0 % settings.dataCenters.count])
        }
        for node in nodes { try await node.start(in: self) }
    }

    /// Where the nodes listen.
    package var endpoints: [CassandraEndpoint] { nodes.map(\.endpoint) }

    /// Goes on with another script.
    package func follow(_ script: @escaping Script) { current.withLock { $0.script = script } }

    /// Ends all nodes.
    package func stop() async { for node in nodes { await node.stop() } }

    /// Tells everybody who has registered.
    package func announce(_ event: Event) { for node in nodes { node.announce(event) } }

    func reply(_ request: FakeRequest) -> FakeReply {
        if let reply = current.withLock({ $0.script })(request) { return reply }
        return systemReply(request) ?? .void
    }

    private func systemReply(_ request: FakeRequest) -> FakeReply? {
        guard case .query(let text) = request.kind else { return nil }
        if text.contains("FROM system.local") { return local(nodes[request.node], text) }
        if text.contains("FROM system.peers_v2") {
            return settings.hasPeersV2 ? peers(request.node) : .fault(0x2200, "unconfigured table peers_v2")
        }
        if text.contains("FROM system.peers") { return peers(request.node) }
        if text.contains("FROM system_schema.keyspaces") {
            return .rows(
                [CQLColumn("keyspace_name", .varchar), CQLColumn("replication", .map(.varchar, .varchar))],
                settings.replication.map { name, options in
                    [.text(name), .map(options.map { CQLValue.Entry(.text($0.key), .text($0.value)) })]
                }
            )
        }
        return nil
    }

    private func local(_ node: FakeNode, _ text: String) -> FakeReply {
        let all: [(CQLColumn, CQLValue)] = [
            (CQLColumn("release_version", .varchar), "4.0-fake"), (CQLColumn("cluster_name", .varchar), "fake"),
            (CQLColumn("data_center", .varchar), .text(node.dataCenter)), (CQLColumn("rack", .varchar), "r1"),
            (CQLColumn("host_id", .uuid), .uuid(node.hostID)),
            (CQLColumn("partitioner", .varchar), .text(settings.partitioner)),
            (CQLColumn("rpc_address", .inet), node.address),
            (CQLColumn("rpc_port", .int), .int(Int64(node.endpoint.port))),
            (CQLColumn("schema_version", .uuid), .uuid(CQLUUID(high: 1, low: 1))),
            (CQLColumn("tokens", .set(.varchar)), .list([.text("\(node.token)")])),
        ]
        let chosen = text.contains("*") ? all : all.filter { text.contains($0.0.name) }
        let order = { (column: CQLColumn) in text.firstRange(of: column.name)?.lowerBound ?? text.startIndex }
        let sorted = text.contains("*") ? chosen : chosen.sorted { order($0.0) < order($1.0) }
        return .rows(sorted.map(\.0), [sorted.map(\.1)])
    }

    private func peers(_ asked: Int) -> FakeReply {
        .rows(
            [
                CQLColumn("peer", .inet), CQLColumn("native_address", .inet), CQLColumn("rpc_address", .inet),
                CQLColumn(settings.hasPeersV2 ? "native_port" : "none", .int), CQLColumn("data_center", .varchar),
                CQLColumn("rack", .varchar),
                CQLColumn("host_id", .uuid), CQLColumn("tokens", .set(.varchar)),
            ],
            nodes.filter { $0.index != asked && !$0.isRemoved }.map { node in
                [
                    node.address, node.address, node.address, .int(Int64(node.endpoint.port)), .text(node.dataCenter),
                    "r1",
                    .uuid(node.hostID), .list([.text("\(node.token)")]),
                ]
            }
        )
    }
}
