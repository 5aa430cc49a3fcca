/// How many copies of its rows a keyspace has, and where.
enum Replication: Sendable, Hashable {
    /// So many in each data center.
    case dataCenters([String: Int])
    /// So many in the order of the ring, wherever the nodes are.
    case simple(Int)

    /// Reads the column `replication` of `system_schema.keyspaces`; nil for strategies that say nothing about a node.
    init?(_ options: [String: String]) {
        guard let name = options["class"]?.split(separator: ".").last else { return nil }
        switch name {
        case "SimpleStrategy":
            guard let factor = options["replication_factor"].flatMap(Self.factor) else { return nil }
            self = .simple(factor)
        case "NetworkTopologyStrategy":
            self = .dataCenters(options.filter { $0.key != "class" }.compactMapValues(Self.factor))
        default: return nil
        }
    }

    /// Transient replicas are written `3/1`.
    private static func factor(_ text: String) -> Int? { text.split(separator: "/").first.flatMap { Int($0) } }
}
