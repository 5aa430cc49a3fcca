import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes

/// The end of a pipeline: gives each request to the responder, one after the other, and writes the answers.
///
/// Between the two is one task on the event loop. A body that is there with its head is given as it is, any other one
/// as a stream with back pressure.
final class RequestHandler: ChannelInboundHandler, ChannelOutboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart
    typealias Responder = @Sendable (Request, ServerRequestContext.Source) async -> Response

    /// How far the request that is being answered, or is awaited, has been read.
    private enum Reading {
        case nothing
        /// The head is here, and nothing says yet whether a body follows.
        case head(HTTPRequest)
        case body(BodyStream.Source)
        /// The answer came first; what is left of the body interests nobody.
        case discarding
        case complete
    }

    private let respond: Responder
    private let source: @Sendable () -> ServerRequestContext.Source
    private let executor: LoopExecutor
    private var context: ChannelHandlerContext?

    private var reading = Reading.nothing
    private var isAnswering = false
    /// The identity of the request that the resource is at.
    private var current: ServerRequestContext.Source?
    /// What came behind the request that is being answered.
    private var waiting = CircularBuffer<HTTPRequestPart>()
    private var isTakingWaiting = false
    /// Whether the resource has as much of the body as it can take for now.
    private var isBodyFull = false
    private var isReadHeld = false
    private var isInputClosed = false

    /// - Parameter source: makes the identity of a new request.
    init(
        eventLoop: any EventLoop,
        respond: @escaping Responder,
        source: @escaping @Sendable () -> ServerRequestContext.Source
    ) {
        self.respond = respond
        self.source = source
        executor = LoopExecutor(eventLoop)
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        breakOff()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        breakOff()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        breakOff(error as? BrokenOff)
        // What broke off may still get an answer, and whoever gives it closes the connection.
        if !(error is BrokenOff) { context.close(promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            isInputClosed = true
            closeOutputIfDone(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// The client has said its last word and has every answer.
    private func closeOutputIfDone(_ context: ChannelHandlerContext) {
        guard isInputClosed, case .nothing = reading, waiting.isEmpty else { return }
        context.close(mode: .output, promise: nil)
    }

    // MARK: Back pressure

    func read(context: ChannelHandlerContext) {
        if isBodyFull || !waiting.isEmpty {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        takeWaiting(context)
        context.fireChannelWritabilityChanged()
    }

    private func resumeReading() {
        guard isReadHeld, !isBodyFull, waiting.isEmpty else { return }
        isReadHeld = false
        context?.read()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if waiting.isEmpty, canTake(context) {
            take(part, context)
        } else {
            waiting.append(part)
        }
    }

    /// Whether the next part belongs to the present request, or to a new one for whose answer there is room.
    private func canTake(_ context: ChannelHandlerContext) -> Bool {
        switch reading {
        case .nothing: context.channel.isWritable
        case .body, .discarding, .head: true
        case .complete: false
        }
    }

    /// Goes on with what came during the last request; not recursively, however fast the answers are.
    private func takeWaiting(_ context: ChannelHandlerContext) {
        guard !isTakingWaiting else { return }
        isTakingWaiting = true
        while canTake(context), let part = waiting.popFirst() { take(part, context) }
        isTakingWaiting = false
        resumeReading()
        closeOutputIfDone(context)
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch (part, reading) {
        // Nothing follows before somebody asks for it.
        case (.head(let head), _) where head.headerFields.contains(.expect): openBody(head, context)
        case (.head(let head), _): reading = .head(head)
        case (.body(let buffer), .head(let head)):
            openBody(head, context)
            take(.body(buffer), context)
        case (.body(let buffer), .body(let source)):
            if case .stopProducing = source.yield(buffer) { isBodyFull = true }
        case (.end, .head(let head)):
            reading = .complete
            start(Request(head: head, body: RequestBody(buffer: ByteBuffer())), context)
        case (.end, .body(let source)):
            source.finish()
            reading = .complete
        case (.end, .discarding):
            reading = .complete
            exchangeEnded(context)
        case (.body, _), (.end, _): break
        }
    }

    private func openBody(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let stream = BodyStream.make(on: context.eventLoop) {
            handler.value.isBodyFull = false
            handler.value.resumeReading()
        }
        reading = .body(stream.source)
        guard head.headerFields.contains(.expect) else {
            return start(Request(head: head, body: RequestBody(asyncSequence: stream.sequence)), context)
        }
        let body = AwaitedBody(base: stream.sequence) { [eventLoop = context.eventLoop] in
            if eventLoop.inEventLoop {
                handler.value.askForBody()
            } else {
                eventLoop.execute { handler.value.askForBody() }
            }
        }
        start(Request(head: head, body: RequestBody(asyncSequence: body)), context)
    }

    /// Lets a client that waits send its body; the guard below knows whether one still does.
    private func askForBody() {
        guard case .body = reading else { return }
        context?.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func breakOff(_ error: BrokenOff? = nil) {
        guard case .body(let source) = reading else { return }
        source.finish(error ?? BrokenOff())
        reading = .complete
    }

    // MARK: Answers

    /// The identity of the request that the resource of a connection is at; nil where it is at none.
    static func current(in pipeline: ChannelPipeline) -> ServerRequestContext.Source? {
        (try? pipeline.syncOperations.handler(type: RequestHandler.self))?.current
    }

    private func start(_ request: Request, _ context: ChannelHandlerContext) {
        isAnswering = true
        let (respond, source, eventLoop) = (respond, source(), context.eventLoop)
        current = source
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        Task.immediate(executorPreference: executor) {
            let response = await respond(request, source)
            do {
                try await response.body.write(AnswerWriter(response, to: handler, on: eventLoop))
            } catch {
                // What is written of it must not look like the whole.
                source.logger.debug("answer broke off", metadata: ["error": "\(type(of: error))"])
                eventLoop.execute { handler.value.context?.close(promise: nil) }
            }
        }
    }

    /// Writes a part of an answer, with its head where that is still to come, and says when it is on its way.
    func write(_ head: HTTPResponse?, _ body: [ByteBuffer], _ promise: EventLoopPromise<Void>) {
        guard let context, let last = body.last else { return promise.fail(ChannelError.ioOnClosedChannel) }
        if let head { context.write(wrapOutboundOut(.head(head)), promise: nil) }
        for buffer in body.dropLast() { context.write(wrapOutboundOut(.body(buffer)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.body(last)), promise: promise)
    }

    /// Writes the rest of an answer; the guard below flushes with the end.
    func finish(_ head: HTTPResponse?, _ body: ByteBuffer?, _ trailers: HTTPFields?) {
        guard let context else { return }
        if let head { context.write(wrapOutboundOut(.head(head)), promise: nil) }
        if let body, body.readableBytes > 0 { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        // With the end the guard answers what it has refused since, which is another request.
        current = nil
        context.write(wrapOutboundOut(.end(trailers)), promise: nil)
        isAnswering = false
        if case .body = reading {
            reading = .discarding
            isBodyFull = false
        }
        exchangeEnded(context)
        resumeReading()
    }

    /// Makes room for the next request once this one is both read and answered.
    private func exchangeEnded(_ context: ChannelHandlerContext) {
        guard case .complete = reading, !isAnswering else { return }
        reading = .nothing
        takeWaiting(context)
    }
}
