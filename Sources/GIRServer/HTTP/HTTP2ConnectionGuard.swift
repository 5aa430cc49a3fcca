import Logging
import NIOCore
import NIOExtras
import NIOHTTP2

/// Holds a connection of HTTP/2 to ``ServerLimits``, to its end where nothing is asked for or the server stops.
///
/// What one request may do is the business of its ``StreamGuard``.
final class HTTP2ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let settings: ConnectionSettings
    private var context: ChannelHandlerContext?
    private var openStreams = 0
    private var lastStream = HTTP2StreamID.rootStream
    /// When the connection is closed unless a stream is open; nil while one is.
    private var idleUntil: NIODeadline?
    private var timer = LazyTimer()
    private var end: Scheduled<Void>?
    private var isLeaving = false
    /// Whether the client knows which streams are still answered, so that nothing new can come.
    private var isLastStreamTold = false

    init(settings: ConnectionSettings) { self.settings = settings }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // Like the first header of HTTP/1.1.
        rest(context, for: settings.limits.head)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelTimers()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelTimers()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: leave(context)
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        settings.environment.logger.debug(
            "connection failed",
            metadata: ["client": "\(context.channel.clientAddress)", "error": "\(type(of: error))"]
        )
        // Of one stream the protocol handler has said so in a reset, of the connection in a GOAWAY.
        if !(error is NIOHTTP2Errors.StreamError) { context.close(promise: nil) }
    }

    // MARK: Streams

    /// What the multiplexer tells, on the event loop.
    struct Streams: NIOHTTP2StreamDelegate {
        let connection: NIOLoopBound<HTTP2ConnectionGuard>

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) { connection.value.opened(id) }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) { connection.value.closed() }
    }

    private func opened(_ id: HTTP2StreamID) {
        openStreams += 1
        lastStream = max(lastStream, id)
        idleUntil = nil
    }

    private func closed() {
        openStreams -= 1
        guard openStreams == 0, let context else { return }
        if isLastStreamTold {
            context.close(promise: nil)
        } else {
            rest(context, for: settings.limits.idle)
        }
    }

    // MARK: The end

    private func rest(_ context: ChannelHandlerContext, for time: Duration) {
        let deadline = context.eventLoop.now + TimeAmount(time)
        idleUntil = deadline
        timer.set(for: deadline, on: context.eventLoop) { self.timerRang(context) }
    }

    private func timerRang(_ context: ChannelHandlerContext) {
        timer.rang()
        guard let idleUntil else { return }
        let now = context.eventLoop.now
        if idleUntil <= now {
            leave(context)
        } else {
            rest(context, for: .nanoseconds((idleUntil - now).nanoseconds))
        }
    }

    /// Ends in two steps (RFC 9113 §6.8): no more requests, please; then, when those on their way have come, none.
    ///
    /// What has come until then has the time that requests have when the server stops.
    private func leave(_ context: ChannelHandlerContext) {
        guard !isLeaving else { return }
        isLeaving = true
        goAway(context, last: .maxID)
        let loop = context.eventLoop.assumeIsolated()
        end = loop.scheduleTask(in: TimeAmount(settings.limits.drain)) { context.close(promise: nil) }
        loop.scheduleTask(in: Self.roundTrip) {
            guard context.channel.isActive else { return }
            self.goAway(context, last: self.lastStream)
            self.isLastStreamTold = true
            if self.openStreams == 0 { context.close(promise: nil) }
        }
    }

    /// How long what a client sent before it knew may be on its way.
    private static let roundTrip = TimeAmount.milliseconds(500)

    private func goAway(_ context: ChannelHandlerContext, last: HTTP2StreamID) {
        let payload = HTTP2Frame.FramePayload.goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil)
        context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: payload)), promise: nil)
    }

    private func cancelTimers() {
        timer.cancel()
        end?.cancel()
        end = nil
    }
}
