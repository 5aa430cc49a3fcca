import NIOCore
import NIOTLS

/// The end of a connection's pipeline: the handshake, then requests out and answers in.
///
/// All of it happens on the connection's event loop.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the handshake brought.
    struct Greeting: Sendable {
        let supported: [String: [String]]
        let authenticator: String?
        let isCompressed: Bool
    }

    private enum Phase {
        case tls
        case handshake
        case open
        // Takes nothing new; ends when the last answer is there.
        case retiring
        case closed
    }

    private let version: ProtocolVersion
    private let settings: CassandraSettings
    private let isSecure: Bool
    private let greeting: EventLoopPromise<Greeting>
    private let events: @Sendable (Event) -> Void
    private let explain: @Sendable (any Error) -> CassandraError
    private var context: ChannelHandlerContext?
    private var phase: Phase
    private var handshake: Handshake
    private var decoder = FrameDecoder(.response)
    private var streams: StreamTable
    private var outbox: Outbox?
    private var usesSegments = false
    private var isCompressed = false
    private var lastRead = NIODeadline.now()
    private var heartbeat: NIODeadline?
    private var sweep: RepeatedTask?

    private static let sweepInterval = TimeAmount.milliseconds(100)
    private static let eventStream: Int16 = -1

    init(
        _ version: ProtocolVersion,
        _ settings: CassandraSettings,
        greeting: EventLoopPromise<Greeting>,
        events: @escaping @Sendable (Event) -> Void,
        explain: @escaping @Sendable (any Error) -> CassandraError
    ) {
        self.version = version
        self.settings = settings
        self.greeting = greeting
        self.events = events
        self.explain = explain
        isSecure = settings.tls != nil
        phase = isSecure ? .tls : .handshake
        handshake = Handshake(version, settings)
        streams = StreamTable(settings.requestsPerConnection)
    }

    /// Gives the handler the requests to send; refuses them where the connection has ended meanwhile.
    func attach(_ outbox: Outbox) {
        self.outbox = outbox
        if phase == .closed { outbox.close(Self.closed) }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        if !isSecure { send(Handshake.first, context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if phase == .tls, case .handshakeCompleted? = event as? TLSUserEvent {
            phase = .handshake
            send(Handshake.first, context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = .now()
        heartbeat = nil
        decoder.append(unwrapInboundIn(data))
        do throws(CassandraError) {
            while phase != .closed, let frame = try decoder.next() { try take(frame, context) }
        } catch {
            // In the middle of a conversation nobody else has taken over: the bytes are wrong.
            fail(
                phase == .open || phase == .retiring ? .malformed("the answers cannot be read: \(error.reason)") : error
            )
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        drain()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        drain()
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        let isEarly = phase == .tls || phase == .handshake
        let early = isSecure ? Self.closedEarly : ConnectionFailure.closedEarly
        fail(isEarly ? early : Self.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(explain(error)) }

    // MARK: The handshake

    private func send(_ request: Request, _ context: ChannelHandlerContext) {
        let message = request.message(version)
        // Only what follows AUTHENTICATE comes in segments.
        guard usesSegments else {
            context.writeAndFlush(wrapOutboundOut(message), promise: nil)
            return
        }
        var output = ByteBuffer()
        Segment.write(message, isSelfContained: true, compressed: isCompressed, to: &output)
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }

    private func take(_ frame: Frame, _ context: ChannelHandlerContext) throws(CassandraError) {
        guard phase == .open || phase == .retiring else { return try greet(frame, context) }
        guard frame.version == version.rawValue else {
            throw .malformed("an answer has another version than its request")
        }
        if frame.stream == Self.eventStream {
            if case .event(let event?) = try Response(frame).kind { events(event) }
            return
        }
        // The node answers what nobody asked: its other answers cannot be told from each other either.
        guard let exchange = streams.remove(frame.stream) else {
            throw .malformed("an answer came on stream \(frame.stream), on which nothing was asked")
        }
        exchange.succeed(frame)
    }

    private func greet(_ frame: Frame, _ context: ChannelHandlerContext) throws(CassandraError) {
        let kind = try Response(frame).kind
        // A node refuses a version in one of its own.
        if case .error = kind {
        } else if frame.version != version.rawValue {
            throw .malformed("an answer has another version than its request")
        }
        let step = try handshake.receive(kind)
        isCompressed = handshake.isCompressed
        switch kind {
        case .ready, .authenticate:
            if version >= .v5 {
                usesSegments = true
                decoder.startSegments(compressed: isCompressed)
            }
        default: break
        }
        switch step {
        case .send(let request): send(request, context)
        case .finished:
            phase = .open
            greeting.succeed(
                Greeting(
                    supported: handshake.supported,
                    authenticator: handshake.authenticator,
                    isCompressed: isCompressed
                )
            )
            startSweep(context)
        }
    }

    // MARK: Requests

    /// Sends what waits, as far as streams and the socket allow.
    func drain() {
        guard phase == .open, let context, let outbox, context.channel.isWritable, streams.room > 0 else { return }
        let exchanges = outbox.take(streams.room)
        guard !exchanges.isEmpty else { return }
        var (output, payload) = (ByteBuffer(), ByteBuffer())
        for exchange in exchanges where !exchange.isFinished {
            guard let stream = streams.put(exchange) else { continue }
            exchange.markSent()
            guard usesSegments else {
                let start = output.writerIndex
                output.writeImmutableBuffer(exchange.message)
                output.setInteger(stream, at: start + 2)
                continue
            }
            let length = exchange.message.readableBytes
            if payload.readableBytes > 0, payload.readableBytes + length > Segment.payloadLimit {
                Segment.write(payload, isSelfContained: true, compressed: isCompressed, to: &output)
                payload.clear()
            }
            let start = payload.writerIndex
            payload.writeImmutableBuffer(exchange.message)
            payload.setInteger(stream, at: start + 2)
            if length > Segment.payloadLimit {
                Segment.writeParts(payload, compressed: isCompressed, to: &output)
                payload.clear()
            }
        }
        if payload.readableBytes > 0 {
            Segment.write(payload, isSelfContained: true, compressed: isCompressed, to: &output)
        }
        if output.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(output), promise: nil) }
    }

    // MARK: The clock

    private func startSweep(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        sweep = context.eventLoop.scheduleRepeatedTask(
            initialDelay: Self.sweepInterval,
            delay: Self.sweepInterval
        ) { _ in bound.value.checkTimes() }
    }

    private func checkTimes() {
        let now = NIODeadline.now()
        outbox?.expire(now: now, queueTime: TimeAmount(settings.queueTime))
        var isSilent = now - lastRead >= TimeAmount(settings.heartbeatInterval)
        for exchange in streams.exchanges where exchange.deadline <= now && !exchange.isFinished {
            exchange.fail(Self.late)
            // Nothing at all has come since it was asked: the node may be gone.
            if lastRead < exchange.created { isSilent = true }
        }
        if let heartbeat, now - heartbeat >= TimeAmount(settings.heartbeatTime) { return fail(Self.silent) }
        if isSilent, heartbeat == nil { beat(now) }
        if phase == .open, streams.orphans > settings.orphanLimit { retire() }
        if phase == .retiring, streams.taken == streams.orphans { fail(Self.replaced) }
        drain()
    }

    private func beat(_ now: NIODeadline) {
        let exchange = Exchange(ByteBuffer(), deadline: .distantFuture)
        guard let context, let stream = streams.put(exchange) else { return fail(Self.silent) }
        heartbeat = now
        var message = Request.options.message(version)
        message.setInteger(stream, at: 2)
        guard usesSegments else {
            context.writeAndFlush(wrapOutboundOut(message), promise: nil)
            return
        }
        var output = ByteBuffer()
        Segment.write(message, isSelfContained: true, compressed: isCompressed, to: &output)
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }

    private func retire() {
        phase = .retiring
        outbox?.close(Self.replaced)
    }

    // MARK: The end

    /// Ends the connection: everybody who waits learns why.
    func fail(_ error: CassandraError) {
        guard phase != .closed else { return }
        phase = .closed
        sweep?.cancel()
        outbox?.close(error)
        for exchange in streams.removeAll() { exchange.fail(error) }
        greeting.fail(error)
        context?.close(promise: nil)
    }

    private static let closed = CassandraError(.connectionLost, .node, "the node ended the connection")
    private static let closedEarly = CassandraError(
        .connectionLost,
        .node,
        "the node ended the connection before it answered",
        hint: "see the node's system.log; it may want a client certificate, or be starting"
    )
    private static let late = CassandraError(
        .timedOut,
        .cluster,
        "the node did not answer in time",
        hint: "see whether the node is overloaded, or the network loses packets"
    )
    private static let replaced = CassandraError(
        .connectionLost,
        .cluster,
        "too many answers of the node are missing, so the connection is replaced"
    )
    private static let silent = CassandraError(
        .connectionLost,
        .network,
        "the node does not answer at all any more",
        hint: "see whether the node runs, and whether a firewall drops idle connections"
    )
}
