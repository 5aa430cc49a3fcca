import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOExtras
import NIOHTTPTypes
import Synchronization
import Testing

@testable import GIRServer

/// The guard between a real parser and an observer, on a clock that the test moves.
private final class Connection {
    let channel = EmbeddedChannel()
    let observer = Observer()
    let limits: ServerLimits

    init(_ limits: ServerLimits = ServerLimits(), log: LogLines = LogLines()) throws {
        self.limits = limits
        let settings = ConnectionSettings(limits: limits, isSecure: true, environment: log.environment())
        let pipeline = channel.pipeline.syncOperations
        let parser = ByteToMessageHandler(RequestParser(limits), maximumBufferSize: RequestParser.kept(limits))
        try pipeline.addHandler(parser)
        try pipeline.addHandler(ConnectionGuard(settings: settings, now: channel.embeddedEventLoop.now))
        try pipeline.addHandler(observer)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func send(_ text: String) { channel.pipeline.fireChannelRead(ByteBuffer(string: text)) }

    /// Answers the oldest request with 204.
    func answer() {
        channel.pipeline.write(HTTPResponsePart.head(HTTPResponse(status: .noContent)), promise: nil)
        channel.pipeline.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
    }

    func askForBody() {
        channel.pipeline.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)), promise: nil)
    }

    func beginAnswer() {
        channel.pipeline.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
    }

    func continueAnswer() {
        channel.pipeline.writeAndFlush(HTTPResponsePart.body(ByteBuffer(string: "x")), promise: nil)
    }

    func pass(_ time: Duration) { channel.embeddedEventLoop.advanceTime(by: TimeAmount(time)) }

    /// Everything written since the last look.
    func written() throws -> String {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }

    final class Observer: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart
        var targets: [String] = []
        var bodies = 0
        var ends = 0
        var isBroken = false

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): targets.append(head.path ?? "")
            case .body(let buffer): bodies += buffer.readableBytes
            case .end: ends += 1
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            isBroken = isBroken || error is BrokenOff
        }
    }
}

@Suite struct `Connection guard` {
    private let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
    private let post = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n"

    @Test func `passes requests on and keeps the connection`() throws {
        let connection = try Connection()
        for _ in 1...3 {
            connection.send(get)
            connection.answer()
            #expect(try connection.written().hasPrefix("HTTP/1.1 204"))
        }
        #expect(connection.observer.targets == ["/a", "/a", "/a"])
        #expect(connection.channel.isActive)
    }

    @Test(arguments: [
        "GET /a HTTP/1.0\r\n\r\n", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
    ])
    func `closes after the answer where the client asked for it`(_ request: String) throws {
        let connection = try Connection()
        connection.send(request + get)
        connection.answer()
        #expect(try connection.written().lowercased().contains("connection: close"))
        connection.pass(connection.limits.linger)
        #expect(!connection.channel.isActive)
        #expect(connection.observer.targets == ["/a"])
    }

    @Test func `keeps little of what follows a request for another protocol`() throws {
        let connection = try Connection()
        connection.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
        let limit = RequestParser.kept(connection.limits)
        connection.send(String(repeating: "a", count: limit))
        #expect(connection.channel.isActive)
        connection.send("a")
        #expect(!connection.channel.isActive)
        // What is taken is not kept, however much it is.
        let other = try Connection()
        for _ in 0...(limit / 10_000) {
            other.send(
                "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\n" + String(repeating: "a", count: 10_000)
            )
            other.answer()
        }
        #expect(other.channel.isActive)
    }

    @Test func `goes on to watch an answer that nobody takes behind which a request was refused`() throws {
        for refused in [post, "GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n"] {
            let connection = try Connection()
            connection.send(get)
            connection.beginAnswer()
            connection.send(refused)
            connection.pass(connection.limits.bodyGrace)
            connection.send("more")
            connection.pass(connection.limits.delivery - connection.limits.bodyGrace - .milliseconds(1))
            #expect(connection.channel.isActive)
            connection.pass(.milliseconds(1))
            #expect(!connection.channel.isActive)
        }
    }

    @Test func `answers a refused request itself, with the fields of every answer`() throws {
        let connection = try Connection()
        connection.send("GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n")
        let answer = try connection.written()
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(answer.hasSuffix(#"{"statusCode":2,"statusMessage":"The request target cannot be used."}"#))
        for field in [
            "X-Request-Id: request-1", "Strict-Transport-Security: max-age=63072000; includeSubDomains",
            "X-Content-Type-Options: nosniff", "Content-Type: application/json;charset=utf-8", "Connection: close",
            "Date: Sun, 15 Jun 2025 15:06:40 GMT",
        ] {
            #expect(answer.lowercased().contains(field.lowercased() + "\r\n"))
        }
        #expect(connection.observer.targets.isEmpty)
    }

    @Test(arguments: [
        ("\0\0\0\0\r\n\r\n", "501"), ("FOO / HTTP/1.1\r\nHost: h\r\n\r\n", "501"),
        ("GET / HTTP/2.0\r\nHost: h\r\n\r\n", "505"),
        ("GET / HTTP/1.1\r\nHost : h\r\n\r\n", "400"), ("GET / HTTP/1.1\r\nHost: h\r\nA: b\0\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: h\r\n x: y\r\n\r\n", "400"),
    ])
    func `answers what the parser gives up on`(_ request: String, _ status: String) throws {
        let connection = try Connection()
        connection.send(request)
        #expect(try connection.written().hasPrefix("HTTP/1.1 \(status) "))
        connection.pass(connection.limits.linger)
        #expect(!connection.channel.isActive)
    }

    @Test func `says 503 to the request that has waited, not to the one that was read last`() throws {
        let log = LogLines()
        let connection = try Connection(log: log)
        connection.send("GET /first?secret=1 HTTP/1.1\r\nHost: h\r\n\r\nHEAD /second HTTP/1.1\r\nHost: h\r\n\r\n")
        connection.pass(connection.limits.answer)
        let answer = try connection.written()
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.hasSuffix(#"{"statusCode":4,"statusMessage":"The server did not answer in time."}"#))
        #expect(log.all.contains { $0.contains(" request refused ") && $0.contains(" method=GET path=/first ") })
        #expect(!log.all.joined().contains("secret"))
    }

    @Test(arguments: [
        ("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n", "method=POST path=/a ", 413),
        ("POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", "method=POST path=/b ", 413),
        ("GET http://u:p@h/c?d HTTP/1.1\r\nHost: h\r\n\r\n", "method=GET reason=", 400),
        ("FOO / HTTP/1.1\r\nHost: h\r\n\r\n", "reason=", 501),
    ])
    func `names the request that it refuses, where it could be read`(
        _ request: String,
        _ words: String,
        _ status: Int
    ) throws {
        let log = LogLines()
        let connection = try Connection(log: log)
        connection.send(get)
        connection.answer()
        connection.send(request)
        if request.contains("chunked") { connection.send(String(repeating: "x", count: 0x100001)) }
        let line = try #require(log.all.first { $0.contains(" request refused ") })
        #expect(line.contains(" client=127.0.0.1 \(words)") && line.contains(" status=\(status)"), "\(line)")
        #expect(!line.contains("u:p"))
    }

    @Test func `refuses only after the requests before are answered`() throws {
        let connection = try Connection()
        connection.send(get + "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n" + get)
        #expect(try connection.written() == "")
        connection.answer()
        let answers = try connection.written()
        #expect(answers.hasPrefix("HTTP/1.1 204"))
        #expect(answers.contains("HTTP/1.1 400"))
        #expect(connection.observer.targets == ["/a"])
    }

    @Test func `cuts a chunked body at the limit and says so`() throws {
        var limits = ServerLimits()
        limits.body = 8
        let connection = try Connection(limits)
        connection.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")
        #expect(try connection.written() == "")
        connection.send("4\r\n6789\r\n")
        #expect(try connection.written().hasPrefix("HTTP/1.1 413 "))
        #expect(connection.observer.bodies == 5)
        #expect(connection.observer.isBroken)
        #expect(connection.observer.ends == 0)
        // The resource may still answer; nothing of it goes out.
        connection.answer()
        #expect(try connection.written() == "")
    }

    private let expecting = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"

    @Test func `asks for an expected body when the resource does, once`() throws {
        let connection = try Connection()
        // One that comes before it is answered first.
        connection.send(get + expecting)
        connection.askForBody()
        #expect(try connection.written().isEmpty)
        connection.answer()
        #expect(try connection.written().hasPrefix("HTTP/1.1 204"))
        connection.askForBody()
        connection.askForBody()
        #expect(try connection.written() == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.send("ab")
        connection.answer()
        #expect(try connection.written().hasPrefix("HTTP/1.1 204"))
        #expect(connection.channel.isActive)
        connection.askForBody()
        connection.send(get)
        connection.askForBody()
        #expect(try connection.written().isEmpty)
    }

    @Test func `says the last word to who waits with a body and is refused`() throws {
        let connection = try Connection()
        connection.send(expecting)
        connection.answer()
        #expect(try connection.written() == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        // It may be a body or a request: nobody can tell.
        connection.send(get)
        #expect(connection.observer.targets == ["/a"])
        connection.pass(connection.limits.linger)
        #expect(!connection.channel.isActive)
    }

    @Test func `gives an expected body its time when it is asked for, and the resource its own`() throws {
        let connection = try Connection()
        connection.send(expecting)
        connection.pass(connection.limits.bodyGrace + .seconds(1))
        connection.askForBody()
        #expect(try connection.written() == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.pass(connection.limits.bodyGrace)
        #expect(try connection.written().hasPrefix("HTTP/1.1 408"))
        let other = try Connection()
        other.send(expecting)
        other.pass(other.limits.answer)
        #expect(try other.written().hasPrefix("HTTP/1.1 503"))
        // Who does not wait is not asked.
        let eager = try Connection()
        eager.send(expecting + "a")
        eager.askForBody()
        eager.send("b")
        eager.answer()
        #expect(try eager.written().hasPrefix("HTTP/1.1 204"))
        #expect(eager.channel.isActive)
    }

    @Test func `a client that goes in the middle of a body is no end of it`() throws {
        let connection = try Connection()
        connection.send(post + "12345")
        _ = try? connection.channel.finish(acceptAlreadyClosed: true)
        #expect(connection.observer.isBroken)
        #expect(connection.observer.ends == 0)
    }

    // MARK: Time

    @Test func `a connection that says nothing is closed after the time of a header`() throws {
        let connection = try Connection()
        connection.pass(connection.limits.head - .milliseconds(1))
        #expect(connection.channel.isActive)
        connection.pass(.milliseconds(1))
        #expect(!connection.channel.isActive)
        #expect(try connection.written() == "")
    }

    @Test func `a header one byte at a time gets no more time than another`() throws {
        let connection = try Connection()
        for byte in get.utf8.prefix(11) {
            connection.send(String(decoding: [byte], as: UTF8.self))
            connection.pass(.seconds(1))
        }
        #expect(try connection.written().hasPrefix("HTTP/1.1 408 "))
        connection.pass(connection.limits.linger)
        #expect(!connection.channel.isActive)
    }

    @Test func `a stalled body is answered with 408 after the grace`() throws {
        let connection = try Connection()
        connection.send(post)
        connection.pass(connection.limits.bodyGrace)
        #expect(try connection.written().hasPrefix("HTTP/1.1 408 "))
        #expect(connection.observer.isBroken)
    }

    @Test func `a body that is fast enough may take its time, and no more than that`() throws {
        let connection = try Connection()
        let limits = connection.limits
        connection.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: \(limits.body)\r\n\r\n")
        let chunk = String(repeating: "x", count: limits.bodyRate)
        for _ in 1..<Int(limits.bodyTotal.components.seconds) {
            connection.send(chunk)
            connection.pass(.seconds(1))
        }
        #expect(try connection.written() == "")
        connection.send(chunk)
        connection.pass(.seconds(1))
        #expect(try connection.written().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `a connection at rest is closed after the idle time`() throws {
        let connection = try Connection()
        connection.send(get)
        connection.answer()
        _ = try connection.written()
        connection.pass(connection.limits.idle - .milliseconds(1))
        #expect(connection.channel.isActive)
        connection.pass(.milliseconds(1))
        #expect(!connection.channel.isActive)
        #expect(try connection.written() == "")
    }

    @Test func `a request that the server does not answer gets 503`() throws {
        let connection = try Connection()
        connection.send(get)
        connection.pass(connection.limits.answer)
        #expect(try connection.written().hasPrefix("HTTP/1.1 503 "))
        connection.answer()
        #expect(try connection.written() == "")
    }

    @Test func `an answer may take its time as long as it gets on`() throws {
        let connection = try Connection()
        connection.send(get)
        connection.beginAnswer()
        for _ in 1...3 {
            connection.pass(connection.limits.delivery - .milliseconds(1))
            #expect(connection.channel.isActive)
            connection.continueAnswer()
        }
        connection.pass(connection.limits.delivery)
        #expect(!connection.channel.isActive)
    }

    @Test func `an answer that began before the end of its request is not taken for a late one`() throws {
        let connection = try Connection()
        connection.send(post)
        connection.beginAnswer()
        connection.send("1234567890")
        for _ in 1...4 {
            connection.pass(connection.limits.delivery / 2)
            connection.continueAnswer()
        }
        #expect(connection.channel.isActive)
        #expect(try !connection.written().contains("503"))
    }

    // MARK: Stopping

    @Test func `when the server stops a connection at rest closes at once`() throws {
        let connection = try Connection()
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(!connection.channel.isActive)
    }

    @Test func `when the server stops an open request is answered first`() throws {
        let connection = try Connection()
        connection.send(get)
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(connection.channel.isActive)
        connection.answer()
        #expect(try connection.written().lowercased().contains("connection: close"))
        connection.pass(connection.limits.linger)
        #expect(!connection.channel.isActive)
    }

    @Test func `when the server stops nothing holds it longer than the drain time`() throws {
        var limits = ServerLimits()
        limits.answer = .seconds(1000)
        let connection = try Connection(limits)
        connection.send(get)
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        connection.pass(limits.drain)
        #expect(!connection.channel.isActive)
    }
}
