import Logging
import NIOCore
import NIOPosix

/// What a helper says on its standard error: each line goes to the log, of a flood only the beginning.
final class HelperLog: ChannelInboundHandler {
    typealias InboundIn = String

    private static let lineLimit = 1 << 10
    private static let linesPerMinute = 60

    private let logger: Logger
    private var minute = NIODeadline.distantPast
    private var lines = 0

    private init(_ logger: Logger) { self.logger = logger }

    /// Reads the descriptor, which is then this one's, until its end.
    static func read(_ descriptor: CInt, logger: Logger) {
        NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        ByteToMessageHandler(HelperLineDecoder(limit: lineLimit)), HelperLog(logger),
                    ])
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .whenFailure { _ in HelperChild.close(descriptor) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = context.eventLoop.now
        if now - minute >= .minutes(1) {
            minute = now
            lines = 0
        }
        lines += 1
        guard lines <= Self.linesPerMinute else {
            if lines == Self.linesPerMinute + 1 { logger.warning("authentication helper says more, which is dropped") }
            return
        }
        logger.warning("authentication helper says", metadata: ["line": "\(unwrapInboundIn(data))"])
    }
}
