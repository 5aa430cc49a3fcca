import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@testable import GIRServer

/// One row of the table of requests that other servers disagree about.
private struct Row: CustomTestStringConvertible {
    let name: String
    let request: String
    let statuses: [Int]

    var testDescription: String { name }

    init(_ name: String, _ request: String, _ statuses: Int...) {
        self.name = name
        self.request = request
        self.statuses = statuses
    }

    private static let host = "Host: localhost\r\n"
    private static let version = "/api/v2/diagnostics/version"
    private static func get(_ target: String, _ fields: String = host) -> String {
        "GET \(target) HTTP/1.1\r\n\(fields)Connection: close\r\n\r\n"
    }
    private static func post(_ fields: String, _ body: String = "") -> String {
        "POST \(version) HTTP/1.1\r\n\(host)\(fields)Connection: close\r\n\r\n\(body)"
    }

    static let all = [
        Row("a plain request", get(version), 200),
        Row("two requests in a row", "GET \(version) HTTP/1.1\r\n\(host)\r\n" + get(version), 200, 200),
        Row("HTTP/1.0 without host", "GET \(version) HTTP/1.0\r\n\r\n", 200),
        Row(
            "content length and transfer encoding",
            post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            400
        ),
        Row("the same length twice", post("Content-Length: 1\r\nContent-Length: 1\r\n", "a"), 400),
        Row("two lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), 400),
        Row("length with a sign", post("Content-Length: +4\r\n", "abcd"), 400),
        Row("length in a list", post("Content-Length: 4, 4\r\n", "abcd"), 400),
        Row("length of ten gibibytes", post("Content-Length: 10737418240\r\n"), 413),
        Row("coding other than chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501),
        Row("coding identity", post("Transfer-Encoding: identity\r\n"), 501),
        Row("a coding with a control character", post("Transfer-Encoding: \u{b}chunked\r\n"), 400),
        Row("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Row("a chunk with a bad length", post("Transfer-Encoding: chunked\r\n", "0x5\r\nabcde\r\n0\r\n\r\n"), 400),
        Row("a body that is read to its end", post("Content-Length: 4\r\n", "abcd"), 405),
        Row("chunks that are read to their end", post("Transfer-Encoding: chunked\r\n", "4\r\nabcd\r\n0\r\n\r\n"), 405),
        Row("no host", get(version, ""), 400),
        Row("two hosts", get(version, host + host), 400),
        Row("a host with a path", get(version, "Host: a/b\r\n"), 400),
        Row("absolute target of the same host", get("http://localhost\(version)"), 200),
        Row("absolute target of another host", get("http://other\(version)"), 400),
        Row("HTTP/1.2", "GET / HTTP/1.2\r\n\(host)\r\n", 505),
        Row("HTTP/2.0", "GET / HTTP/2.0\r\n\(host)\r\n", 505),
        Row("lower-case method", "get / HTTP/1.1\r\n\(host)\r\n", 501),
        Row("unknown method", "FOO / HTTP/1.1\r\n\(host)\r\n", 501),
        Row("a method of WebDAV", "PROPFIND / HTTP/1.1\r\n\(host)\r\n", 501),
        Row("TRACE", "TRACE / HTTP/1.1\r\n\(host)\r\n", 405),
        Row("CONNECT", "CONNECT localhost:1 HTTP/1.1\r\n\(host)\r\n", 405),
        Row("target of nine kibibytes", get("/" + String(repeating: "a", count: 9 << 10)), 414),
        Row("a field of nine kibibytes", get("/", host + "x: " + String(repeating: "a", count: 9 << 10) + "\r\n"), 431),
        Row(
            "a field of 128 kibibytes",
            get("/", host + "x: " + String(repeating: "a", count: 128 << 10) + "\r\n"),
            431
        ),
        Row("1100 fields", get("/", host + String(repeating: "x: y\r\n", count: 1100)), 431),
        Row("dot segments", get("/a/../b"), 400),
        Row("encoded dot segments", get("/%2e%2e/b"), 400),
        Row("encoded slash", get("/a%2fb"), 400),
        Row("NUL", get("/a%00"), 400),
        Row("overlong UTF-8", get("/%c0%ae"), 400),
        Row("path parameter", get("/a;jsessionid=1"), 400),
        Row("backslash", get("/a\\b"), 400),
        Row("NUL in a field", get("/", host + "x: a\0b\r\n"), 400),
        Row("folded field", get("/", host + "x: a\r\n b\r\n"), 400),
        Row("space before the colon", get("/", "Host : localhost\r\n"), 400),
        Row("bare line feeds", "GET / HTTP/1.1\nHost: localhost\n\n", 505),
        Row("unknown expectation", post("Expect: tea\r\nContent-Length: 1\r\n", "a"), 417),
        Row("expected body", post("Expect: 100-continue\r\nContent-Length: 1\r\n", "a"), 405),
        Row("an upgrade", get("/", host + "Upgrade: websocket\r\n"), 404),
    ]
}

@Suite struct `Front door` {
    @Test(arguments: Row.all)
    private func `answers each request with its status, and what is refused with JSON`(_ row: Row) async throws {
        let answer = try await TestServer.run { try await $0.exchange(row.request) }
        let statuses = answer.components(beginning: "HTTP/1.1 ").compactMap { Int($0.prefix(3)) }
        #expect(statuses == row.statuses, "\(answer)")
        guard let last = row.statuses.last, last >= 400 else { return }
        #expect(answer.lowercased().contains("connection: close"))
        #expect(answer.lowercased().contains("x-content-type-options: nosniff"))
        #expect(answer.contains(#""statusMessage":""#))
    }

    @Test func `keeps its word about an open request when it stops`() async throws {
        let log = LogLines()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (stopping, stop) = AsyncStream.makeStream(of: Void.self)
        let slow = Routes.Route(method: .get, path: "/slow", access: .anyone) { _, _ in
            begin.finish()
            for await _ in stopping {}
            return Response(status: .ok, headers: [:], body: .init(byteBuffer: ByteBuffer(string: "done")))
        }
        let answer = try await TestServer.run(log: log, routes: Routes([slow])) { client in
            async let answer = client.exchange("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            for await _ in begun {}
            await client.group.triggerGracefulShutdown()
            while !log.all.contains(where: { $0.contains(" stopping") }) { try await Task.sleep(for: .milliseconds(5)) }
            stop.finish()
            return try await answer
        }
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(answer.hasSuffix("done"))
    }

    @Test func `keeps what requests use until they have ended, also those whose client is gone`() async throws {
        let log = LogLines()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let slow = Routes.Route(method: .get, path: "/slow", access: .anyone) { _, context in
            begin.finish()
            for await _ in released {}
            context.logger.info("last word")
            return Response(status: .noContent)
        }
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        configuration.limits.drain = .milliseconds(50)
        configuration.limits.afterDrain = .seconds(60)
        try await TestServer.run(configuration, log: log, routes: Routes([slow])) { client in
            async let answer = client.exchange("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n", timeout: .seconds(60))
            for await _ in begun {}
            await client.group.triggerGracefulShutdown()
            let text = try await answer
            #expect(text.isEmpty)
            // Long enough for a server that does not wait.
            try await Task.sleep(for: .milliseconds(300))
            release.finish()
        }
        let words = log.all.filter { $0.contains("last word") || $0.contains(" stopped") }
        #expect(words.count == 2)
        #expect(words.first?.contains("last word") == true)
    }

    @Test func `does not wait for ever for requests that do not end`() async throws {
        let log = LogLines()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let slow = Routes.Route(method: .get, path: "/slow", access: .anyone) { _, _ in
            begin.finish()
            for await _ in released {}
            return Response(status: .noContent)
        }
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        configuration.limits.drain = .milliseconds(50)
        configuration.limits.afterDrain = .milliseconds(50)
        try await TestServer.run(configuration, log: log, routes: Routes([slow])) { client in
            async let answer = client.exchange("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n", timeout: .seconds(60))
            for await _ in begun {}
            await client.group.triggerGracefulShutdown()
            let text = try await answer
            #expect(text.isEmpty)
        }
        #expect(log.all.contains { $0.contains("warning requests are left unanswered requests=1") })
        #expect(log.all.last?.contains(" stopped") == true)
        // Not before: what it says then would be the last line.
        release.finish()
    }

    @Test func `waits for a TLS handshake no longer than its limit`() async throws {
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: try TestIdentity.make())
        configuration.limits.handshake = .milliseconds(50)
        let served = configuration
        let waited = try await TestServer.run(served) { client in
            try await ContinuousClock().measure {
                // The beginning of a record, and then nothing.
                _ = try await client.exchange("\u{16}\u{3}\u{1}", timeout: .seconds(120))
            }
        }
        #expect(waited < .seconds(100))
        #expect(ServerLimits().handshake == .seconds(10))
    }

    @Test func `tells where it listens and that it stops`() async throws {
        let log = LogLines()
        let port = try await TestServer.run(log: log) { $0.port }
        let messages = log.all.map { $0.dropFirst(30) }
        #expect(
            messages.first
                == "listening address=127.0.0.1 port=\(port) tls=false url=http://localhost:\(port) version=1.2.3\n"
        )
        #expect(log.all.contains { $0.contains(" stopping") })
        #expect(log.all.last?.contains(" stopped") == true)
    }

    @Test func `listens on all addresses where none is configured, and logs those of IPv4 as such`() async throws {
        let log = LogLines()
        let configuration = ServerConfiguration(host: nil, port: 0, identity: nil)
        _ = try await TestServer.run(configuration, log: log) {
            try await $0.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        }
        #expect(log.all.contains { $0.contains("request answered client=127.0.0.1 ") })
    }

    @Test func `says which port is in use`() async throws {
        let error = try await TestServer.run { client in
            await #expect(throws: ServerError.self) {
                let taken = ServerConfiguration(host: "127.0.0.1", port: client.port, identity: nil)
                try await TestServer.run(taken) { _ in }
            }
        }
        #expect(error?.code == .addressInUse)
        #expect(error?.reason.contains("of '127.0.0.1' is in use by another process") == true)
    }

    @Test(arguments: ["192.0.2.1", "no-such-host.invalid"])
    func `says that an address is not of this machine`(_ host: String) async throws {
        let configuration = ServerConfiguration(host: host, port: 0, identity: nil)
        let error = await #expect(throws: ServerError.self) { try await TestServer.run(configuration) { _ in } }
        #expect(error?.code == .addressUnavailable)
        #expect(error?.reason == "'\(host)' is not an address of this machine")
    }

    @Test func `shows a user the address to open`() {
        func url(_ host: String?, _ port: Int) -> String {
            ServerConfiguration(host: host, port: port, identity: nil).url(port: port)
        }
        #expect(url(nil, 8090) == "http://localhost:8090")
        #expect(url("0.0.0.0", 8090) == "http://localhost:8090")
        #expect(url("rws.example", 80) == "http://rws.example:80")
        #expect(url("2001:db8::1", 80) == "http://[2001:db8::1]:80")
    }
}

extension String {
    /// The pieces behind each occurrence of the separator.
    func components(beginning separator: String) -> [Substring] {
        var pieces: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            rest = rest[range.upperBound...]
            pieces.append(rest)
        }
        return pieces
    }
}
