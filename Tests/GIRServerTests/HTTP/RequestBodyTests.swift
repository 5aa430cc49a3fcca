import FoundationEssentials
import GIRPKI
import GIRStore
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GIRServer

/// Bodies that are awaited, and such as do not come to their end, over sockets.
@Suite(.timeLimit(.minutes(3))) struct `Bodies over sockets` {
    @Test func `are asked for only from who may send them`() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.add(
            ContactCenter(id: "c", domain: "c", usesConfigurationServer: false, features: [RecordingInsertion.feature])
        )
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        configuration.logins.operations = OperationsAccount(userName: "ops", password: Secret("a long password"))
        let door = try FrontDoor(configuration, environment: LogLines().environment(), store: store)
        let body = #"{"id":"r1","startTime":"2026-01-01T00:00:00Z"}"#
        try await TestServer.run(door.serve) { client in
            func insert(_ fields: String, into contactCenter: String = "c") async throws -> [Int] {
                let head = """
                    POST /internal-api/contact-centers/\(contactCenter)/recordings HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: \(body.utf8.count)\r
                    Expect: 100-continue\r
                    Connection: close\r
                    \(fields)\r

                    """
                let answer = try await client.exchange(head, whenAsked: body)
                return answer.components(beginning: "HTTP/1.1 ").compactMap { Int($0.prefix(3)) }
            }
            func login(_ password: String) -> String {
                "Authorization: Basic \(Data("ops:\(password)".utf8).base64EncodedString())\r\n"
            }
            let refused = [
                try await insert(""), try await insert(login("a wrong password")),
                try await insert(login("a long password"), into: "d"),
            ]
            #expect(refused == [[401], [401], [404]])
            let taken = try await insert(login("a long password"))
            #expect(taken == [100, 201])
        }
    }

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
            let head =
                "POST /thing HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
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

    /// A log of requests that are called `request-1`, `request-2` and so on.
    private func environment(_ log: LogLines) -> ServerEnvironment {
        let count = Mutex(0)
        var environment = log.environment()
        environment.makeRequestIdentifier = {
            count.withLock { count in
                count += 1
                return "request-\(count)"
            }
        }
        return environment
    }

    private func untilAnswered(_ log: LogLines) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while !log.all.contains(where: { $0.contains("path=/thing") && $0.contains("answered") }),
            ContinuousClock.now < end
        {
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test func `that are refused half-way are in the log once, as what the client was told`() async throws {
        let log = LogLines()
        let environment = environment(log)
        let route = Routes.Route(method: .post, path: "/thing", access: .anyone) { request, _ in
            _ = try await JSONFields.read(request)
            return Response(status: .ok)
        }
        let configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        let door = try FrontDoor(configuration, environment: environment, routes: Routes([route]))
        try await TestServer.run(door.serve) { client in
            let chunk = String(repeating: "a", count: 1 << 20)
            let answer = try await client.exchange(
                "POST /thing HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "100000\r\n\(chunk)\r\n1\r\na\r\n0\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.lowercased().contains("x-request-id: request-1\r\n"))
            try await untilAnswered(log)
        }
        let lines = log.all.filter { $0.contains("request-") }
        #expect(lines.count == 1, "\(lines)")
        #expect(lines.allSatisfy { $0.contains("status=413") && $0.contains("request=request-1") }, "\(lines)")
    }

    @Test func `that are answered too late are in the log as what the client was told, under one identifier`()
        async throws
    {
        let log = LogLines()
        let environment = environment(log)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let route = Routes.Route(method: .get, path: "/thing", access: .anyone) { _, _ in
            for await _ in released {}
            return Response(status: .ok)
        }
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        configuration.limits.answer = .milliseconds(100)
        let door = try FrontDoor(configuration, environment: environment, routes: Routes([route]))
        try await TestServer.run(door.serve) { client in
            let answer = try await client.exchange("GET /thing HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(answer.lowercased().contains("x-request-id: request-1\r\n"))
            release.finish()
            try await untilAnswered(log)
        }
        let lines = log.all.filter { $0.contains("path=/thing") }
        #expect(lines.count == 2, "\(lines)")
        #expect(lines.allSatisfy { $0.contains("status=503") && $0.contains("request=request-1") }, "\(lines)")
    }

    @Test func `that are refused behind others have a line and an identifier of their own`() async throws {
        let log = LogLines()
        let environment = environment(log)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let route = Routes.Route(method: .get, path: "/thing", access: .anyone) { _, _ in
            begin.finish()
            for await _ in released {}
            return Response(status: .ok)
        }
        let configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        let door = try FrontDoor(configuration, environment: environment, routes: Routes([route]))
        try await TestServer.run(door.serve) { client in
            async let answer = client.exchange(
                "GET /thing HTTP/1.1\r\nHost: h\r\n\r\nGET /other HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n"
            )
            for await _ in begun {}
            release.finish()
            let text = try await answer
            #expect(text.components(beginning: "HTTP/1.1 ").compactMap { Int($0.prefix(3)) } == [200, 400])
        }
        let lines = log.all.filter { $0.contains("request-") }
        #expect(lines.count == 2, "\(lines)")
        #expect(lines.contains { $0.contains("path=/thing") && $0.contains("request=request-1") }, "\(lines)")
        #expect(lines.contains { $0.contains("path=/other") && $0.contains("request=request-2") }, "\(lines)")
    }
}
