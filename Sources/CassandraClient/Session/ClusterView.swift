import Synchronization

/// The cluster as it is known at a moment: never changed, only replaced.
final class ClusterView: Sendable {
    let clusterName: String
    let localDataCenter: String
    /// All nodes, those of other data centers as well.
    let nodes: [Node]
    /// The nodes that are asked.
    let local: [Node]
    private let infos: [NodeInfo]
    private let ring: TokenRing
    private let replication: [String: Replication]
    // Per keyspace, the replicas of each range; made when a keyspace is first asked for.
    private let replicas = Mutex<[String: [[Node]]]>([:])

    init(_ topology: Topology, _ nodes: [Node], localDataCenter: String) {
        clusterName = topology.clusterName
        self.localDataCenter = localDataCenter
        self.nodes = nodes
        infos = topology.nodes
        local = nodes.filter { $0.info.dataCenter == localDataCenter }
        ring = TokenRing(topology.hasKnownTokens ? topology.nodes : [])
        replication = topology.replication
    }

    /// The nodes of the local data center that have a row; empty where that cannot be told.
    func replicas(of token: Int64, in keyspace: String) -> [Node] {
        guard let range = ring.range(of: token), let replication = replication[keyspace] else { return [] }
        return replicas.withLock { known in
            if let ranges = known[keyspace] { return ranges[range] }
            let ranges = (0..<ring.count).map { range in
                ring.replicas(of: range, replication, in: localDataCenter, infos).map { nodes[$0] }
            }
            known[keyspace] = ranges
            return ranges[range]
        }
    }
}

/// The order in which nodes are asked: replicas first, then the others of the data center, each list from another start.
struct QueryPlan {
    private let replicas: [Node]
    private let others: [Node]
    private var last: Node?
    private let start: Int
    private var step = 0

    init(replicas: [Node], others: [Node], last: Node? = nil, start: Int) {
        self.replicas = replicas
        self.others = others
        self.last = last
        self.start = start
    }

    mutating func next() -> Node? {
        while step < replicas.count + others.count {
            defer { step += 1 }
            guard step >= replicas.count else { return replicas[(start + step) % replicas.count] }
            let node = others[(start + step - replicas.count) % others.count]
            if !replicas.contains(where: { $0 === node }) { return node }
        }
        defer { last = nil }
        return last
    }
}
