import NIOCore
import NIOPosix

/// A connection to a node on which requests can be made.
final class Connection: Sendable {
    /// What became of a request.
    enum Answer: Sendable {
        case response(Response)
        /// With whether the node may have seen the request.
        case failure(CassandraError, wasSent: Bool)
    }

    let endpoint: CassandraEndpoint
    let version: ProtocolVersion
    let greeting: ConnectionHandler.Greeting
    private let channel: any Channel
    private let outbox: Outbox

    private init(
        _ endpoint: CassandraEndpoint,
        _ version: ProtocolVersion,
        _ greeting: ConnectionHandler.Greeting,
        _ channel: any Channel,
        _ outbox: Outbox
    ) {
        self.endpoint = endpoint
        self.version = version
        self.greeting = greeting
        self.channel = channel
        self.outbox = outbox
    }

    /// Connects in the newest version that both sides speak, not later than the one that is given.
    static func open(
        _ endpoint: CassandraEndpoint,
        _ settings: CassandraSettings,
        group: any EventLoopGroup,
        version: ProtocolVersion? = nil,
        events: @escaping @Sendable (Event) -> Void = { _ in }
    ) async throws(CassandraError) -> Connection {
        let newest = version ?? settings.newestVersion
        let versions = ProtocolVersion.allCases.filter { $0 <= newest }.reversed()
        for candidate in versions {
            do throws(CassandraError) {
                return try await connect(endpoint, candidate, settings, group, events)
            } catch  where error.code == .unsupportedVersion && candidate != versions.last {
                continue
            } catch {
                throw error.at(endpoint)
            }
        }
        throw CassandraError(.unsupportedVersion, .node, "no version of the protocol is left to try", node: endpoint)
    }

    private static func connect(
        _ endpoint: CassandraEndpoint,
        _ version: ProtocolVersion,
        _ settings: CassandraSettings,
        _ group: any EventLoopGroup,
        _ events: @escaping @Sendable (Event) -> Void
    ) async throws(CassandraError) -> Connection {
        let loop = group.any()
        let promise = loop.makePromise(of: ConnectionHandler.Greeting.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .connectTimeout(TimeAmount(settings.connectTime))
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        let explanation = try settings.tls?.secure(pipeline, endpoint)
                        let handler = ConnectionHandler(version, settings, greeting: promise, events: events) {
                            ConnectionFailure.broken($0, isSecure: settings.tls != nil, explanation: explanation)
                        }
                        try pipeline.addHandler(handler)
                    }
                }
                .connect(host: endpoint.host, port: endpoint.port).get()
        } catch {
            let failure = ConnectionFailure.unreachable(error)
            promise.fail(failure)
            throw failure
        }
        let timer = loop.scheduleTask(in: TimeAmount(settings.handshakeTime)) {
            promise.fail(ConnectionFailure.silent)
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        do {
            let greeting = try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            let outbox = try await channel.eventLoop.submit {
                let handler = try channel.pipeline.syncOperations.handler(type: ConnectionHandler.self)
                let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
                let outbox = Outbox(limit: settings.queueLimit) {
                    channel.eventLoop.execute { bound.value.drain() }
                }
                handler.attach(outbox)
                return outbox
            }.get()
            return Connection(endpoint, version, greeting, channel, outbox)
        } catch {
            channel.close(promise: nil)
            throw error as? CassandraError
                ?? CassandraError(.connectionLost, .node, "the node ended the connection before it answered")
        }
    }

    /// Whether requests are taken.
    var isOpen: Bool { outbox.end == nil }

    /// Asks and waits for the answer.
    func ask(_ request: Request, within limit: Duration) async -> Answer {
        let message = request.message(version, compressed: greeting.isCompressed)
        let exchange = Exchange(message, deadline: .now() + TimeAmount(limit))
        switch await exchange.outcome(begin: outbox.submit) {
        case .failure(let error, let wasSent): return .failure(error.at(endpoint), wasSent: wasSent)
        case .answer(let frame):
            do throws(CassandraError) {
                return .response(try Response(frame))
            } catch {
                return .failure(error.at(endpoint), wasSent: true)
            }
        }
    }

    /// Asks what is not retried; an error of the node is thrown.
    func result(_ request: Request, within limit: Duration) async throws(CassandraError) -> Response {
        switch await ask(request, within: limit) {
        case .failure(let error, _): throw error
        case .response(let response):
            if case .error(let fault) = response.kind { throw CassandraError(fault).at(endpoint) }
            return response
        }
    }

    /// Asks for rows without values, such as those of the system's own tables.
    func rows(_ text: String, within limit: Duration) async throws(CassandraError) -> Rows {
        let response = try await result(.query(text, QueryParameters(.one)), within: limit)
        guard case .rows(let metadata, let body) = response.kind else { return .none(response.warnings) }
        return try Rows(metadata, body, version: version, warnings: response.warnings)
    }

    /// Makes unqualified names belong to a keyspace.
    func use(_ keyspace: String, within limit: Duration) async throws(CassandraError) {
        let name = keyspace.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        _ = try await result(.query("USE \"\(name)\"", QueryParameters(.one)), within: limit)
    }

    /// Waits for the end, and says why it came.
    func untilClosed() async -> CassandraError {
        try? await channel.closeFuture.get()
        return (outbox.end ?? CassandraError(.connectionLost, .node, "the connection ended")).at(endpoint)
    }

    /// Ends it; whoever waits for an answer gets none.
    func close() {
        outbox.close(CassandraError(.closed, .client, "the session is closed"))
        channel.close(promise: nil)
    }
}
