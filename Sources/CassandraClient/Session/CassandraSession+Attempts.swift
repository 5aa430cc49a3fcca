import NIOCore

/// How a request finds a node that answers it.
extension CassandraSession {
    /// Asks one node after the other, as far as ``RetryPolicy`` allows; gives the answer, and the version that it is in.
    func run(
        _ plan: QueryPlan,
        _ options: StatementOptions,
        statement: PreparedStatement? = nil,
        statements: [PreparedStatement] = [],
        _ request: (Connection) -> Request
    ) async throws(CassandraError) -> (Response, ProtocolVersion) {
        var attempts = Attempts(options, core.settings)
        var plan = plan
        var rounds = 0
        while true {
            let generation = core.changed.generation
            var hasAsked = false
            while let node = plan.next() {
                guard let connection = node.connection(), attempts.accepts(connection) else { continue }
                hasAsked = true
                let known = statement.map { [$0] } ?? statements
                if let response = try await attempts.ask(connection, known, request) {
                    return (response, connection.version)
                }
            }
            if hasAsked {
                rounds += 1
                guard rounds <= Self.roundLimit, attempts.hasLostConnection else {
                    throw attempts.lastError ?? noNode()
                }
            }
            // Nobody is there at the moment; somebody may be soon.
            guard !core.isClosed, !Task.isCancelled, let left = attempts.timeForNode else {
                throw attempts.lastError ?? noNode()
            }
            for node in core.view?.local ?? [] { node.hurry(atMostEvery: Self.hurryInterval) }
            // Whoever has just been here before may have made it be tried a moment too early.
            await core.changed.wait(since: generation, atMost: min(left, Self.hurryInterval))
            plan = self.plan(nil, nil)
        }
    }

    // A statement that ends every connection it is sent on does so a few times only.
    private static let roundLimit = 2
    // How often those who wait may make a node be tried again.
    static let hurryInterval = Duration.milliseconds(500)
}

/// The attempts of one request.
private struct Attempts {
    private let page: PagingState?
    private let settings: CassandraSettings
    private let end: ContinuousClock.Instant
    private let endOfWaiting: ContinuousClock.Instant
    private var policy: RetryPolicy
    private(set) var lastError: CassandraError?

    init(_ options: StatementOptions, _ settings: CassandraSettings) {
        self.settings = settings
        page = options.page
        let now = ContinuousClock.now
        let limit = options.time ?? settings.requestTime
        end = now + limit
        endOfWaiting = now + min(settings.queueTime, limit)
        policy = RetryPolicy(isIdempotent: options.isIdempotent ?? false)
    }

    /// How much longer a node may be waited for; nil where the time is over.
    var timeForNode: Duration? {
        let left = endOfWaiting - .now
        return left > .zero ? left : nil
    }

    /// Whether the last node might answer on another connection.
    var hasLostConnection: Bool { lastError?.code == .connectionLost || lastError?.code == .malformed }

    /// A page goes on in the version that it began in.
    func accepts(_ connection: Connection) -> Bool { page.map { $0.version == connection.version } ?? true }

    /// Asks a node; nil where the next one is to be asked.
    mutating func ask(
        _ connection: Connection,
        _ statements: [PreparedStatement],
        _ request: (Connection) -> Request
    ) async throws(CassandraError) -> Response? {
        var isPreparedAnew = false
        while true {
            let left = end - .now
            guard left > .zero else { throw lastError ?? Self.late.at(connection.endpoint) }
            let decision: RetryPolicy.Decision
            switch await connection.ask(request(connection), within: left) {
            case .failure(let error, let wasSent):
                lastError = error
                decision = policy.decide(error, wasSent: wasSent)
            case .response(let response):
                guard case .error(let fault) = response.kind else { return response }
                if case .unprepared = fault.detail, !isPreparedAnew, !statements.isEmpty {
                    isPreparedAnew = true
                    // The node has forgotten it, or never knew it.
                    guard let failure = await prepareAnew(statements, connection, left) else { continue }
                    lastError = failure.error
                    decision = policy.decide(failure.error, wasSent: failure.wasSent)
                    break
                }
                lastError = CassandraError(fault).at(connection.endpoint)
                decision = policy.decide(fault)
            }
            switch decision {
            case .sameNode: continue
            case .nextNode: return nil
            case .giveUp: throw lastError ?? Self.late
            }
        }
    }

    /// Prepares all statements of a request on a node, which names one that it lacks at a time; nil where that went well.
    ///
    /// The request itself was refused: it may go elsewhere whatever it is.
    private func prepareAnew(
        _ statements: [PreparedStatement],
        _ connection: Connection,
        _ left: Duration
    ) async -> (error: CassandraError, wasSent: Bool)? {
        for statement in statements {
            do throws(CassandraError) {
                let response = try await connection.result(.prepare(statement.text, keyspace: nil), within: left)
                guard case .prepared(let result) = response.kind else { continue }
                statement.update(result)
            } catch {
                return (error, false)
            }
        }
        return nil
    }

    private static let late = CassandraError(
        .timedOut,
        .cluster,
        "the cluster did not answer in time",
        hint: "see whether the nodes are overloaded, or the network loses packets"
    )
}
