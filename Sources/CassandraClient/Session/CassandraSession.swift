public import Logging
public import NIOCore
public import NIOPosix
import Synchronization

/// A cluster of Cassandra nodes that statements are executed on.
///
/// It keeps connections to the nodes of its data center, makes lost ones again, follows nodes that come and go, and asks
/// the nodes that have the row.
///
/// ```swift
/// let session = try await CassandraSession.connect(settings, logger: logger)
/// let insert = try await session.prepare("INSERT INTO gir.users (id, name) VALUES (?, ?)")
/// try await session.execute(insert, [.uuid(.random()), "Ada"], .idempotent)
/// for row in try await session.execute("SELECT name FROM gir.users WHERE id = ?", [.uuid(id)]) {
///     let name: String = try row.decode("name")
/// }
/// await session.close()
/// ```
public final class CassandraSession: Sendable {
    let core: SessionCore
    let prepared: PreparedCache
    private let starts = Atomic<Int>(0)
    private let lastTimestamp = Mutex<Int64>(0)
    private let control = Mutex<Task<Void, Never>?>(nil)

    private init(_ core: SessionCore) {
        self.core = core
        prepared = PreparedCache(limit: core.settings.preparedLimit)
    }

    /// Connects: ends as soon as one node can be asked.
    ///
    /// - Throws: the reason why none can.
    public static func connect(
        _ settings: CassandraSettings,
        logger: Logger,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws(CassandraError) -> CassandraSession {
        if settings.credentials != nil, settings.tls == nil {
            logger.warning("the Cassandra password goes over the network in clear text: TLS is off")
        }
        let names = await SessionCore.resolve(settings.contactPoints)
        var errors: [CassandraError] = []
        for endpoint in settings.contactPoints {
            do throws(CassandraError) {
                let (connection, events, topology) = try await ControlConnection.open(
                    endpoint,
                    settings,
                    settings.newestVersion,
                    group: group
                )
                let core = SessionCore(settings, connection.version, names: names, group: group, logger: logger)
                let session = CassandraSession(core)
                core.apply(topology, from: endpoint)
                session.control.withLock { $0 = Task { await ControlConnection(core: core).run(connection, events) } }
                do throws(CassandraError) {
                    try await session.ready()
                } catch {
                    await session.close()
                    throw error
                }
                return session
            } catch {
                errors.append(error)
            }
        }
        throw failure(errors)
    }

    /// The most telling of the reasons: one that somebody gave, before mere silence.
    private static func failure(_ errors: [CassandraError]) -> CassandraError {
        errors.first { $0.code != .unreachable } ?? errors.first
            ?? CassandraError(.noNode, .client, "no node is named", hint: "set 'cassandraCluster.nodes'")
    }

    private func ready() async throws(CassandraError) {
        let limit = core.settings.connectTime + core.settings.handshakeTime + core.settings.requestTime
        let end = ContinuousClock.now + limit
        while true {
            let generation = core.changed.generation
            let nodes = core.view?.local ?? []
            if nodes.contains(where: { $0.connectionCount > 0 }) { return }
            let haveAllFailed = nodes.allSatisfy(\.hasFailed)
            guard !haveAllFailed, ContinuousClock.now < end, !Task.isCancelled else { throw noNode() }
            await core.changed.wait(since: generation, atMost: end - .now)
        }
    }

    /// How long an answer may take where nothing else is said.
    public var requestTime: Duration { core.settings.requestTime }

    /// How it stands.
    public var state: SessionState {
        let view = core.view
        return SessionState(
            clusterName: view?.clusterName ?? "",
            localDataCenter: view?.localDataCenter ?? "",
            protocolVersion: core.version,
            nodes: (view?.nodes ?? []).map { node in
                SessionState.NodeState(
                    endpoint: node.endpoint,
                    hostID: node.info.hostID,
                    dataCenter: node.info.dataCenter,
                    rack: node.info.rack,
                    releaseVersion: node.info.releaseVersion,
                    isLocal: node.info.dataCenter == view?.localDataCenter,
                    connections: node.connectionCount,
                    lastError: node.lastError
                )
            },
            isClosed: core.isClosed
        )
    }

    /// Ends all connections; statements that are on their way fail.
    public func close() async {
        core.close()
        let task = control.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    /// The nodes to ask, those that have the row first, and one that is to be avoided last.
    func plan(_ token: Int64?, _ keyspace: String?, avoiding avoided: CassandraEndpoint? = nil) -> QueryPlan {
        let start = starts.wrappingAdd(1, ordering: .relaxed).newValue & Int.max
        guard let view = core.view else { return QueryPlan(replicas: [], others: [], start: 0) }
        let name = keyspace ?? core.settings.keyspace
        let replicas = token.flatMap { token in name.map { view.replicas(of: token, in: $0) } } ?? []
        guard let avoided else { return QueryPlan(replicas: replicas, others: view.local, start: start) }
        return QueryPlan(
            replicas: replicas.filter { $0.endpoint != avoided },
            others: view.local.filter { $0.endpoint != avoided },
            last: view.local.first { $0.endpoint == avoided },
            start: start
        )
    }

    /// Why no node can be asked.
    func noNode() -> CassandraError {
        if core.isClosed { return CassandraError(.closed, .client, "the session is closed") }
        let nodes = core.view?.local ?? []
        if nodes.isEmpty, let view = core.view {
            let names = Set(view.nodes.map(\.info.dataCenter)).sorted().joined(separator: ", ")
            return CassandraError(
                .dataCenterMissing,
                .client,
                "the data center '\(view.localDataCenter)' has no node",
                hint: "set 'girctl.cassandraDataCenter' to the one whose nodes are to be asked: \(names)"
            )
        }
        let errors = nodes.compactMap(\.lastError)
        // What every node says for the same reason is said once, such as that the password is wrong.
        if let first = errors.first, errors.allSatisfy({ $0 == first }), first.code != .connectionLost { return first }
        let reasons = errors.map(\.description).joined(separator: "; ")
        return CassandraError(
            .noNode,
            .cluster,
            "no node can be asked\(reasons.isEmpty ? "" : ": \(reasons)")",
            hint: "see that the nodes of the data center run"
        )
    }

    /// Microseconds since 1970, later than every one before.
    func timestamp() -> Int64 {
        let now = WallClock.microseconds()
        return lastTimestamp.withLock { last in
            last = max(now, last + 1)
            return last
        }
    }
}
