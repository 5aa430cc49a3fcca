import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import GIRServer

@Suite struct `The end of an HTTP/2 connection` {
    private struct Connection {
        let channel = EmbeddedChannel()
        let limits = ServerLimits()
        let streams: HTTP2ConnectionGuard.Streams

        init() throws {
            let settings = ConnectionSettings(limits: limits, isSecure: true, environment: LogLines().environment())
            let connection = HTTP2ConnectionGuard(settings: settings)
            streams = HTTP2ConnectionGuard.Streams(
                connection: NIOLoopBound(connection, eventLoop: channel.embeddedEventLoop)
            )
            try channel.pipeline.syncOperations.addHandler(connection)
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        }

        func pass(_ time: Duration) { channel.embeddedEventLoop.advanceTime(by: TimeAmount(time)) }
        func begin(_ stream: HTTP2StreamID) { streams.streamCreated(stream, channel: channel) }
        func end(_ stream: HTTP2StreamID) { streams.streamClosed(stream, channel: channel) }

        /// The last streams of the GOAWAY frames that were written since the last call.
        func farewells() throws -> [HTTP2StreamID] {
            var all: [HTTP2StreamID] = []
            while let frame = try channel.readOutbound(as: HTTP2Frame.self) {
                if case .goAway(let last, .noError, _) = frame.payload { all.append(last) }
            }
            return all
        }
    }

    @Test func `comes in two steps where nothing is asked for`() throws {
        let connection = try Connection()
        connection.pass(connection.limits.head)
        #expect(try connection.farewells() == [.maxID])
        #expect(connection.channel.isActive)
        connection.pass(.milliseconds(500))
        #expect(try connection.farewells() == [.rootStream])
        #expect(!connection.channel.isActive)
    }

    @Test func `waits for a request that was on its way, as long as a stop does`() throws {
        for isAnswered in [true, false] {
            let connection = try Connection()
            connection.pass(connection.limits.head)
            connection.begin(1)
            connection.pass(.milliseconds(500))
            #expect(try connection.farewells() == [.maxID, 1])
            connection.pass(connection.limits.drain - .milliseconds(501))
            #expect(connection.channel.isActive)
            if isAnswered { connection.end(1) } else { connection.pass(.milliseconds(1)) }
            #expect(!connection.channel.isActive)
        }
    }

    @Test func `at a stop names the last stream that is answered`() throws {
        let connection = try Connection()
        connection.begin(1)
        connection.begin(3)
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        connection.begin(5)
        connection.pass(.milliseconds(500))
        #expect(try connection.farewells() == [.maxID, 5])
        connection.end(1)
        connection.end(5)
        #expect(connection.channel.isActive)
        connection.end(3)
        #expect(!connection.channel.isActive)
    }
}
