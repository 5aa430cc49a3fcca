import GIRLinks
import GIRPKI
import Glibc
import Logging
import NIOCore
import NIOExtras
import NIOSSL
import NIOTLS

/// Waits for the end of the TLS handshake, not for ever, and then makes way for the protocol that was agreed on.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let settings: ConnectionSettings
    private let goOn: (ChannelPipeline.SynchronousOperations, ConnectionFacts, String?) throws -> Void
    private var deadline: Scheduled<Void>?

    /// - Parameter goOn: adds the handlers of the protocol with that name; nil where the client named none.
    init(
        _ settings: ConnectionSettings,
        goOn: @escaping (ChannelPipeline.SynchronousOperations, ConnectionFacts, String?) throws -> Void
    ) {
        self.settings = settings
        self.goOn = goOn
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let time = TimeAmount(settings.limits.handshake)
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted(let protocolName): handshakeEnded(context, protocolName)
        case is ChannelShouldQuiesceEvent: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func handshakeEnded(_ context: ChannelHandlerContext, _ protocolName: String?) {
        let pipeline = context.pipeline.syncOperations
        var facts = ConnectionFacts(context.channel)
        let certificate = try? pipeline.nioSSL_peerCertificate()
        facts.clientCertificate = certificate.flatMap { try? $0.toDERBytes() }.flatMap { try? Certificate(der: $0) }
        HandshakeMeter.found(in: pipeline)?.succeeded(pipeline)
        if protocolName != TLSSettings.http2 { acknowledge(context.channel) }
        do {
            try goOn(pipeline, facts, protocolName)
            pipeline.removeHandler(context: context, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    /// Acknowledges the client's last message at once.
    ///
    /// In TLS 1.3 it is not answered, as the session tickets go with the first response. The kernel would wait 40 ms for something
    /// to go with the acknowledgement, and a client with Nagle's algorithm (RFC 9293 §3.7.4) holds its request back until it
    /// comes. In HTTP/2 the server speaks first.
    private func acknowledge(_ channel: any Channel) {
        try? channel.syncOptions?.setOption(Self.acknowledgement, value: 1)
    }

    /// TCP_QUICKACK, which lasts until the connection next sends something.
    static let acknowledgement = ChannelOptions.Types.SocketOption(
        level: .tcp,
        name: NIOBSDSocket.Option(rawValue: TCP_QUICKACK)
    )

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        HandshakeMeter.found(in: context.pipeline.syncOperations)?.failed()
        let client = context.channel.clientAddress
        if "\(error)".contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") {
            ClientTrust.refuse("none was sent", client: client, settings.environment)
        } else {
            settings.environment.logger.debug(
                "handshake failed",
                metadata: ["client": "\(client)", "reason": "\(HandshakeFailure.handshake(error))"]
            )
        }
        context.close(promise: nil)
    }
}
