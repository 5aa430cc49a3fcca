import CassandraClient
import GIRStore

/// Whether a store can be kept in a keyspace as it is: what a start looks at, before somebody's recording finds it out.
struct ClusterFitness {
    let database: ClusterDatabase
    /// The name of the keyspace.
    let keyspace: String
    /// Whether the nodes of one data center agree among themselves.
    let isLocal: Bool

    /// Looks at the copies, the tables, their version and the right to write them.
    ///
    /// - Throws: ``StoreError`` with the first fault, and what mends it.
    func check() async throws {
        try checkCopies(try await ClusterKeyspace.replication(of: keyspace, database))
        let tables = try await ClusterKeyspace.tables(of: keyspace, database)
        guard tables.contains(ClusterSchema.versionTable) else { throw lack("the tables of a store") }
        try await ClusterSchema.check(database)
        let missing = ClusterSchema.tables.filter { !tables.contains($0) }.map { "'\($0)'" }
        guard missing.isEmpty else {
            throw lack("the table\(missing.count == 1 ? "" : "s") " + missing.joined(separator: ", "))
        }
        _ = try await ClusterSchema.keys.lookUp { [database] table in
            try await ClusterSchema.checkRights(table, database)
            return Never?.none
        }
    }

    private func lack(_ what: String) -> StoreError {
        StoreError(.data, "the keyspace '\(keyspace)' lacks \(what)", hint: "make them with: girctl store init")
    }

    /// Whether as many nodes are known as have to agree: where they are not, no change is ever possible.
    private func checkCopies(_ replication: [String: String]?) throws {
        let state = database.session.state
        let center = state.localDataCenter
        guard isLocal, let replication, replication["class"]?.hasSuffix("NetworkTopologyStrategy") == true else {
            return
        }
        let copies = replication.filter { $0.key != "class" }
        guard let count = copies[center].flatMap(Self.count), count > 0 else {
            let others = copies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            throw StoreError(
                .data,
                "the keyspace '\(keyspace)' has no copies in the data center '\(center)', whose nodes are asked"
                    + (others.isEmpty ? "" : "; it has \(others)"),
                hint: "set 'girctl.cassandraDataCenter' to one that has copies, or give this one some: "
                    + alteration(copies, center)
            )
        }
        let (nodes, quorum) = (state.nodes.count { $0.isLocal }, count / 2 + 1)
        guard nodes >= quorum else {
            throw StoreError(
                .data,
                "the keyspace '\(keyspace)' is kept \(count) times in the data center '\(center)', of which \(quorum) have to agree, "
                    + "and it has \(nodes) node\(nodes == 1 ? "" : "s")",
                hint: "add nodes, or have fewer copies: \(alteration(copies, center))"
            )
        }
    }

    /// The statement by which the data center has as many copies as its nodes can keep, three at most.
    private func alteration(_ copies: [String: String], _ center: String) -> String {
        var copies = copies
        copies[center] = "\(min(3, max(1, database.session.state.nodes.count { $0.isLocal })))"
        return ClusterKeyspace.alteration(of: keyspace, to: copies)
    }

    /// Transient copies are written `3/1`.
    private static func count(_ text: String) -> Int? { text.split(separator: "/").first.flatMap { Int($0) } }
}
