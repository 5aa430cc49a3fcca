import HTTPTypes
import Logging
import NIOCore
import NIOExtras
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Stands between the HTTP parser and everything else of one connection and holds the client to ``ServerLimits``.
///
/// Upwards it speaks the types that HTTP/1.1 and HTTP/2 have in common, downwards it writes bytes.
///
/// It passes on only requests that ``RequestHeadPolicy`` accepts, answers the others itself, ends connections that wait
/// too long, and closes a connection when the protocol says so. A body that breaks off reaches the resource as an
/// error, never as an end.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = ByteBuffer

    private let settings: ConnectionSettings
    private var clock: ConnectionClock
    private var timer = LazyTimer()
    private var end: Scheduled<Void>?

    /// Whether the request that is read, or was read last, is the last one of the connection.
    private var isLastRequest = false
    /// Whether input is discarded: the last request was read, or one was refused.
    private var discardsInput = false
    /// The bytes of the body of the request that is being passed on; nil between requests.
    private var bodyCount: Int?
    /// Whether the client waits with that body until it is asked for it.
    private var awaitsContinue = false
    /// The most bytes that it may have.
    private var bodyLimit = 0
    private var isUpload: Bool { bodyLimit > settings.limits.body }
    /// The head of the request that is being read, or was refused; nil between requests.
    private var reading: HTTPRequestHead?
    /// The heads of the requests that were passed on and still await their answer.
    private var unanswered = CircularBuffer<HTTPRequestHead>()
    private var encoder = AnswerEncoder()
    /// Whether the head of the oldest one's answer is written.
    private var isAnswering = false
    /// The refusal that waits until the requests before it are answered.
    private var pendingRefusal: APIError?
    /// Whether the last answer is written, so that nothing may follow it.
    private var isFinished = false

    init(settings: ConnectionSettings, now: NIODeadline) {
        self.settings = settings
        clock = ConnectionClock(limits: settings.limits, now: now)
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) { reschedule(context) }

    func handlerRemoved(context: ChannelHandlerContext) { cancelTimers() }

    func channelInactive(context: ChannelHandlerContext) {
        cancelTimers()
        breakOff(context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is RequestParser.BytesArrived where discardsInput: break
        case is RequestParser.BytesArrived:
            clock.bytesArrived(at: context.eventLoop.now)
            reschedule(context)
        case is ChannelShouldQuiesceEvent:
            quiesce(context)
        case ChannelEvent.inputClosed where isFinished:
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// The server stops: requests that have begun may end, within a time.
    private func quiesce(_ context: ChannelHandlerContext) {
        guard !unanswered.isEmpty || bodyCount != nil else { return context.close(promise: nil) }
        isLastRequest = true
        discardsInput = bodyCount == nil
        close(context, in: settings.limits.drain)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.invalidEOFState:
            breakOff(context)
            context.close(promise: nil)
        case is ByteToMessageDecoderError.PayloadTooLargeError:
            context.close(promise: nil)
        case let error as HTTPParserError:
            refuse(APIError(error), context)
        default:
            settings.environment.logger.debug("connection failed", metadata: ["error": "\(type(of: error))"])
            context.fireErrorCaught(error)
        }
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !discardsInput else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let buffer): receive(buffer, context)
        case .end(let trailers): receiveEnd(trailers, context)
        }
        reschedule(context)
    }

    private func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        clock.headEnded(at: now)
        reading = head
        do throws(APIError) {
            let accepted = try settings.policy.check(head)
            bodyLimit = accepted.bodyLimit
            if isUpload { clock.uploadBegan() }
            bodyCount = 0
            unanswered.append(head)
            isLastRequest = isLastRequest || Self.isLast(head)
            awaitsContinue = accepted.expectsContinue
            // Until then it is the server who is waited for.
            if awaitsContinue { clock.requestEnded(unanswered: unanswered.count, isAnswering: isAnswering, at: now) }
            var request = HTTPRequest(
                method: accepted.method,
                scheme: settings.isSecure ? "https" : "http",
                authority: head.headers.first(name: "host"),
                path: accepted.target.pathAndQuery,
                headerFields: HTTPFields(head.headers, splitCookie: false)
            )
            if !awaitsContinue { request.headerFields[.expect] = nil }
            context.fireChannelRead(wrapInboundOut(.head(request)))
        } catch {
            refuse(error, context)
        }
    }

    /// Whether no request can follow one with this head.
    private static func isLast(_ head: HTTPRequestHead) -> Bool {
        // The end of an answer to HTTP/1.0 may be that of the connection; and what follows a request for another protocol
        // the parser does not take for requests.
        !head.isKeepAlive || head.version == .http1_0 || head.headers.contains(name: "upgrade")
    }

    private func receive(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        // A client may grow tired of waiting (RFC 9110 §10.1.1).
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

    /// The body that the client has held back comes: its time begins now.
    private func bodyBegins(_ context: ChannelHandlerContext) {
        awaitsContinue = false
        clock.headEnded(at: context.eventLoop.now)
        if isUpload { clock.uploadBegan() }
        if unanswered.count == 1 { clock.answerMayWait() }
    }

    private func receiveEnd(_ trailers: HTTPHeaders?, _ context: ChannelHandlerContext) {
        bodyCount = nil
        awaitsContinue = false
        reading = nil
        discardsInput = isLastRequest
        clock.requestEnded(unanswered: unanswered.count, isAnswering: isAnswering, at: context.eventLoop.now)
        context.fireChannelRead(wrapInboundOut(.end(trailers.map { HTTPFields($0, splitCookie: false) })))
        finishWhenAnswered(context)
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isFinished else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status == .continue:
            promise?.succeed()
            guard awaitsContinue, !isAnswering, unanswered.count == 1 else { return }
            bodyBegins(context)
            encoder.head(head, to: nil, closes: false)
            reschedule(context)
        case .head(let head):
            isAnswering = true
            clock.answerBegan(at: context.eventLoop.now)
            if isRestUnwanted, unanswered.count == 1 { isLastRequest = true }
            let request = unanswered.first
            encoder.head(
                head,
                to: request?.method,
                isOld: request?.version == .http1_0,
                closes: isLastRequest && unanswered.count == 1
            )
            promise?.succeed()
        case .body(let body):
            clock.answerContinued(at: context.eventLoop.now)
            let parts = encoder.body(body, isAwaited: promise != nil)
            for part in parts.dropLast() { context.write(wrapOutboundOut(part), promise: nil) }
            if let last = parts.last { context.write(wrapOutboundOut(last), promise: promise) }
        case .end(let trailers):
            writeEnd(trailers, context, promise)
        }
    }

    /// Whether nothing can follow an answer that comes before the end of the body: the rest of a file may be long, and
    /// whether a body comes that was not asked for nobody knows.
    private var isRestUnwanted: Bool { bodyCount != nil && (isUpload || awaitsContinue) }

    func flush(context: ChannelHandlerContext) {
        let gathered = encoder.take()
        if gathered.readableBytes > 0 { context.write(wrapOutboundOut(gathered), promise: nil) }
        context.flush()
    }

    private func writeEnd(
        _ trailers: HTTPFields?,
        _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) {
        isAnswering = false
        _ = unanswered.popFirst()
        clock.answerEnded(remaining: unanswered.count, at: context.eventLoop.now)
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.clock.delivered() }
        if isRestUnwanted, unanswered.isEmpty { discardsInput = true }
        context.writeAndFlush(wrapOutboundOut(encoder.end(trailers)), promise: written)
        finishWhenAnswered(context)
        reschedule(context)
    }

    /// Ends the connection once everything that was asked for is answered and nothing more is awaited.
    private func finishWhenAnswered(_ context: ChannelHandlerContext) {
        guard unanswered.isEmpty else { return }
        if let refusal = pendingRefusal {
            pendingRefusal = nil
            answer(refusal, to: reading, context)
        } else if discardsInput {
            finish(context)
        }
    }

    // MARK: Refusals

    /// Answers the request that is being read with an error and ends the connection after it.
    private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
        guard !isFinished, !discardsInput else { return }
        discardsInput = true
        let isPassedOn = bodyCount != nil
        let isAnswered = isPassedOn && unanswered.isEmpty
        // From here on the answer is this handler's; what the resource still says is dropped.
        if isPassedOn { _ = unanswered.popLast() }
        if isAnswered || (unanswered.isEmpty && isAnswering) {
            finish(context)
        } else if unanswered.isEmpty {
            answer(error, to: reading, context)
        } else {
            pendingRefusal = error
        }
        breakOff(context, error)
        // What is awaited from here on is answers alone.
        clock.inputEnded()
        reschedule(context)
    }

    /// Answers the request with that head; nil for one whose head could not be read.
    private func answer(_ error: APIError, to request: HTTPRequestHead?, _ context: ChannelHandlerContext) {
        let refused = request.map { RefusedRequest($0) }
        let (head, body) = settings.refusal(
            error,
            of: refused,
            client: context.channel.clientAddress,
            passedOn: RequestHandler.current(in: context.pipeline)
        )
        encoder.head(head, to: request?.method, closes: true)
        if refused?.method != "HEAD" {
            for part in encoder.body(ByteBuffer(bytes: body), isAwaited: false) {
                context.write(wrapOutboundOut(part), promise: nil)
            }
        }
        context.writeAndFlush(wrapOutboundOut(encoder.end(nil)), promise: nil)
        finish(context)
    }

    /// Ends the connection so that the client can still read what was sent: closing with unread input would reset it.
    private func finish(_ context: ChannelHandlerContext) {
        guard !isFinished else { return }
        isFinished = true
        discardsInput = true
        context.close(mode: .output, promise: nil)
        close(context, in: settings.limits.linger)
    }

    /// Tells the resource that the body it reads will not be complete.
    private func breakOff(_ context: ChannelHandlerContext, _ refusal: APIError? = nil) {
        guard bodyCount != nil else { return }
        bodyCount = nil
        context.fireErrorCaught(BrokenOff(refusal: refusal))
    }

    // MARK: Time

    private func reschedule(_ context: ChannelHandlerContext) {
        timer.set(for: isFinished ? nil : clock.next, on: context.eventLoop) { self.timerRang(context) }
    }

    private func timerRang(_ context: ChannelHandlerContext) {
        timer.rang()
        switch clock.expired(at: context.eventLoop.now) {
        case nil: reschedule(context)
        case .abandoned: context.close(promise: nil)
        case .answer where isAnswering: context.close(promise: nil)
        case .answer:
            let oldest = unanswered.first
            unanswered.removeAll()
            answer(APIError(.unavailable, "The server did not answer in time."), to: oldest, context)
        case .request: refuse(APIError(.requestTimeout, "The request did not come in time."), context)
        }
    }

    private func close(_ context: ChannelHandlerContext, in time: Duration) {
        end?.cancel()
        end = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { context.close(promise: nil) }
    }

    private func cancelTimers() {
        timer.cancel()
        end?.cancel()
        end = nil
    }
}
