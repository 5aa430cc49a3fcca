import CassandraClient
import Glibc
import NIOCore
import NIOPosix

/// The node's end of one connection.
final class FakeConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let node: FakeNode
    private let cluster: FakeCluster
    private let number: Int
    private var decoder = FrameDecoder(.request)
    private var isSegmented = false
    private var isCompressed = false
    private var isFirst = true
    private var keyspace: String?
    // Answers of one read go out together.
    private var output = ByteBuffer()

    init(_ node: FakeNode, _ cluster: FakeCluster, _ number: Int) {
        self.node = node
        self.cluster = cluster
        self.number = number
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        // A node tells by the first byte that it is not spoken to in its protocol, by TLS for one.
        if isFirst, let version = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self), version > 6 {
            let fault = ServerFault(code: 0x000A, message: "Invalid or unsupported protocol version (\(version))")
            Response.Kind.error(fault).frame(version: 4, stream: 0).write(to: &output)
            return
        }
        isFirst = false
        decoder.append(bytes)
        do {
            while let frame = try decoder.next() { try take(frame, context) }
        } catch {
            context.close(promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { flush(context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func flush(_ context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        output = ByteBuffer()
    }

    private func take(_ frame: Frame, _ context: ChannelHandlerContext) throws {
        guard cluster.settings.versions.contains(frame.version) else {
            let newest = cluster.settings.versions.max() ?? 4
            let fault = ServerFault(code: 0x000A, message: "Invalid or unsupported protocol version (\(frame.version))")
            Response.Kind.error(fault).frame(version: newest, stream: frame.stream).write(to: &output)
            return
        }
        let request = try Request(frame)
        let (kind, parameters) = try describe(request)
        if case .query(let text) = kind, text.hasPrefix("USE ") {
            keyspace = String(text.dropFirst(4).filter { $0 != "\"" })
        }
        let asked = FakeRequest(
            kind: kind,
            node: node.index,
            connection: number,
            version: frame.version,
            stream: frame.stream,
            consistency: parameters?.consistency,
            pageSize: parameters?.pageSize,
            pagingState: parameters?.pagingState,
            timestamp: parameters?.timestamp ?? request.batch?.timestamp,
            keyspace: keyspace,
            batchValues: try request.batch?.members.map { try $0.values.cells() } ?? []
        )
        if case .execute(let id, _, _) = request, node.prepared(id) == nil {
            return send(.fault(0x2500, "unprepared", .unprepared(id: id)), asked, context)
        }
        if case .batch(let batch) = request, let id = batch.members.first(where: { node.prepared($0.id) == nil })?.id {
            return send(.fault(0x2500, "unprepared", .unprepared(id: id)), asked, context)
        }
        switch request {
        case .options, .startup, .authResponse, .register, .prepare: try greet(request, asked, context)
        default: send(cluster.reply(asked), asked, context)
        }
    }

    private func describe(_ request: Request) throws -> (FakeRequest.Kind, QueryParameters?) {
        switch request {
        case .options: return (.options, nil)
        case .startup: return (.startup, nil)
        case .register(let events): return (.register(events), nil)
        case .prepare(let text, _): return (.prepare(text), nil)
        case .query(let text, let parameters): return (.query(text), parameters)
        case .execute(let id, _, let parameters):
            return (.execute(node.prepared(id) ?? "", values: try parameters.values?.cells() ?? []), parameters)
        case .batch(let batch): return (.batch(batch.members.map { node.prepared($0.id) ?? "" }), nil)
        case .authResponse(let token):
            let parts = Array((token ?? ByteBuffer()).readableBytesView).split(
                separator: 0,
                omittingEmptySubsequences: false
            )
            guard parts.count == 3 else { return (.authenticate(user: "", password: ""), nil) }
            return (
                .authenticate(
                    user: String(decoding: parts[1], as: UTF8.self),
                    password: String(decoding: parts[2], as: UTF8.self)
                ),
                nil
            )
        }
    }

    // MARK: The first exchanges

    private func greet(_ request: Request, _ asked: FakeRequest, _ context: ChannelHandlerContext) throws {
        let reply = cluster.reply(asked)
        if case .void = reply {} else { return send(reply, asked, context) }
        switch request {
        case .options:
            var options = ["CQL_VERSION": ["3.4.5"], "COMPRESSION": ["snappy", "lz4"]]
            if cluster.settings.namesVersions {
                options["PROTOCOL_VERSIONS"] = cluster.settings.versions.sorted().map { "\($0)/v\($0)" }
            }
            respond(.supported(options), asked, context)
        case .startup(let options):
            isCompressed = options.contains { $0.name == "COMPRESSION" && $0.value == "lz4" }
            respond(cluster.settings.authenticator.map { .authenticate($0) } ?? .ready, asked, context)
            if asked.version >= 5 {
                isSegmented = true
                decoder.startSegments(compressed: isCompressed)
            }
        case .authResponse:
            guard case .authenticate(let user, let password) = asked.kind, cluster.settings.users[user] == password
            else {
                return send(.fault(0x0100, "Provided username and/or password are incorrect"), asked, context)
            }
            respond(.authSuccess(nil), asked, context)
        case .register:
            let (channel, loop) = (NIOLoopBound(context, eventLoop: context.eventLoop), context.eventLoop)
            let own = NIOLoopBound(self, eventLoop: loop)
            node.register(ObjectIdentifier(context.channel)) { event in
                loop.execute {
                    own.value.write(.event(event), version: asked.version, stream: -1)
                    own.value.flush(channel.value)
                }
            }
            respond(.ready, asked, context)
        case .prepare(let text, _):
            let statement = cluster.settings.describe(text)
            let result = PreparedResult(
                id: node.prepare(text),
                metadataID: asked.version >= 5 ? [7, 7] : [],
                markers: statement.markers,
                partitionKey: statement.partitionKey,
                keyspace: "ks",
                columns: statement.columns
            )
            respond(.prepared(result), asked, context)
        default: break
        }
    }

    private func respond(_ kind: Response.Kind, _ asked: FakeRequest, _ context: ChannelHandlerContext) {
        write(kind, version: asked.version, stream: asked.stream)
    }

    // MARK: Replies

    private func send(_ reply: FakeReply, _ asked: FakeRequest, _ context: ChannelHandlerContext) {
        switch reply {
        case .silence: break
        case .close:
            flush(context)
            context.close(promise: nil)
        case .reset:
            // Nothing lingers: the kernel answers with RST.
            let provider = context.channel as? any SocketOptionProvider
            _ = provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            context.close(promise: nil)
        case .raw(let bytes): output.writeBytes(bytes)
        case .delayed(let time, let reply):
            let own = NIOLoopBound(self, eventLoop: context.eventLoop)
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: TimeAmount(time)) {
                own.value.send(reply, asked, bound.value)
                own.value.flush(bound.value)
            }
        case .partial(let reply, let count):
            flush(context)
            send(reply, asked, context)
            output.moveWriterIndex(to: min(output.writerIndex, output.readerIndex + count))
            flush(context)
            context.close(promise: nil)
        case .withWrongChecksum(let reply):
            send(reply, asked, context)
            let last = output.writerIndex - 1
            if let byte = output.getInteger(at: last, as: UInt8.self) { output.setInteger(byte ^ 1, at: last) }
        case .withLength(let length, let reply):
            let frame = frame(reply, asked)
            var message = ByteBuffer()
            frame?.write(to: &message)
            message.setInteger(length, at: 5)
            write(message)
        case .onStream(let stream, let reply):
            guard var frame = frame(reply, asked) else { return }
            frame.stream = stream
            var message = ByteBuffer()
            frame.write(to: &message)
            write(message)
        case .fault, .rows, .schemaChange, .void:
            guard let frame = frame(reply, asked) else { return }
            var message = ByteBuffer()
            frame.write(to: &message)
            write(message)
        }
    }

    private func frame(_ reply: FakeReply, _ asked: FakeRequest) -> Frame? {
        let kind: Response.Kind
        switch reply {
        case .fault(let fault): kind = .error(fault)
        case .schemaChange:
            kind = .schemaChange(.schemaChange(change: "CREATED", target: "TABLE", keyspace: "ks", name: "t"))
        case .rows(let columns, let values, let nextPage):
            var body = ByteBuffer()
            body.writeInt(values.count)
            for row in values {
                for (value, column) in zip(row, columns) { try? value.write(as: column.type, to: &body) }
            }
            kind = .rows(ResultMetadata(columns, pagingState: nextPage), body)
        case .void: kind = .void
        default: return nil
        }
        return kind.frame(version: asked.version, stream: asked.stream)
    }

    private func write(_ kind: Response.Kind, version: UInt8, stream: Int16) {
        var message = ByteBuffer()
        kind.frame(version: version, stream: stream).write(to: &message)
        write(message)
    }

    private func write(_ message: ByteBuffer) {
        guard isSegmented else {
            output.writeImmutableBuffer(message)
            return
        }
        if message.readableBytes > Segment.payloadLimit {
            Segment.writeParts(message, compressed: isCompressed, to: &output)
        } else {
            Segment.write(message, isSelfContained: true, compressed: isCompressed, to: &output)
        }
    }
}

extension Request {
    fileprivate var batch: Batch? {
        if case .batch(let batch) = self { batch } else { nil }
    }
}
