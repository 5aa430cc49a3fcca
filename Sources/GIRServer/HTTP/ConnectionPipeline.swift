import NIOCore
import NIOHTTP2
import NIOHTTPTypesHTTP2
import NIOSSL

/// The handlers of a connection, from the socket up.
///
/// - HTTP/1.1: ``RequestParser``, ``ConnectionGuard``, ``RequestHandler``.
/// - HTTP/2: ``HTTP2FrameLimiter``, the protocol, ``HTTP2ConnectionGuard``; each stream has the request's types, a
///   ``StreamGuard`` and a ``RequestHandler``.
///
/// Below them is TLS, where it is spoken, with a ``HandshakeHandler`` that leaves when the handshake is done.
struct ConnectionPipeline: Sendable {
    var settings: ConnectionSettings
    let respond: RequestHandler.Responder
    /// What new connections speak TLS with; nil for plain HTTP.
    let tls: ListenerTLS?

    /// Sets up a connection that was just accepted.
    func setUp(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let tls {
                try addTLS(to: pipeline, tls.current, client: channel.clientAddress)
            } else {
                try addHTTP1(to: pipeline, ConnectionFacts(channel))
            }
        }
    }

    /// One connection stays with one generation of keys and trust.
    private func addTLS(
        to pipeline: ChannelPipeline.SynchronousOperations,
        _ material: TLSMaterial,
        client: String
    ) throws {
        try pipeline.addHandler(HandshakeMeter(settings.environment.metrics))
        try pipeline.addHandler(material.makeHandler(settings.environment, client: client))
        let handshake = HandshakeHandler(settings) { pipeline, facts, protocolName in
            var secured = self
            secured.settings.policy.hosts = material.hosts
            if protocolName == TLSSettings.http2 {
                try secured.addHTTP2(to: pipeline, facts)
            } else {
                try secured.addHTTP1(to: pipeline, facts)
            }
        }
        try pipeline.addHandler(handshake)
    }

    // MARK: HTTP/1.1

    private func addHTTP1(to pipeline: ChannelPipeline.SynchronousOperations, _ facts: ConnectionFacts) throws {
        let limits = settings.limits
        let parser = ByteToMessageHandler(RequestParser(limits), maximumBufferSize: RequestParser.kept(limits))
        try pipeline.addHandler(parser)
        try pipeline.addHandler(ConnectionGuard(settings: settings, now: pipeline.eventLoop.now))
        try pipeline.addHandler(requestHandler(pipeline.eventLoop, facts))
    }

    // MARK: HTTP/2

    private func addHTTP2(to pipeline: ChannelPipeline.SynchronousOperations, _ facts: ConnectionFacts) throws {
        var facts = facts
        facts.version = "HTTP/2.0"
        let eventLoop = pipeline.eventLoop
        let connection = HTTP2ConnectionGuard(settings: settings)
        try pipeline.addHandler(HTTP2FrameLimiter(limits: settings.limits, now: eventLoop.now))
        _ = try pipeline.configureHTTP2Pipeline(
            mode: .server,
            connectionConfiguration: connectionConfiguration,
            streamConfiguration: streamConfiguration,
            streamDelegate: HTTP2ConnectionGuard.Streams(connection: NIOLoopBound(connection, eventLoop: eventLoop))
        ) { [facts] stream in
            stream.eventLoop.makeCompletedFuture {
                let pipeline = stream.pipeline.syncOperations
                try pipeline.addHandler(EndOfStreamJoiner())
                try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                try pipeline.addHandler(StreamGuard(settings, facts, now: stream.eventLoop.now))
                try pipeline.addHandler(requestHandler(stream.eventLoop, facts))
            }
        }
        try pipeline.addHandler(connection)
    }

    private var connectionConfiguration: NIOHTTP2Handler.ConnectionConfiguration {
        let limits = settings.limits
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: headerListLimit),
        ]
        configuration.maximumSequentialContinuationFrames = limits.continuations
        // HTTP2FrameLimiter counts these, and tells those that come with requests apart: nothing happens in no time.
        configuration.controlFrameRateLimit.windowLength = .zero
        return configuration
    }

    private var streamConfiguration: NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.streamResetFrameRateLimit.maximumCount = settings.limits.resets
        configuration.streamResetFrameRateLimit.windowLength = TimeAmount(ServerLimits.frameWindow)
        configuration.streamErrorRateLimit.maximumCount = settings.limits.resets
        configuration.streamErrorRateLimit.windowLength = TimeAmount(ServerLimits.frameWindow)
        return configuration
    }

    /// As for the parser of HTTP/1.1, and 32 bytes for each field, which HTTP/2 counts (RFC 9113 §6.5.2).
    private var headerListLimit: Int {
        2 * (settings.limits.headerList + settings.limits.requestTarget) + 32 * settings.limits.headerCount
    }

    // MARK: Both

    private func requestHandler(_ eventLoop: any EventLoop, _ facts: ConnectionFacts) -> RequestHandler {
        let environment = settings.environment
        return RequestHandler(eventLoop: eventLoop, respond: respond) { environment.source(of: facts) }
    }
}
