import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// A verified connection to an HTTP peer, for one exchange at a time.
final class WebConnection: Sendable {
    let peer: WebAddress.Peer
    private let channel: any Channel
    private let exchange: NIOLoopBound<WebExchange>

    init(_ peer: WebAddress.Peer, _ channel: any Channel, _ exchange: NIOLoopBound<WebExchange>) {
        self.peer = peer
        self.channel = channel
        self.exchange = exchange
    }

    /// Sends the header of a request; `isWhole` where no body follows.
    func begin(_ head: HTTPRequest, isWhole: Bool) async throws {
        let head = try HTTPRequestHead(head)
        try await ask { $0.begin(head, isWhole: isWhole, $1) }
    }

    /// Sends a part of the body, and waits until there is room for more.
    func send(_ buffer: ByteBuffer) async throws { try await ask { $0.send(buffer, $1) } }

    /// Says that the body is complete.
    func sendEnd() {
        channel.eventLoop.execute { self.exchange.value.sendEnd() }
    }

    /// The header of the answer.
    func head() async throws -> HTTPResponse { try await ask { $0.head($1) } }

    /// The next part of the answer's body.
    func next() async throws -> WebExchange.Part { try await ask { $0.next($1) } }

    /// Whether the peer has said anything to the last request.
    func isAnswered() async -> Bool { (try? await ask { $1.succeed($0.isAnswered) }) ?? true }

    func close() { channel.close(promise: nil) }

    /// Calls back when the connection has ended.
    func whenClosed(_ done: @escaping @Sendable () -> Void) { channel.closeFuture.whenComplete { _ in done() } }

    /// Whoever is cancelled while he waits ends the connection: what it would say next is not for anybody else.
    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (WebExchange, EventLoopPromise<Answer>) -> Void
    ) async throws -> Answer {
        let promise = channel.eventLoop.makePromise(of: Answer.self)
        return try await withTaskCancellationHandler {
            channel.eventLoop.execute { question(self.exchange.value, promise) }
            return try await promise.futureResult.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}
