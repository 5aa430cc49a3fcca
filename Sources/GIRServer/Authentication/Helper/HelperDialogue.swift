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
    private var open: [Int: Question] = [:]

    private struct Question {
        /// Fails where whoever asks waits no longer.
        let reply: EventLoopPromise<HelperReply>
        /// Whether there was an answer, in time or not.
        let settled: EventLoopPromise<Bool>
        let patience: Scheduled<Void>
        let timer: Scheduled<Void>
    }

    init(hasChannels: Bool, timeout: TimeAmount, logger: Logger) {
        self.hasChannels = hasChannels
        self.timeout = timeout
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Writes a question and keeps the promises of its answer.
    ///
    /// - Parameter deadline: when whoever asks gives up. The helper has its whole time-out all the same: it is not to blame
    ///   for how long the question has waited.
    func ask(
        _ credentials: BasicCredentials,
        until deadline: NIODeadline,
        _ reply: EventLoopPromise<HelperReply>,
        _ settled: EventLoopPromise<Bool>
    ) {
        guard let context, context.channel.isActive else {
            reply.fail(ChannelError.ioOnClosedChannel)
            return settled.succeed(false)
        }
        var channel = 0
        while hasChannels, open[channel] != nil { channel += 1 }
        let loop = context.eventLoop.assumeIsolated()
        open[channel] = Question(
            reply: reply,
            settled: settled,
            patience: loop.scheduleTask(deadline: deadline) { reply.fail(ChannelError.connectTimeout(self.timeout)) },
            timer: loop.scheduleTask(in: timeout) { self.end("answer is overdue") }
        )
        let line = HelperLine.request(credentials, channel: hasChannels ? channel : nil)
        let buffer = line.withBytes { context.channel.allocator.buffer(bytes: $0) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let line = unwrapInboundIn(data)
        let numbered = hasChannels ? HelperReply.channel(of: line) : (0, line)
        guard let (channel, text) = numbered, let reply = HelperReply(text),
            let question = open.removeValue(forKey: channel)
        else { return end("what it says is no answer to a question") }
        question.timer.cancel()
        question.patience.cancel()
        question.reply.succeed(reply)
        question.settled.succeed(true)
    }

    func channelInactive(context: ChannelHandlerContext) {
        for question in open.values {
            question.timer.cancel()
            question.patience.cancel()
            question.reply.fail(ChannelError.ioOnClosedChannel)
            question.settled.succeed(false)
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
