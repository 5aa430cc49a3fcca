import FoundationEssentials
import GIRConfigKit
import GIRPKI
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Makes verified connections.
protocol LinkConnecting: Sendable {
    /// - Throws: why there is none.
    func connect(to endpoint: LinkEndpoint, within limit: Duration) async throws(LinkError) -> HeldConnection
}

/// A connection whose peer is verified.
struct HeldConnection: Sendable {
    var protocolVersion: String?
    var cipherSuite: String?
    var peerExpires: Date?
    /// What the peer says that it is.
    var server: String?
    /// Waits for the end, and says why; ends it where the task is cancelled.
    let untilEnded: @Sendable () async -> LinkError

    init(_ facts: ConnectionRecord.Facts, untilEnded: @escaping @Sendable () async -> LinkError) {
        protocolVersion = facts.version?.text
        cipherSuite = facts.version == nil ? nil : facts.first.cipherSuiteName
        peerExpires = facts.chain.first.flatMap { try? Certificate(der: $0) }?.notAfter
        self.untilEnded = untilEnded
    }
}

/// Connects, with TLS where there is a verifier, and holds on.
struct LinkConnector: LinkConnecting {
    let tls: LinkTLS
    let group: any EventLoopGroup
    /// Who decides about the peer; nil connects without TLS.
    let verifier: LinkVerifier?
    let now: @Sendable () -> Date

    func connect(to endpoint: LinkEndpoint, within limit: Duration) async throws(LinkError) -> HeldConnection {
        let record = ConnectionRecord()
        let loop = group.any()
        let ready = loop.makePromise(of: Void.self)
        let end = NIODeadline.now() + TimeAmount(limit)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .connectTimeout(max(end - .now(), .milliseconds(1)))
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try addHandlers(to: channel, endpoint, record, ready)
                    }
                }
                .connect(host: endpoint.asciiHost, port: endpoint.port).get()
            if verifier == nil { ready.succeed() }
        } catch {
            ready.succeed()
            throw LinkError(.unreachable, HandshakeFailure.unreachable(error))
        }
        try await record.untilReady(ready, channel, by: end)
        return HeldConnection(record.current) {
            await withTaskCancellationHandler {
                try? await channel.closeFuture.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            return LinkError(.closed, "the peer ended the connection")
        }
    }

    private func addHandlers(
        to channel: any Channel,
        _ endpoint: LinkEndpoint,
        _ record: ConnectionRecord,
        _ ready: EventLoopPromise<Void>
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let verifier {
            try tls.secure(pipeline, endpoint, record, verifier, now)
        }
        try pipeline.addHandler(HoldHandler(record, ready))
    }
}

/// The end of a held connection's pipeline: says when it is ready, and drops what comes, which nobody has asked for.
private final class HoldHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let record: ConnectionRecord
    private let ready: EventLoopPromise<Void>

    init(_ record: ConnectionRecord, _ ready: EventLoopPromise<Void>) {
        self.record = record
        self.ready = ready
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            ready.succeed()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        record.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ready.fail(ChannelError.eof)
        context.fireChannelInactive()
    }
}
