import FoundationEssentials
import GIRConfigKit
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

extension LinkTLS {
    /// Adds the handlers of TLS to a new connection, on its event loop; what becomes known goes into the record.
    func secure(
        _ pipeline: ChannelPipeline.SynchronousOperations,
        _ endpoint: LinkEndpoint,
        _ record: ConnectionRecord,
        _ verifier: LinkVerifier,
        _ now: @escaping @Sendable () -> Date
    ) throws {
        try pipeline.addHandler(FirstBytesHandler(record))
        try pipeline.addHandler(
            handler(serverName: endpoint.serverName) { chain, decision in
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
        try pipeline.addHandler(VersionHandler(record))
    }
}

/// Notes the version of TLS once hands are shaken.
private final class VersionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let record: ConnectionRecord

    init(_ record: ConnectionRecord) { self.record = record }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            let version = try? context.pipeline.syncOperations.nioSSL_tlsVersion()
            record.update { $0.version = version }
        }
        context.fireUserInboundEventTriggered(event)
    }
}
