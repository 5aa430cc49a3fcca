import Hummingbird
import NIOCore
import NIOPosix
import Testing

@testable import GIRServer

/// Bodies that do not come to their end, over sockets.
@Suite(.timeLimit(.minutes(3))) struct `Bodies over sockets` {
    @Test(arguments: [false, true]) func `that break off are the client's fault`(isReset: Bool) async throws {
        let log = LogLines()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let route = Routes.Route(method: .post, path: "/thing", access: .anyone) { request, _ in
            begin.finish()
            _ = try await JSONFields.read(request)
            return Response(status: .ok)
        }
        try await TestServer.run(log: log, routes: Routes([route])) { client in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: client.port).get()
            if isReset {
                let options = try #require(channel as? any SocketOptionProvider)
                try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
            let head = "POST /thing HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
            try await channel.writeAndFlush(ByteBuffer(string: head))
            for await _ in begun {}
            try await channel.close()
            let end = ContinuousClock.now + .seconds(60)
            while !log.all.contains(where: { $0.contains("status=400") }), ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        #expect(log.all.contains { $0.contains(" info ") && $0.contains("request broke off") })
        #expect(log.all.contains { $0.contains("path=/thing") && $0.contains("status=400") }, "\(log.all)")
        #expect(!log.all.contains { $0.contains(" error ") })
    }
}
