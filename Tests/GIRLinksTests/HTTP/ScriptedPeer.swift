import GIRLinks
import GIRPKI
import GIRTestSupport
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on 127.0.0.1 that says what a script has it say, byte for byte.
final class ScriptedPeer: Sendable {
    typealias Script = @Sendable (inout Conversation) async throws -> Void

    /// One connection as the peer sees it.
    struct Conversation {
        fileprivate var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        private let channel: any Channel
        private var bytes = ByteBuffer()
        /// The number of the connection, from 1.
        let number: Int

        fileprivate init(
            _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
            _ channel: any Channel,
            _ number: Int
        ) {
            self.inbound = inbound.makeAsyncIterator()
            self.channel = channel
            self.number = number
        }

        /// Reads to the end of a header; nil where the client has gone.
        mutating func head() async throws -> String? {
            while true {
                let text = String(buffer: bytes)
                if let end = text.firstRange(of: "\r\n\r\n") {
                    let head = String(text[..<end.lowerBound])
                    bytes.moveReaderIndex(forwardBy: head.utf8.count + 4)
                    return head
                }
                guard var more = try await inbound.next() else { return nil }
                bytes.writeBuffer(&more)
            }
        }

        /// Reads so many bytes of a body.
        mutating func body(_ count: Int) async throws -> String? {
            while bytes.readableBytes < count {
                guard var more = try await inbound.next() else { return nil }
                bytes.writeBuffer(&more)
            }
            return bytes.readString(length: count)
        }

        /// Waits until the client goes.
        mutating func untilGone() async throws { while try await inbound.next() != nil {} }

        func say(_ text: String) async throws { try await say(ByteBuffer(string: text)) }

        /// Comes back when the socket has taken the bytes.
        func say(_ buffer: ByteBuffer) async throws { try await channel.writeAndFlush(buffer) }
    }

    let port: Int
    private let listener: any Channel
    private let count = Mutex(0)

    /// The connections that there were.
    var connections: Int { count.withLock { $0 } }

    /// Each connection goes on until its script ends.
    init(_ identity: TestPKI.Identity?, _ script: @escaping Script) async throws {
        let context = try identity.map { identity in
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try identity.chain.map { .certificate(try NIOSSLCertificate($0)) },
                privateKey: .privateKey(try NIOSSLPrivateKey(identity.key))
            )
            TLSProfile.apply(to: &configuration)
            return try NIOSSLContext(configuration: configuration)
        }
        let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        listener = bound.channel
        port = listener.localAddress?.port ?? 0
        Task {
            try await withThrowingDiscardingTaskGroup { tasks in
                try await bound.executeThenClose { clients in
                    for try await client in clients {
                        let number = self.count.withLock { count in
                            count += 1
                            return count
                        }
                        tasks.addTask {
                            try? await client.executeThenClose { inbound, _ in
                                var conversation = Conversation(inbound, client.channel, number)
                                try await script(&conversation)
                            }
                        }
                    }
                }
            }
        }
    }

    func stop() async throws { try await listener.close() }
}
