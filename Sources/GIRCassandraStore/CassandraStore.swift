public import CassandraClient
public import GIRStore
public import Logging

/// What `serve` remembers, in a keyspace of a Cassandra cluster that several nodes of it share.
///
/// Rows are found by what they are asked for by: each question has a table. What has to be unlike any other, or must
/// not lose a change, is decided by a lightweight transaction on one row; everything else is written so that doing it
/// twice, late or half does no harm. `docs/store.md` has the tables and these rules.
public struct CassandraStore: Store {
    let database: ClusterDatabase
    let limits: Limits
    let locks = KeyedLock()
    let memory = ClusterMemory()

    /// The bounds of a store.
    public struct Limits: Sendable {
        /// The most sessions that are kept, as far as one node knows.
        public var sessions = 100_000
        /// How long a session lives at most: the cluster forgets it then by itself.
        public var sessionLife = Duration.seconds(28_800)
        /// How many recordings one search looks at where its condition is not one that a table answers.
        public var searchWindow = 20_000

        /// The usual bounds.
        public init() {}
    }

    private init(_ session: CassandraSession, _ limits: Limits) {
        database = ClusterDatabase(session)
        self.limits = limits
    }

    /// Connects to the cluster.
    ///
    /// - Parameter settings: with the keyspace.
    /// - Throws: ``StoreError``: `data` where the keyspace lacks tables of this program, has those of a later version, or
    ///   no copies where the nodes are asked; `permission` where the role may not read and write; `unreachable` and
    ///   `unavailable`.
    public static func open(
        _ settings: CassandraSettings,
        limits: Limits = Limits(),
        logger: Logger
    ) async throws -> CassandraStore {
        let session: CassandraSession
        do throws(CassandraError) {
            session = try await CassandraSession.connect(settings, logger: logger)
        } catch {
            throw StoreError(error)
        }
        do {
            let store = CassandraStore(session, limits)
            let isLocal = settings.serialConsistency == .localSerial
            try await ClusterFitness(database: store.database, keyspace: settings.keyspace ?? "", isLocal: isLocal)
                .check()
            return store
        } catch {
            await session.close()
            throw error
        }
    }

    /// Makes the tables that are missing in the keyspace; gives how many changes that took.
    public static func prepare(_ settings: CassandraSettings, logger: Logger) async throws -> Int {
        let session: CassandraSession
        do throws(CassandraError) {
            session = try await CassandraSession.connect(settings, logger: logger)
        } catch {
            throw StoreError(error)
        }
        return try await ClusterSchema.update(ClusterDatabase(session))
    }

    /// Asks the cluster for the version of its tables, and whether they can be written.
    public func check() async throws { try await ClusterSchema.check(database) }

    /// Ends all connections.
    public func close() async { await database.session.close() }

    /// How the connections stand.
    public var state: SessionState { database.session.state }
}
