import NIOCore
import NIOSSL
import NIOTLS

/// The end of a probe's pipeline: notes what becomes of the handshake, asks Cassandra, and leaves.
final class ProbeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let record: ConnectionRecord
    private let asksCassandra: Bool
    private let isPlain: Bool
    private let done: EventLoopPromise<Void>
    private var answer: [UInt8] = []

    // More than any answer to OPTIONS.
    private static let answerLimit = 128 << 10

    /// - Parameter done: fulfilled when the connection has ended.
    init(_ record: ConnectionRecord, asksCassandra: Bool, isPlain: Bool, done: EventLoopPromise<Void>) {
        self.record = record
        self.asksCassandra = asksCassandra
        self.isPlain = isPlain
        self.done = done
    }

    func channelActive(context: ChannelHandlerContext) {
        if isPlain { ask(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            let version = try? context.pipeline.syncOperations.nioSSL_tlsVersion()
            record.update { $0.version = version }
            // In TLS 1.3 a peer says only after the handshake that it misses a client certificate: with the farewell
            // its answer is awaited.
            if asksCassandra { ask(context) } else { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard asksCassandra, answer.count < Self.answerLimit else { return }
        answer += unwrapInboundIn(data).readableBytesView
        guard let told = CassandraFrame.answer(answer) else { return }
        record.update { if $0.cassandra == nil { $0.cassandra = told } }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        record.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.succeed()
        context.fireChannelInactive()
    }

    private func ask(_ context: ChannelHandlerContext) {
        let frame = context.channel.allocator.buffer(bytes: CassandraFrame.options)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}
