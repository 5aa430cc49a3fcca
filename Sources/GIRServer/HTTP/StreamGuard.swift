import HTTPTypes
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// Stands before the ``RequestHandler`` of one HTTP/2 stream, as ``ConnectionGuard`` does on a connection of HTTP/1.1,
/// and holds the client to the same ``RequestHeadPolicy`` and ``ServerLimits``.
final class StreamGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let settings: ConnectionSettings
    private let facts: ConnectionFacts
    private var clock: ConnectionClock
    private var timer = LazyTimer()

    /// Whether this handler answers, or has answered, in place of the resource.
    private var refusal: APIError?
    /// The bytes of the body so far; nil before the request and after its end.
    private var bodyCount: Int?
    /// Whether the client waits with the body until it is asked for it.
    private var awaitsContinue = false
    /// The most bytes that it may have.
    private var bodyLimit = 0
    private var isUpload: Bool { bodyLimit > settings.limits.body }
    private var isAnswering = false
    private var isAnswered = false
    private var head: HTTPRequest?

    init(_ settings: ConnectionSettings, _ facts: ConnectionFacts, now: NIODeadline) {
        self.settings = settings
        self.facts = facts
        clock = ConnectionClock(limits: settings.limits, now: now)
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer.cancel()
        breakOff(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The stream is reset, or what it says cannot be a request (RFC 9113 §8.1.1).
        breakOff(context)
        context.close(promise: nil)
    }

    // MARK: The request

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return noteEnd(unwrapInboundIn(data)) }
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let buffer): receive(buffer, context)
        case .end(let trailers):
            bodyCount = nil
            clock.requestEnded(unanswered: isAnswered ? 0 : 1, isAnswering: isAnswering, at: context.eventLoop.now)
            context.fireChannelRead(wrapInboundOut(.end(trailers)))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most answers are taken by now, and then there is nothing to wait for.
        reschedule(context)
        context.fireChannelReadComplete()
    }

    private func receive(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        clock.headEnded(at: now)
        self.head = head
        bodyCount = 0
        do throws(APIError) {
            let accepted = try settings.policy.check(head)
            bodyLimit = accepted.bodyLimit
            if isUpload { clock.uploadBegan() }
            awaitsContinue = accepted.expectsContinue
            // Until then it is the server who is waited for.
            if awaitsContinue { clock.requestEnded(unanswered: 1, isAnswering: false, at: now) }
            var head = head
            if !awaitsContinue { head.headerFields[.expect] = nil }
            head.path = accepted.target.pathAndQuery
            context.fireChannelRead(wrapInboundOut(.head(head)))
        } catch {
            refuse(error, context)
        }
    }

    /// The body that the client has held back comes: its time begins now.
    private func bodyBegins(_ context: ChannelHandlerContext) {
        awaitsContinue = false
        clock.headEnded(at: context.eventLoop.now)
        if isUpload { clock.uploadBegan() }
        clock.answerMayWait()
    }

    private func receive(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        if awaitsContinue { bodyBegins(context) }
        let count = (bodyCount ?? 0) + buffer.readableBytes
        bodyCount = count
        clock.bodyArrived(buffer.readableBytes)
        if count <= bodyLimit {
            context.fireChannelRead(wrapInboundOut(.body(buffer)))
        } else {
            refuse(RequestHeadPolicy.bodyTooLarge, context)
        }
    }

    private func noteEnd(_ part: HTTPRequestPart) {
        if case .end = part { bodyCount = nil }
    }

    private func breakOff(_ context: ChannelHandlerContext) {
        guard bodyCount != nil else { return }
        bodyCount = nil
        context.fireErrorCaught(BrokenOff(refusal: refusal))
    }

    // MARK: The answer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard refusal == nil else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let part = unwrapOutboundIn(data)
        switch part {
        case .head(let head) where head.status == .continue:
            guard awaitsContinue, !isAnswering else {
                promise?.succeed()
                return
            }
            bodyBegins(context)
            reschedule(context)
        case .head:
            isAnswering = true
            clock.answerBegan(at: context.eventLoop.now)
        case .body: clock.answerContinued(at: context.eventLoop.now)
        case .end: return writeEnd(part, context, promise)
        }
        context.write(wrapOutboundOut(part), promise: promise)
    }

    private func writeEnd(_ end: HTTPResponsePart, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?)
    {
        isAnswered = true
        clock.answerEnded(remaining: 0, at: context.eventLoop.now)
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.delivered(context) }
        context.writeAndFlush(wrapOutboundOut(end), promise: written)
        reschedule(context)
    }

    private func delivered(_ context: ChannelHandlerContext) {
        clock.delivered()
        defer { reschedule(context) }
        guard bodyCount != nil, context.channel.isActive else { return }
        // The rest of the body interests nobody (RFC 9113 §8.1).
        breakOff(context)
        context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
    }

    private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
        guard !isAnswering else { return context.close(promise: nil) }
        let refused = head.map { RefusedRequest($0, version: facts.version) }
        let (head, body) = settings.refusal(
            error,
            of: refused,
            client: facts.client,
            passedOn: RequestHandler.current(in: context.pipeline)
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if refused?.method != "HEAD" { context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil) }
        clock.answerBegan(at: context.eventLoop.now)
        refusal = error
        writeEnd(.end(nil), context, nil)
    }

    // MARK: Time

    private func reschedule(_ context: ChannelHandlerContext) {
        let deadline = !isAnswered || bodyCount != nil ? clock.next : clock.deliveryUntil
        timer.set(for: deadline, on: context.eventLoop) { self.timerRang(context) }
    }

    private func timerRang(_ context: ChannelHandlerContext) {
        timer.rang()
        switch clock.expired(at: context.eventLoop.now) {
        case nil: reschedule(context)
        case .abandoned: context.close(promise: nil)
        case .answer: refuse(APIError(.unavailable, "The server did not answer in time."), context)
        case .request: refuse(APIError(.requestTimeout, "The request did not come in time."), context)
        }
    }
}
