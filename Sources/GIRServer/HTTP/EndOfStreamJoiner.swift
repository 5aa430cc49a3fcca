import NIOCore
import NIOHTTP2

/// Sends the end of an answer with its last frame, not in an empty one behind it (RFC 9113 §8.1).
///
/// A client that knows the length of the body is done with the stream before such an empty frame comes: curl resets it
/// then, once for each request, and would soon have sent as many resets as are taken for an attack.
final class EndOfStreamJoiner: ChannelOutboundHandler {
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private var held: (frame: HTTP2Frame.FramePayload, promise: EventLoopPromise<Void>?)?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let frame = unwrapOutboundIn(data)
        if Self.isEmptyEnd(frame), let held, let last = Self.ending(held.frame) {
            self.held = nil
            return context.write(wrapOutboundOut(last), promise: Self.both(held.promise, promise))
        }
        release(context)
        guard Self.ending(frame) != nil else { return context.write(wrapOutboundOut(frame), promise: promise) }
        held = (frame, promise)
    }

    func flush(context: ChannelHandlerContext) {
        release(context)
        context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        release(context)
        context.close(mode: mode, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        held?.promise?.fail(ChannelError.ioOnClosedChannel)
        held = nil
    }

    private func release(_ context: ChannelHandlerContext) {
        guard let held else { return }
        self.held = nil
        context.write(wrapOutboundOut(held.frame), promise: held.promise)
    }

    private static func isEmptyEnd(_ frame: HTTP2Frame.FramePayload) -> Bool {
        if case .data(let data) = frame { data.endStream && data.data.readableBytes == 0 } else { false }
    }

    /// The frame with the end of the stream; nil for one that has it, or cannot have it.
    private static func ending(_ frame: HTTP2Frame.FramePayload) -> HTTP2Frame.FramePayload? {
        switch frame {
        case .data(var data) where !data.endStream:
            data.endStream = true
            return .data(data)
        case .headers(var headers) where !headers.endStream:
            headers.endStream = true
            return .headers(headers)
        default: return nil
        }
    }

    private static func both(
        _ one: EventLoopPromise<Void>?,
        _ other: EventLoopPromise<Void>?
    ) -> EventLoopPromise<Void>? {
        guard let one, let other else { return one ?? other }
        one.futureResult.cascade(to: other)
        return one
    }
}
