import GIRLinks
import NIOCore
import NIOSSL

/// Counts a TLS handshake under its version and cipher suite; it stands below TLS until then, where it sees the
/// server's first bytes, which name the suite that the library does not tell.
final class HandshakeMeter: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let metrics: Metrics
    private var sent = FirstBytes()
    private var context: ChannelHandlerContext?

    init(_ metrics: Metrics) { self.metrics = metrics }

    /// The meter of a connection whose handshake is not over.
    static func found(in pipeline: ChannelPipeline.SynchronousOperations) -> HandshakeMeter? {
        try? pipeline.handler(type: HandshakeMeter.self)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        sent.take(unwrapOutboundIn(data))
        context.write(data, promise: promise)
    }

    /// The handshake is done.
    func succeeded(_ pipeline: ChannelPipeline.SynchronousOperations) {
        let version = (try? pipeline.nioSSL_tlsVersion())?.text ?? "unknown"
        count(version, sent.cipherSuiteName ?? "unknown", "ok")
    }

    /// The handshake came to nothing.
    func failed() { count("none", "none", "failed") }

    private func count(_ version: String, _ cipher: String, _ result: String) {
        metrics.increment(.tlsHandshakes, version, cipher, result)
        if let context { context.pipeline.syncOperations.removeHandler(context: context, promise: nil) }
    }
}
