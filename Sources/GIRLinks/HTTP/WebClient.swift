public import FoundationEssentials
import HTTPTypes
public import NIOCore
public import NIOPosix

/// Asks HTTP/1.1 peers of one kind of link: over connections that are verified, bounded and kept while they are of use.
///
/// It follows no redirect: where a request goes, and with whose password, is decided by who makes it.
public struct WebClient: Sendable {
    private let connector: WebConnector
    private let pool: WebPool

    /// Prepares to ask.
    ///
    /// - Parameter verifier: who decides about peers that are asked over TLS.
    public init(
        verifier: LinkVerifier,
        tls: LinkTLS,
        limits: WebLimits = WebLimits(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        connector = WebConnector(tls: tls, group: group, verifier: verifier, limits: limits, now: now)
        pool = WebPool(limits, timers: group)
    }

    /// Ends the connections that have no work.
    public func close() { pool.close() }

    /// Sends a request, and returns when the header of the answer is there.
    ///
    /// - Throws: ``LinkError`` where there is no answer, and what the stream throws that is the request's body.
    public func send(_ request: WebRequest) async throws -> WebResponse {
        do {
            return try await attempt(request, isNewWanted: !request.isRepeatable)
        } catch is Stale {
            // The peer has ended a connection that rested, just when it was to work again.
            return try await attempt(request, isNewWanted: true)
        }
    }

    /// A connection that rested ended before the peer said a word.
    private struct Stale: Error {}

    private func attempt(_ request: WebRequest, isNewWanted: Bool) async throws -> WebResponse {
        let peer = request.address.peer
        let connection: WebConnection
        let hasRested: Bool
        switch try await pool.acquire(peer, isNewWanted: isNewWanted) {
        case .use(let resting): (connection, hasRested) = (resting, true)
        case .connect:
            do {
                connection = try await connector.connect(to: peer)
            } catch {
                pool.failed(peer)
                throw error
            }
            pool.joined(connection)
            hasRested = false
        }
        do {
            let head = try await Self.exchange(request, over: connection)
            return WebResponse(status: head.status, headers: head.headerFields, body: WebBody(connection, pool))
        } catch {
            let isStale = hasRested && error as? LinkError == LinkError(.closed, "")
            let isUnanswered = isStale ? await !connection.isAnswered() : false
            connection.close()
            if isUnanswered { throw Stale() }
            throw error
        }
    }

    private static func exchange(_ request: WebRequest, over connection: WebConnection) async throws -> HTTPResponse {
        try await connection.begin(request.head, isWhole: request.body == nil)
        switch request.body {
        case nil: break
        case .bytes(let bytes):
            try await connection.send(ByteBuffer(bytes: bytes))
            connection.sendEnd()
        case .stream(let stream, let length): return try await upload(stream, length, over: connection)
        }
        return try await connection.head()
    }

    private enum Event: Sendable {
        case answer(HTTPResponse)
        /// All is sent that can be: what became of the rest shows in the answer, or its lack.
        case sent
    }

    /// Sends a stream, and stops where the peer answers before it has all of it.
    private static func upload(
        _ stream: any AsyncSequence<ByteBuffer, any Error> & Sendable,
        _ length: Int?,
        over connection: WebConnection
    ) async throws -> HTTPResponse {
        try await withThrowingTaskGroup(of: Event.self) { tasks in
            tasks.addTask {
                var count = 0
                for try await buffer in stream where buffer.readableBytes > 0 {
                    count += buffer.readableBytes
                    guard count <= length ?? .max else { throw wrongLength }
                    do { try await connection.send(buffer) } catch { return .sent }
                }
                guard count == length ?? count else { throw wrongLength }
                connection.sendEnd()
                return .sent
            }
            tasks.addTask { .answer(try await connection.head()) }
            for try await case .answer(let head) in tasks {
                tasks.cancelAll()
                return head
            }
            throw CancellationError()
        }
    }

    private static let wrongLength = LinkError(.protocolFault, "what is sent is not as long as it was said to be")
}
