import FoundationEssentials
import GIRConfigKit
import GIRPKI
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Makes one verified connection.
struct LinkConnector: Sendable {
    let tls: LinkTLS
    let group: any EventLoopGroup
    let verifier: LinkVerifier
    let now: @Sendable () -> Date

    /// A connection whose peer is verified.
    struct Connection: Sendable {
        let channel: any Channel
        let protocolVersion: String?
        let cipherSuite: String?
        let peerExpires: Date?

        /// Waits for its end; ends it where the task is cancelled.
        func untilClosed() async {
            await withTaskCancellationHandler {
                try? await channel.closeFuture.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        }
    }

    func connect(to endpoint: LinkEndpoint, within limit: Duration) async throws(LinkError) -> Connection {
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
        } catch {
            ready.succeed()
            throw LinkError(.unreachable, HandshakeFailure.unreachable(error))
        }
        let timer = loop.scheduleTask(deadline: end) {
            ready.fail(LinkError(.handshake, "the peer does not answer the handshake in time; it may not speak TLS"))
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        do {
            try await withTaskCancellationHandler {
                try await ready.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            throw Self.failure(error, record.current)
        }
        let facts = record.current
        return Connection(
            channel: channel,
            protocolVersion: facts.version?.text,
            cipherSuite: facts.first.cipherSuiteName,
            peerExpires: facts.chain.first.flatMap { try? Certificate(der: $0) }?.notAfter
        )
    }

    private func addHandlers(
        to channel: any Channel,
        _ endpoint: LinkEndpoint,
        _ record: ConnectionRecord,
        _ ready: EventLoopPromise<Void>
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(FirstBytesHandler(record))
        try pipeline.addHandler(
            tls.handler(serverName: endpoint.serverName) { chain, decision in
                let der = chain.compactMap { try? $0.toDERBytes() }
                record.update { $0.chain = der }
                // Not on the event loop: a hostile chain may take a while, and other links are on that loop.
                NIOThreadPool.singleton.submit { _ in
                    let objection = verifier.objection(to: der, host: endpoint.host, at: now())
                    if let objection { record.fail(objection) }
                    decision.succeed(objection == nil ? .certificateVerified : .failed)
                }
            }
        )
        try pipeline.addHandler(HoldHandler(record, ready))
    }

    private static func failure(_ error: any Error, _ facts: ConnectionRecord.Facts) -> LinkError {
        if let known = facts.error as? LinkError ?? error as? LinkError { return known }
        if !facts.first.isEmpty, !facts.first.isTLS { return LinkError(.noTLS, facts.first.description) }
        return LinkError(.handshake, facts.error.map(HandshakeFailure.handshake) ?? HandshakeFailure.closed)
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
            let version = try? context.pipeline.syncOperations.nioSSL_tlsVersion()
            record.update { $0.version = version }
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
