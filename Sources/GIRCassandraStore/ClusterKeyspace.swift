public import CassandraClient
import GIRStore
public import Logging

/// The keyspace of a store.
public struct ClusterKeyspace: Sendable {
    /// How many nodes hold each row.
    public enum Replication: Sendable, Hashable, CustomStringConvertible {
        /// So many of each data center.
        case dataCenters([String: Int])
        /// So many of the data center that is asked.
        case local(Int)

        /// As people say it.
        public var description: String {
            switch self {
            case .dataCenters(let counts):
                counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            case .local(let count): "\(count)"
            }
        }
    }

    /// Its name.
    public let name: String
    /// What the cluster replicates it by.
    public let replication: [String: String]
    /// Whether it was made.
    public let isNew: Bool
    /// How many changes its tables needed.
    public let changes: Int
    /// The version of its tables.
    public let version: Int
    /// The statement that gives it the replication that was asked for, where it was there with another one.
    public let alteration: String?

    /// Makes the keyspace where it is missing, and the tables that are missing in it.
    ///
    /// - Parameters:
    ///   - settings: without a keyspace.
    ///   - replication: for a new keyspace; nil where it has to be there.
    public static func prepare(
        _ name: String,
        _ replication: Replication?,
        _ settings: CassandraSettings,
        logger: Logger
    ) async throws -> ClusterKeyspace {
        var settings = settings
        // Changes of the schema take a busy cluster longer than anything else.
        (settings.requestTime, settings.agreementTime) = (Self.patience, Self.patience)
        let admin = ClusterDatabase(try await connect(settings, logger))
        let wanted = try wanted(replication, admin)
        let known = try await self.replication(of: name, admin)
        if known == nil { try await make(name, wanted, admin) }
        settings.keyspace = name
        let database = ClusterDatabase(try await connect(settings, logger))
        let changes = try await ClusterSchema.update(database)
        return ClusterKeyspace(
            name: name,
            replication: try await self.replication(of: name, admin) ?? [:],
            isNew: known == nil,
            changes: changes,
            version: ClusterSchema.version,
            alteration: alteration(of: name, from: known, to: replication)
        )
    }

    /// The number of copies in each data center; nil where nothing is said of it.
    private static func wanted(_ replication: Replication?, _ database: ClusterDatabase) throws -> [String: Int]? {
        let state = database.session.state
        switch replication {
        case nil: return nil
        case .local(let count): return [state.localDataCenter: count]
        case .dataCenters(let given):
            let known = Set(state.nodes.map(\.dataCenter))
            let unknown = given.keys.filter { !known.contains($0) }.sorted()
            guard let name = unknown.first else {
                try checkNodes(for: given, state)
                return given
            }
            let copies = min(3, state.nodes.count { $0.isLocal })
            throw StoreError(
                .notFound,
                "the cluster has no data center '\(name)'; it has: \(known.sorted().joined(separator: ", "))",
                hint: "name one that it has, such as: --replication \(state.localDataCenter)=\(max(1, copies))"
            )
        }
    }

    /// Refuses more copies than there are nodes to agree on: the tables could be made, and never written.
    private static func checkNodes(for copies: [String: Int], _ state: SessionState) throws {
        for (name, count) in copies.sorted(by: { $0.key < $1.key }) {
            let nodes = state.nodes.count { $0.dataCenter == name }
            guard nodes < count / 2 + 1 else { continue }
            throw StoreError(
                .notFound,
                "of \(count) copies in the data center '\(name)' \(count / 2 + 1) have to agree, and it has "
                    + "\(nodes) node\(nodes == 1 ? "" : "s")",
                hint: "add nodes, or ask for fewer copies: --replication \(name)=\(max(1, nodes))"
            )
        }
    }

    /// The statement that changes a keyspace which has another replication than was asked for by name.
    private static func alteration(
        of name: String,
        from known: [String: String]?,
        to replication: Replication?
    ) -> String? {
        guard let known, case .dataCenters(let counts) = replication else { return nil }
        let copies = counts.mapValues(String.init)
        let isSame = known["class"]?.hasSuffix("NetworkTopologyStrategy") == true
        guard !isSame || known.filter({ $0.key != "class" }) != copies else { return nil }
        return alteration(of: name, to: copies)
    }

    /// The statement that gives a keyspace so many copies in each data center.
    static func alteration(of name: String, to copies: [String: String]) -> String {
        let list = copies.sorted { $0.key < $1.key }.map { ", \(ClusterDatabase.quoted($0.key)): \($0.value)" }
        return "ALTER KEYSPACE \(CQLIdentifier.written(name)) WITH replication = "
            + "{'class': 'NetworkTopologyStrategy'\(list.joined())}"
    }

    private static let patience = Duration.seconds(60)

    private static func connect(_ settings: CassandraSettings, _ logger: Logger) async throws -> CassandraSession {
        do throws(CassandraError) {
            return try await CassandraSession.connect(settings, logger: logger)
        } catch {
            throw StoreError(error)
        }
    }

    /// What the cluster replicates a keyspace by; nil where there is none of that name.
    static func replication(of name: String, _ database: ClusterDatabase) async throws -> [String: String]? {
        try await database.schema("keyspace_name, replication FROM system_schema.keyspaces", of: name)
            .first?.textsByName("replication")
    }

    /// The names of the tables in a keyspace.
    static func tables(of name: String, _ database: ClusterDatabase) async throws -> Set<String> {
        let rows = try await database.schema("table_name FROM system_schema.tables", of: name)
        return Set(try rows.map { try $0.text("table_name") })
    }

    private static func make(_ name: String, _ counts: [String: Int]?, _ database: ClusterDatabase) async throws {
        guard let counts else {
            throw StoreError(
                .notFound,
                "there is no keyspace '\(name)', and nothing says how many nodes are to hold it",
                hint: "name the data centers, such as: --replication dc1=3"
            )
        }
        let options = counts.sorted { $0.key < $1.key }.map { ", \(ClusterDatabase.quoted($0.key)): \($0.value)" }
            .joined()
        do throws(CassandraError) {
            try await database.session.query(
                "CREATE KEYSPACE IF NOT EXISTS \"\(name.replacing("\"", with: "\"\""))\" "
                    + "WITH replication = {'class': 'NetworkTopologyStrategy'\(options)}",
                .idempotent
            )
        } catch {
            throw StoreError(error)
        }
    }
}
