import GIRPKI
import Logging
import NIOCore

/// The questions to one helper and its answers, in their order or by the numbers of their channels.
final class HelperDialogue: ChannelInboundHandler {
    typealias InboundIn = String
    typealias OutboundOut = ByteBuffer

    private let hasChannels: Bool
    private let timeout: TimeAmount
    private let logger: Logger
    private var context: ChannelHandlerContext?
    private var open: [Int: (promise: EventLoopPromise<HelperReply>, timer: Scheduled<Void>)] = [:]

    init(hasChannels: Bool, timeout: TimeAmount, logger: Logger) {
        self.hasChannels = hasChannels
        self.timeout = timeout
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Writes a question and keeps the promise of its answer; it fails where none comes.
    func ask(_ credentials: BasicCredentials, _ promise: EventLoopPromise<HelperReply>) {
        guard let context, context.channel.isActive else { return promise.fail(ChannelError.ioOnClosedChannel) }
        var channel = 0
        while hasChannels, open[channel] != nil { channel += 1 }
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.end("answer is overdue") }
        open[channel] = (promise, timer)
        let line = HelperLine.request(credentials, channel: hasChannels ? channel : nil)
        let buffer = line.withBytes { context.channel.allocator.buffer(bytes: $0) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let line = unwrapInboundIn(data)
        let numbered = hasChannels ? HelperReply.channel(of: line) : (0, line)
        guard let (channel, text) = numbered, let reply = HelperReply(text),
            let (promise, timer) = open.removeValue(forKey: channel)
        else { return end("what it says is no answer to a question") }
        timer.cancel()
        promise.succeed(reply)
    }

    func channelInactive(context: ChannelHandlerContext) {
        for (promise, timer) in open.values {
            timer.cancel()
            promise.fail(ChannelError.ioOnClosedChannel)
        }
        open.removeAll()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end("its output cannot be read") }

    private func end(_ reason: String) {
        guard let context, context.channel.isActive else { return }
        logger.warning("authentication helper is ended", metadata: ["reason": "\(reason)"])
        context.close(promise: nil)
    }
}
