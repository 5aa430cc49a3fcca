import Logging
import NIOCore
import NIOPosix
import Synchronization

/// What the parts of a session share: the view of the cluster, and the nodes in it.
final class SessionCore: Sendable {
    private struct State {
        var view: ClusterView?
        var isClosed = false
    }

    let settings: CassandraSettings
    let version: ProtocolVersion
    let group: any EventLoopGroup
    let logger: Logger
    /// Fires when a connection comes or goes, or nodes do.
    let changed = Signal()
    // Contact points that are names, by the addresses that they stand for: TLS verifies the name.
    private let names: [CassandraEndpoint: CassandraEndpoint]
    private let state = Mutex(State())

    init(
        _ settings: CassandraSettings,
        _ version: ProtocolVersion,
        names: [CassandraEndpoint: CassandraEndpoint],
        group: any EventLoopGroup,
        logger: Logger
    ) {
        self.settings = settings
        self.version = version
        self.names = names
        self.group = group
        self.logger = logger
    }

    var view: ClusterView? { state.withLock { $0.view } }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Takes what a node says about the cluster: nodes that stay keep their connections.
    func apply(_ topology: Topology, from control: CassandraEndpoint) {
        let old = view
        let known = Dictionary((old?.nodes ?? []).map { ($0.info.hostID, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<CQLUUID> = []
        var topology = topology
        topology.nodes = topology.nodes.filter { seen.insert($0.hostID).inserted }
        let nodes = topology.nodes.enumerated().map { place, info -> Node in
            if let node = known[info.hostID], node.info.advertised == info.advertised,
                node.info.dataCenter == info.dataCenter
            {
                return node
            }
            let endpoint = place == 0 && old == nil ? control : endpoint(info.advertised)
            return Node(info, at: endpoint, settings, version, group: group, changed: changed, logger: logger)
        }
        let dataCenter = settings.localDataCenter ?? old?.localDataCenter ?? topology.nodes.first?.dataCenter ?? ""
        let view = ClusterView(topology, nodes, localDataCenter: dataCenter)
        let isClosed = state.withLock { state in
            if !state.isClosed { state.view = view }
            return state.isClosed
        }
        guard !isClosed else { return nodes.forEach { $0.stop() } }
        for node in view.local { node.start() }
        let kept = Set(nodes.map(ObjectIdentifier.init))
        for node in old?.nodes ?? [] where !kept.contains(ObjectIdentifier(node)) { node.stop() }
        changed.fire()
    }

    /// The node that calls itself so is back.
    func hurry(_ address: CQLAddress) {
        for node in view?.nodes ?? [] where CQLAddress(node.info.advertised.host) == address { node.hurry() }
    }

    func close() {
        let view = state.withLock { state in
            state.isClosed = true
            return state.view
        }
        for node in view?.nodes ?? [] { node.stop() }
        changed.fire()
    }

    private func endpoint(_ advertised: CassandraEndpoint) -> CassandraEndpoint {
        names[advertised] ?? settings.translate(advertised)
    }

    /// Looks the contact points up that are names.
    static func resolve(_ contactPoints: [CassandraEndpoint]) async -> [CassandraEndpoint: CassandraEndpoint] {
        let pairs = try? await NIOThreadPool.singleton.runIfActive {
            contactPoints.filter { CQLAddress($0.host) == nil }.compactMap { endpoint in
                try? SocketAddress.makeAddressResolvingHost(endpoint.host, port: endpoint.port).ipAddress.map {
                    (CassandraEndpoint($0, port: endpoint.port), endpoint)
                }
            }
        }
        return Dictionary(pairs ?? [], uniquingKeysWith: { first, _ in first })
    }
}
