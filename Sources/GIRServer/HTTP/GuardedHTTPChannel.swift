import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL

/// The pipeline of a connection: TLS, arrival of bytes, HTTP parser, ``ConnectionGuard``, then the request's types.
struct GuardedHTTPChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: Responder
    let settings: ConnectionSettings
    /// The keys and rules of TLS; nil for plain HTTP.
    let tls: NIOSSLContext?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            try pipeline.addHandler(ByteArrivalHandler())
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false,
                withErrorHandling: false,
                withOutboundHeaderValidation: true,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: parserLimits
            )
            try pipeline.addHandler(ConnectionGuard(settings: settings, now: channel.eventLoop.now))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: tls != nil))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }

    /// A little more than the policy accepts, so that it is the policy that refuses and can say what was too large.
    private var parserLimits: NIOHTTPDecoderLimitConfiguration {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = 2 * max(settings.limits.headerField, settings.limits.requestTarget)
        configuration.maxHeaderListSize = 2 * (settings.limits.headerList + settings.limits.requestTarget)
        configuration.maxHeaderFieldCount = 2 * settings.limits.headerCount
        return configuration
    }
}
