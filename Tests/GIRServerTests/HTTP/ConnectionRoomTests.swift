import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GIRServer

@Suite struct `Room for connections` {
    @Test func `is taken and given back, and those who wait are called once`() {
        let room = ConnectionRoom(2)
        let calls = Mutex(0)
        func hasRoom() -> Bool { room.hasRoom { calls.withLock { $0 += 1 } } }
        room.opened()
        #expect(hasRoom())
        room.opened()
        #expect(!hasRoom())
        room.opened()
        room.closed()
        #expect(calls.withLock { $0 } == 0)
        room.closed()
        #expect(calls.withLock { $0 } == 1)
        #expect(hasRoom())
        room.closed()
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func `is one for all ports: what closes on one makes room on another`() async throws {
        let room = ConnectionRoom(1)
        let group = MultiThreadedEventLoopGroup.singleton
        func listen() async throws -> any Channel {
            try await ServerBootstrap(group: group)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ConnectionRoomHandler(room))
                    }
                }
                .childChannelInitializer { channel in
                    channel.writeAndFlush(ByteBuffer(string: "x"), promise: nil)
                    return channel.eventLoop.makeSucceededVoidFuture()
                }
                .bind(host: "127.0.0.1", port: 0).get()
        }
        func connect(to server: any Channel) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
            try await ClientBootstrap(group: group).connect(to: try #require(server.localAddress)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        }
        let servers = [try await listen(), try await listen()]
        try await connect(to: servers[0]).executeThenClose { first, _ in
            var answers = first.makeAsyncIterator()
            let answer = try await answers.next()
            #expect(answer != nil)
            #expect(!room.hasRoom {})
        }
        // Only after the other has gone is there an answer here.
        try await connect(to: servers[1]).executeThenClose { second, _ in
            var answers = second.makeAsyncIterator()
            let answer = try await answers.next()
            #expect(answer != nil)
        }
        for server in servers { try await server.close() }
    }
}
