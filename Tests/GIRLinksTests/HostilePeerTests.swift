import GIRConfigKit
import GIRTestSupport
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GIRLinks

@Suite(.timeLimit(.minutes(5))) struct `A peer that means no good` {
    // A ServerHello for TLS 1.3 with a key share left out, to be damaged.
    private static let hello: [UInt8] =
        [0x16, 3, 3, 0, 0x50, 2, 0, 0, 0x4c, 3, 3] + [UInt8](repeating: 0, count: 32) + [0x20]
        + [UInt8](repeating: 0, count: 32) + [0x13, 1, 0, 0, 4, 0, 0x2b, 0, 2, 3, 4]

    private static let answers: [[UInt8]] = {
        var random = SeededRandom(seed: 7)
        var answers: [[UInt8]] = [
            [], [0x16], [0x16, 3, 3, 0xff, 0xff] + [UInt8](repeating: 0xff, count: 70_000),
            [0x84, 0, 0, 0, 6, 0xff, 0xff, 0xff, 0xff], Array("HTTP/1.1 400 \r\n\r\n".utf8),
        ]
        for code in 0...255 as ClosedRange<UInt8> where code % 5 == 0 { answers.append([0x15, 3, 3, 0, 2, 2, code]) }
        for index in hello.indices {
            var damaged = hello
            damaged[index] = UInt8.random(in: 0...255, using: &random)
            answers.append(damaged)
        }
        return answers
    }()

    @Test func `ends no probe by a trap, and is told apart from one that trusts`() async throws {
        let answers = Self.answers
        let next = Turns()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer(answers[next.next(answers.count)]))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        let targets = try (0..<400).map { number in
            LinkInquiry.Target(
                endpoint: try #require(LinkEndpoint(host: "127.0.0.1", port: port)),
                serverName: "localhost",
                isCassandra: number % 2 == 0
            )
        }
        let seen = try await LinkProbe(tls: LinkTLS()).look(at: LinkInquiry(targets: targets, timeLimit: 120_000))
        #expect(seen.count == targets.count)
        #expect(seen.allSatisfy { $0.outcome != .established && $0.detail?.isEmpty == false })
        try await server.close()
    }

    /// Numbers in turn.
    private final class Turns: Sendable {
        private let number = Mutex(0)

        func next(_ count: Int) -> Int {
            number.withLock {
                $0 += 1
                return $0 % count
            }
        }
    }

    /// Answers the first bytes with its own, then ends the connection.
    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            context.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
