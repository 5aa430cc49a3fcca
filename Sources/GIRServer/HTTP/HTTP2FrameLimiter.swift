import NIOCore

/// Sees the frames of an HTTP/2 connection go by and ends it where there are too many of a kind that costs the client
/// nothing, or where one does not come to its end.
///
/// The protocol handler above limits resets, empty data and continuations. Its one limit for settings, pings and
/// priorities is not used: curl sends a priority with each request, and would be cut off after so many of them.
final class HTTP2FrameLimiter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: ServerLimits
    private var scanner = HTTP2FrameScanner()
    private var allowance: Int
    private var refilled: NIODeadline
    private var controls = 0
    private var controlsSince: NIODeadline
    /// Since when a frame is awaited to its end.
    private var openSince: NIODeadline?
    private var timer: Scheduled<Void>?
    private var isClosed = false

    init(limits: ServerLimits, now: NIODeadline) {
        self.limits = limits
        allowance = limits.freeFrames
        refilled = now
        controlsSince = now
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosed else { return }
        let seen = scanner.scan(unwrapInboundIn(data).readableBytesView)
        let now = context.eventLoop.now
        if seen.limited > 0 {
            refill(at: now)
            allowance -= seen.limited
            guard allowance >= 0 else { return end(context) }
        }
        if seen.controls > 0 {
            count(seen.controls, at: now)
            guard controls <= limits.controlFrames else { return end(context) }
        }
        openSince = scanner.isOpen ? (seen.isOpenSinceBefore ? openSince ?? now : now) : nil
        if openSince != nil, timer == nil { arm(context, at: now + TimeAmount(limits.head)) }
        context.fireChannelRead(data)
    }

    /// Each frame that goes out may be answered by some.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        allowance = min(allowance + Self.framesForEachSent, 10 * limits.freeFrames)
        context.write(data, promise: promise)
    }

    private static let framesForEachSent = 10

    private func refill(at now: NIODeadline) {
        let seconds = Int((now - refilled).nanoseconds / 1_000_000_000)
        guard seconds > 0 else { return }
        refilled = now
        allowance = max(allowance, min(allowance + seconds * limits.freeFrames, limits.freeFrames))
    }

    private func count(_ frames: Int, at now: NIODeadline) {
        if now - controlsSince >= TimeAmount(ServerLimits.frameWindow) { (controls, controlsSince) = (0, now) }
        controls += frames
    }

    private func arm(_ context: ChannelHandlerContext, at deadline: NIODeadline) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            guard let openSince = self.openSince else { return }
            let deadline = openSince + TimeAmount(self.limits.head)
            if deadline <= context.eventLoop.now { self.end(context) } else { self.arm(context, at: deadline) }
        }
    }

    /// Says ENHANCE_YOUR_CALM in a GOAWAY (RFC 9113 §6.8) and closes.
    private func end(_ context: ChannelHandlerContext) {
        isClosed = true
        var frame = ByteBuffer()
        frame.writeBytes([0, 0, 8, 7, 0, 0, 0, 0, 0])
        frame.writeInteger(scanner.lastStream)
        frame.writeInteger(UInt32(0xb))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        context.close(promise: nil)
    }
}
