/// Which nodes own which tokens.
struct TokenRing: Sendable {
    private let tokens: [Int64]
    // The places of the nodes in the list that the ring was made from.
    private let owners: [Int]

    init(_ nodes: [NodeInfo]) {
        let pairs = nodes.enumerated().flatMap { place, node in node.tokens.map { ($0, place) } }.sorted { $0.0 < $1.0 }
        tokens = pairs.map(\.0)
        owners = pairs.map(\.1)
    }

    /// How many ranges there are.
    var count: Int { tokens.count }

    /// The range that a token lies in; nil where the ring is empty.
    func range(of token: Int64) -> Int? {
        guard !tokens.isEmpty else { return nil }
        var (low, high) = (0, tokens.count)
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle] < token { low = middle + 1 } else { high = middle }
        }
        return low == tokens.count ? 0 : low
    }

    /// The replicas of a range within a data center, the first one first.
    func replicas(of range: Int, _ replication: Replication, in dataCenter: String, _ nodes: [NodeInfo]) -> [Int] {
        var found: [Int] = []
        switch replication {
        case .simple(let factor):
            walk(from: range) { node in
                if found.count < factor, !found.contains(node) { found.append(node) }
                return found.count < factor
            }
            return found.filter { nodes[$0].dataCenter == dataCenter }
        case .dataCenters(let factors):
            let members = nodes.filter { $0.dataCenter == dataCenter }
            let factor = min(factors[dataCenter] ?? 0, members.count)
            let rackCount = Set(members.map(\.rack)).count
            var (racks, skipped): (Set<String>, [Int]) = ([], [])
            guard factor > 0 else { return [] }
            // One replica in each rack first; then those that were passed over, in their order.
            walk(from: range) { node in
                guard nodes[node].dataCenter == dataCenter, !found.contains(node) else { return true }
                if racks.count == rackCount || racks.insert(nodes[node].rack).inserted {
                    found.append(node)
                    if racks.count == rackCount {
                        for other in skipped where found.count < factor && !found.contains(other) {
                            found.append(other)
                        }
                        skipped = []
                    }
                } else if !skipped.contains(node) {
                    skipped.append(node)
                }
                return found.count < factor
            }
            return found
        }
    }

    private func walk(from range: Int, _ visit: (Int) -> Bool) {
        for step in 0..<owners.count where !visit(owners[(range + step) % owners.count]) { return }
    }
}
