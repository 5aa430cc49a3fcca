import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOSSL
import NIOTLS

/// The end of an HTTP connection's pipeline: one request and its answer after the other.
///
/// Who uses it asks for what it waits for; bytes that nobody has asked for are read ahead up to a bound and no further.
/// All of it is on the event loop.
final class WebExchange: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// What an answer's body consists of.
    enum Part: Sendable {
        case bytes(ByteBuffer)
        /// Everything came; whether the connection is ready for the next request.
        case end(isReusable: Bool)
    }

    /// How far the answer has come.
    private enum Phase {
        /// There is no request.
        case resting
        case head
        case body
        case complete
    }

    private let limits: WebLimits
    private let record: ConnectionRecord
    private let ready: EventLoopPromise<Void>
    private var context: ChannelHandlerContext?
    private var phase = Phase.resting
    private var failure: LinkError?
    private var head: HTTPResponse?
    private var parts = CircularBuffer<ByteBuffer>()
    private var partBytes = 0
    private var isRequestSent = false
    private var keepsAlive = false
    private var isReadHeld = false
    private var headWaiter: EventLoopPromise<HTTPResponse>?
    private var partWaiter: EventLoopPromise<Part>?
    private var timer: Scheduled<Void>?
    /// Whether anything of the answer was seen.
    private(set) var isAnswered = false

    /// - Parameter ready: fulfilled when hands are shaken; not used for a connection without TLS.
    init(_ limits: WebLimits, _ record: ConnectionRecord, _ ready: EventLoopPromise<Void>) {
        self.limits = limits
        self.record = record
        self.ready = ready
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    // MARK: What users ask for

    /// Sends the header of a request, and its end where nothing follows.
    func begin(_ head: HTTPRequestHead, isWhole: Bool, _ promise: EventLoopPromise<Void>) {
        guard let context, failure == nil, case .resting = phase else {
            return promise.fail(failure ?? LinkError(.closed, Self.ended))
        }
        timer?.cancel()
        phase = .head
        isRequestSent = isWhole
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if isWhole { context.write(wrapOutboundOut(.end(nil)), promise: nil) }
        context.flush()
        promise.succeed()
    }

    /// Sends a part of the body; the promise is kept when the peer has taken enough for more.
    func send(_ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>) {
        guard let context, failure == nil else { return promise.fail(failure ?? LinkError(.closed, Self.ended)) }
        let timer = deadline(limits.pause, "the peer does not take what is sent to it")
        promise.futureResult.whenComplete { _ in timer?.cancel() }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: promise)
    }

    /// Says that the body is complete.
    func sendEnd() {
        guard let context, failure == nil else { return }
        isRequestSent = true
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if headWaiter != nil { armHead() }
    }

    /// The header of the answer.
    func head(_ promise: EventLoopPromise<HTTPResponse>) {
        if let head { return promise.succeed(head) }
        if let failure { return promise.fail(failure) }
        headWaiter = promise
        // While a body is sent, its pauses are what is timed.
        if isRequestSent { armHead() }
    }

    private func armHead() {
        timer?.cancel()
        timer = deadline(limits.head, "the peer does not answer in time")
    }

    /// The next part of the answer's body.
    func next(_ promise: EventLoopPromise<Part>) {
        if let part = parts.popFirst() {
            partBytes -= part.readableBytes
            promise.succeed(.bytes(part))
            return resumeReading()
        }
        if case .complete = phase { return promise.succeed(.end(isReusable: rest())) }
        if let failure { return promise.fail(failure) }
        partWaiter = promise
        timer?.cancel()
        timer = deadline(limits.pause, "the peer pauses for too long within its answer")
    }

    /// Makes ready for the next request; false where there can be none.
    private func rest() -> Bool {
        guard isRequestSent, keepsAlive, failure == nil, parts.isEmpty,
            let context, context.channel.isActive
        else { return false }
        phase = .resting
        head = nil
        isAnswered = false
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.rest)) {
            context.close(promise: nil)
        }
        return true
    }

    private func deadline(_ time: Duration, _ reason: String) -> Scheduled<Void>? {
        context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            self.fail(LinkError(.timedOut, reason))
        }
    }

    // MARK: What the peer sends

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // After a fault nothing is believed, least of all that a body is complete.
        guard failure == nil else { return }
        isAnswered = true
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .head): receive(head)
        case (.body(let buffer), .body): receive(buffer)
        case (.end, .body):
            phase = .complete
            timer?.cancel()
            if let partWaiter {
                self.partWaiter = nil
                partWaiter.succeed(.end(isReusable: rest()))
            }
        default: fail(LinkError(.protocolFault, "the peer answers what was not asked"))
        }
    }

    private func receive(_ head: HTTPResponseHead) {
        guard head.status.code >= 200, let answer = try? HTTPResponse(head) else {
            return fail(LinkError(.protocolFault, "the peer's answer has a header that makes no sense"))
        }
        timer?.cancel()
        phase = .body
        keepsAlive = head.isKeepAlive
        self.head = answer
        headWaiter?.succeed(answer)
        headWaiter = nil
    }

    private func receive(_ buffer: ByteBuffer) {
        guard buffer.readableBytes > 0 else { return }
        if let waiter = partWaiter {
            partWaiter = nil
            timer?.cancel()
            waiter.succeed(.bytes(buffer))
        } else {
            parts.append(buffer)
            partBytes += buffer.readableBytes
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { ready.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        record.fail(error)
        fail(Self.failure(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        ready.fail(ChannelError.eof)
        fail(LinkError(.closed, Self.ended))
        context.fireChannelInactive()
    }

    /// Nothing goes on after the first fault; what was received whole stays.
    private func fail(_ error: LinkError) {
        timer?.cancel()
        if failure == nil { failure = error }
        headWaiter?.fail(failure ?? error)
        headWaiter = nil
        partWaiter?.fail(failure ?? error)
        partWaiter = nil
        context?.close(promise: nil)
    }

    static let ended = "the peer ended the connection"

    private static func failure(_ error: any Error) -> LinkError {
        switch error {
        case let error as LinkError: error
        case HTTPParserError.invalidEOFState: LinkError(.closed, "the peer ended the connection within its answer")
        case HTTPParserError.headerOverflow:
            LinkError(.protocolFault, "the header of the peer's answer is too large")
        case is HTTPParserError, is NIOHTTPDecoderError:
            LinkError(.protocolFault, "the peer's answer is no HTTP")
        // Without a farewell nobody knows whether all of it came.
        case NIOSSLError.uncleanShutdown: LinkError(.closed, ended)
        default: LinkError(.closed, HandshakeFailure.handshake(error))
        }
    }

    // MARK: Back pressure

    func read(context: ChannelHandlerContext) {
        if partBytes >= WebLimits.readAhead { isReadHeld = true } else { context.read() }
    }

    private func resumeReading() {
        guard isReadHeld, partBytes < WebLimits.readAhead / 2 else { return }
        isReadHeld = false
        context?.read()
    }
}
