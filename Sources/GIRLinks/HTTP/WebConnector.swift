import FoundationEssentials
import GIRConfigKit
import NIOCore
import NIOHTTP1
import NIOPosix

/// Makes verified connections to HTTP peers.
struct WebConnector: Sendable {
    let tls: LinkTLS
    let group: any EventLoopGroup
    let verifier: LinkVerifier
    let limits: WebLimits
    let now: @Sendable () -> Date

    func connect(to peer: WebAddress.Peer) async throws(LinkError) -> WebConnection {
        let record = ConnectionRecord()
        let loop = group.any()
        let ready = loop.makePromise(of: Void.self)
        let end = NIODeadline.now() + TimeAmount(limits.connecting)
        let made: WebConnection
        let channel: any Channel
        do {
            (channel, made) = try await ClientBootstrap(group: loop)
                .connectTimeout(max(end - .now(), .milliseconds(1)))
                .channelOption(.socketOption(.so_keepalive), value: 1)
                // What is read at once goes through TLS, the parser and, for media, a client's TLS as one piece, which each
                // of them holds.
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelOption(
                    .recvAllocator,
                    value: AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 16 << 10, maximum: 32 << 10)
                )
                .connect(host: peer.endpoint.asciiHost, port: peer.endpoint.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if !limits.allowsLocal {
                            try channel.pipeline.syncOperations.addHandler(LocalAddress.Refusal())
                        }
                        return (channel, try setUp(channel, peer, record, ready))
                    }
                }
        } catch {
            ready.succeed()
            if LocalAddress.Refusal.isReason(for: error) { throw LinkError(.refused, LocalAddress.Refusal.reason) }
            throw LinkError(.unreachable, HandshakeFailure.unreachable(error))
        }
        guard peer.isSecure else {
            ready.succeed()
            return made
        }
        try await record.untilReady(ready, channel, by: end)
        return made
    }

    private func setUp(
        _ channel: any Channel,
        _ peer: WebAddress.Peer,
        _ record: ConnectionRecord,
        _ ready: EventLoopPromise<Void>
    ) throws -> WebConnection {
        let pipeline = channel.pipeline.syncOperations
        if peer.isSecure { try tls.secure(pipeline, peer.endpoint, record, verifier, now) }
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headerField
        decoding.maxHeaderListSize = limits.headerList
        decoding.maxHeaderFieldCount = limits.headerCount
        try pipeline.addHTTPClientHandlers(
            leftOverBytesStrategy: .dropBytes,
            enableOutboundHeaderValidation: true,
            encoderConfiguration: .init(),
            decoderLimitConfiguration: decoding
        )
        let exchange = WebExchange(limits, record, ready)
        try pipeline.addHandler(exchange)
        return WebConnection(peer, channel, NIOLoopBound(exchange, eventLoop: channel.eventLoop))
    }
}
