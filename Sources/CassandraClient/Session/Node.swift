import Logging
import NIOCore
import Synchronization

/// A node and the connections that are kept to it.
final class Node: Sendable {
    private struct State {
        var connections: [Connection] = []
        var next = 0
        var attempts = 0
        var lastError: CassandraError?
        var tasks: [Task<Void, Never>] = []
        var lastHurry: ContinuousClock.Instant?
        var isStopped = false
    }

    let info: NodeInfo
    let endpoint: CassandraEndpoint
    private let settings: CassandraSettings
    private let version: ProtocolVersion
    private let group: any EventLoopGroup
    private let changed: Signal
    private let logger: Logger
    private let alarm = Signal()
    private let state = Mutex(State())

    init(
        _ info: NodeInfo,
        at endpoint: CassandraEndpoint,
        _ settings: CassandraSettings,
        _ version: ProtocolVersion,
        group: any EventLoopGroup,
        changed: Signal,
        logger: Logger
    ) {
        self.info = info
        self.endpoint = endpoint
        self.settings = settings
        self.version = version
        self.group = group
        self.changed = changed
        self.logger = logger
    }

    var lastError: CassandraError? { state.withLock { $0.lastError } }

    var connectionCount: Int { state.withLock { $0.connections.count } }

    /// Whether every connection has failed at least once and none is there.
    var hasFailed: Bool { state.withLock { $0.connections.isEmpty && $0.attempts > 0 } }

    /// A connection that takes requests, each in its turn; nil where there is none.
    func connection() -> Connection? {
        state.withLock { state in
            for _ in state.connections {
                state.next = (state.next + 1) % state.connections.count
                let connection = state.connections[state.next]
                if connection.isOpen { return connection }
            }
            return nil
        }
    }

    /// Begins to connect.
    func start() {
        state.withLock { state in
            guard state.tasks.isEmpty, !state.isStopped else { return }
            state.tasks = (0..<max(settings.connectionsPerNode, 1)).map { _ in Task { await keep() } }
        }
    }

    /// Ends all connections and makes no new ones.
    func stop() {
        let (tasks, connections) = state.withLock { state in
            state.isStopped = true
            return (state.tasks, state.connections)
        }
        for task in tasks { task.cancel() }
        for connection in connections { connection.close() }
    }

    /// Tries again now: somebody says that the node is back.
    func hurry() { alarm.fire() }

    /// Tries again now, unless that was done a short time ago: somebody needs the node.
    func hurry(atMostEvery interval: Duration) {
        let mustHurry = state.withLock { state in
            guard state.connections.isEmpty, state.lastHurry.map({ $0 + interval <= .now }) ?? true else {
                return false
            }
            state.lastHurry = .now
            return true
        }
        if mustHurry { alarm.fire() }
    }

    private static let livingTime = Duration.seconds(1)

    private func keep() async {
        var failures = 0
        while !Task.isCancelled {
            let generation = alarm.generation
            let start = ContinuousClock.now
            do throws(CassandraError) {
                let connection = try await open()
                failures = 0
                add(connection)
                let end = await withTaskCancellationHandler {
                    await connection.untilClosed()
                } onCancel: {
                    connection.close()
                }
                remove(connection, end)
                // One that has lived is replaced at once; one that ends as soon as it is there is not.
                if ContinuousClock.now - start >= Self.livingTime { continue }
            } catch {
                note(error)
            }
            guard !Task.isCancelled else { return }
            failures += 1
            await alarm.wait(since: generation, atMost: rest(after: failures))
        }
    }

    private func rest(after failures: Int) -> Duration {
        var rest = settings.firstRest
        for _ in 1..<max(failures, 1) where rest < settings.longestRest { rest *= 2 }
        let jitter = settings.restJitter
        return min(rest, settings.longestRest) * (1 - jitter + 2 * jitter * Double.random(in: 0...1))
    }

    private func open() async throws(CassandraError) -> Connection {
        let connection = try await Connection.open(endpoint, settings, group: group, version: version)
        guard let keyspace = settings.keyspace else { return connection }
        do throws(CassandraError) {
            try await connection.use(keyspace, within: settings.requestTime)
            return connection
        } catch {
            connection.close()
            throw error
        }
    }

    private func add(_ connection: Connection) {
        let isStopped = state.withLock { state in
            state.attempts += 1
            state.lastError = nil
            if !state.isStopped { state.connections.append(connection) }
            return state.isStopped
        }
        if isStopped { return connection.close() }
        logger.debug(
            "connected to a Cassandra node",
            metadata: ["node": "\(endpoint)", "protocol": "\(connection.version)"]
        )
        changed.fire()
    }

    private func remove(_ connection: Connection, _ error: CassandraError) {
        let isStopped = state.withLock { state in
            state.connections.removeAll { $0 === connection }
            state.lastError = error
            return state.isStopped
        }
        changed.fire()
        guard !isStopped else { return }
        logger.warning("lost a connection to a Cassandra node", metadata: ["reason": "\(error)"])
    }

    private func note(_ error: CassandraError) {
        let isNew = state.withLock { state in
            defer { state.lastError = error }
            state.attempts += 1
            return state.lastError != error && !state.isStopped
        }
        changed.fire()
        // The same failure over and over is one line.
        guard isNew else { return }
        logger.warning(
            "cannot connect to a Cassandra node",
            metadata: ["reason": "\(error)", "hint": "\(error.hint ?? "")"]
        )
    }
}
