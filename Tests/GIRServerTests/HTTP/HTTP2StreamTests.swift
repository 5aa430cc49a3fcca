import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import NIOHTTPTypes
import Testing

@testable import GIRServer

@Suite struct `The end of an HTTP/2 answer` {
    private let channel = EmbeddedChannel()
    private static let headers = HTTP2Frame.FramePayload.headers(.init(headers: [":status": "200"]))

    init() throws { try channel.pipeline.syncOperations.addHandler(EndOfStreamJoiner()) }

    private static func data(_ text: String, end: Bool = false) -> HTTP2Frame.FramePayload {
        .data(.init(data: .byteBuffer(ByteBuffer(string: text)), endStream: end))
    }

    private func write(_ frames: HTTP2Frame.FramePayload...) {
        for frame in frames { channel.pipeline.write(frame, promise: nil) }
    }

    /// What was sent: how many bytes each frame has, and whether it is the last one.
    private func sent() throws -> [String] {
        var all: [String] = []
        while let frame = try channel.readOutbound(as: HTTP2Frame.FramePayload.self) {
            switch frame {
            case .data(let data): all.append("data \(data.data.readableBytes)\(data.endStream ? " end" : "")")
            case .headers(let headers): all.append("headers\(headers.endStream ? " end" : "")")
            default: all.append("other")
            }
        }
        return all
    }

    @Test func `comes with its last frame`() throws {
        write(Self.headers, Self.data("abc"), Self.data("de"), Self.data("", end: true))
        channel.flush()
        #expect(try sent() == ["headers", "data 3", "data 2 end"])
        write(Self.headers, Self.data("", end: true))
        channel.flush()
        #expect(try sent() == ["headers end"])
    }

    @Test func `holds nothing back that is to be sent now`() throws {
        write(Self.headers, Self.data("abc"))
        channel.flush()
        #expect(try sent() == ["headers", "data 3"])
        write(Self.data("", end: true))
        channel.flush()
        #expect(try sent() == ["data 0 end"])
    }

    @Test func `keeps the promises of both frames`() throws {
        let promises = (0..<2).map { _ in channel.eventLoop.makePromise(of: Void.self) }
        channel.pipeline.write(Self.data("abc"), promise: promises[0])
        channel.pipeline.write(Self.data("", end: true), promise: promises[1])
        channel.flush()
        for promise in promises { try promise.futureResult.wait() }
    }
}

@Suite struct `An HTTP/2 answer that nobody takes` {
    /// Takes what is written and never says that it is with the client, as a window of zero bytes does.
    private final class ClosedWindow: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            promises.append(promise)
        }
        private var promises: [EventLoopPromise<Void>?] = []
        func handlerRemoved(context: ChannelHandlerContext) {
            for promise in promises { promise?.fail(ChannelError.ioOnClosedChannel) }
        }
    }

    @Test(arguments: [true, false]) func `holds its stream for a time and no longer`(isAtOnce: Bool) throws {
        let channel = EmbeddedChannel()
        let limits = ServerLimits()
        let settings = ConnectionSettings(limits: limits, isSecure: true, environment: LogLines().environment())
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ClosedWindow())
        try pipeline.addHandler(StreamGuard(settings, ConnectionFacts(channel), now: channel.embeddedEventLoop.now))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        func answer() {
            channel.pipeline.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
            channel.pipeline.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
        }
        let head = HTTPRequest(method: .get, scheme: "https", authority: "localhost", path: "/")
        channel.pipeline.fireChannelRead(HTTPRequestPart.head(head))
        channel.pipeline.fireChannelRead(HTTPRequestPart.end(nil))
        if isAtOnce { answer() }
        channel.pipeline.fireChannelReadComplete()
        if !isAtOnce { answer() }
        channel.embeddedEventLoop.advanceTime(by: TimeAmount(limits.delivery) - .milliseconds(1))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
    }
}
