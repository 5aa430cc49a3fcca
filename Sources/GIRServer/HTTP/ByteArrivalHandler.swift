import NIOCore

/// Says that bytes came, before the parser has made anything of them.
///
/// Without it a header that comes one byte at a time could not be told from a connection at rest.
final class ByteArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The event that goes up the pipeline ahead of the bytes.
    struct Arrived: Sendable {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireUserInboundEventTriggered(Arrived())
        context.fireChannelRead(data)
    }
}
