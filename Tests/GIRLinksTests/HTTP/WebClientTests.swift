import FoundationEssentials
import GIRPKI
import GIRTestSupport
import HTTPTypes
import NIOCore
import Synchronization
import Testing

@testable import GIRLinks

@Suite(.timeLimit(.minutes(2))) struct `The HTTP client of the links` {
    private let pki: TestPKI
    private let identity: TestPKI.Identity

    init() throws {
        pki = try TestPKI(now: Date())
        identity = try pki.server()
    }

    private func client(_ limits: WebLimits = WebLimits(), anchors: [Certificate]? = nil) throws -> WebClient {
        let evaluator = TrustEvaluator(anchors: anchors ?? [pki.root.certificate])
        return WebClient(verifier: .trust(evaluator, nameRule: .https), tls: try LinkTLS(), limits: limits)
    }

    private func address(_ peer: ScriptedPeer, _ path: String = "/a", scheme: String = "https") throws -> WebAddress {
        try #require(WebAddress("\(scheme)://localhost:\(peer.port)\(path)"))
    }

    private func text(_ response: WebResponse) async throws -> String {
        String(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    /// What a request to a peer that answers with these bytes fails with.
    private func failure(_ answer: String, _ limits: WebLimits = WebLimits()) async throws -> LinkError {
        let peer = try await ScriptedPeer(identity) { client in
            _ = try await client.head()
            try await client.say(answer)
        }
        let client = try client(limits)
        let request = WebRequest(.get, try address(peer))
        do {
            let response = try await client.send(request)
            let body = try await text(response)
            throw Unexpected(text: "\(response.status) \(body.prefix(200))")
        } catch let error as LinkError {
            try await peer.stop()
            return error
        }
    }

    private struct Unexpected: Error { let text: String }

    // MARK: Answers

    @Test func `reads answers of every form, over one connection`() async throws {
        let answers = [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        ]
        let peer = try await ScriptedPeer(identity) { client in
            for answer in answers {
                _ = try await client.head()
                try await client.say(answer)
            }
        }
        let client = try client()
        for (index, expected) in ["hello", "hello", "hello", "", ""].enumerated() {
            let response = try await client.send(WebRequest(.get, address(peer)))
            #expect(try await text(response) == expected, "\(index)")
        }
        #expect(peer.connections == 1)
        try await peer.stop()
    }

    @Test func `waits for no body after HEAD`() async throws {
        let peer = try await ScriptedPeer(identity) { client in
            #expect(try await client.head()?.hasPrefix("HEAD /a HTTP/1.1") == true)
            try await client.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: \"x\"\r\n\r\n")
            _ = try await client.head()
            try await client.say("HTTP/1.1 204 No Content\r\n\r\n")
        }
        let client = try client()
        let response = try await client.send(WebRequest(.head, address(peer)))
        #expect(response.headers[.contentLength] == "1000")
        #expect(response.headers[.eTag] == #""x""#)
        #expect(try await text(response).isEmpty)
        try await client.send(WebRequest(.delete, address(peer))).body.discard()
        #expect(peer.connections == 1)
        try await peer.stop()
    }

    @Test func `takes a body without a length to the farewell`() async throws {
        let peer = try await ScriptedPeer(identity) { client in
            _ = try await client.head()
            try await client.say("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end")
        }
        #expect(try await text(client().send(WebRequest(.get, address(peer)))) == "to the end")
        try await peer.stop()
    }

    // MARK: What is not believed

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ])
    func `says that the peer went early`(_ answer: String) async throws {
        #expect(try await failure(answer).code == .closed)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: \(String(repeating: "y", count: 9 << 10))\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\((0..<101).map { "X\($0): y\r\n" }.joined())\r\n",
        "HTTP/1.1 200 OK\r\n\((0..<40).map { "X\($0): \(String(repeating: "y", count: 1000))\r\n" }.joined())\r\n",
    ])
    func `takes no answer that makes no sense or has no end`(_ answer: String) async throws {
        #expect(try await failure(answer).code == .protocolFault, "\(answer.prefix(60))")
    }

    @Test func `does not wait for ever, wherever the peer stalls`() async throws {
        var limits = WebLimits()
        limits.head = .milliseconds(300)
        limits.pause = .milliseconds(300)
        let beginnings = ["", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"]
        for beginning in beginnings {
            let peer = try await ScriptedPeer(identity) { client in
                _ = try await client.head()
                if !beginning.isEmpty { try await client.say(beginning) }
                try await client.untilGone()
            }
            await #expect(throws: LinkError(.timedOut, "")) {
                _ = try await text(client(limits).send(WebRequest(.get, address(peer))))
            }
            try await peer.stop()
        }
    }

    @Test func `asks nobody whom it does not trust, and sends no password there`() async throws {
        let heads = Mutex<[String]>([])
        let peer = try await ScriptedPeer(identity) { client in
            if let head = try await client.head() { heads.withLock { $0.append(head) } }
        }
        let stranger = try client(anchors: [TestPKI(now: Date()).root.certificate])
        let credentials = WebCredentials(user: "u", password: Secret("a password"))
        await #expect(throws: LinkError(.notTrusted, "")) {
            try await stranger.send(WebRequest(.get, address(peer), credentials: credentials))
        }
        let elsewhere = try #require(WebAddress("https://127.0.0.2:\(peer.port)/"))
        await #expect(throws: LinkError.self) {
            try await client().send(WebRequest(.get, elsewhere, credentials: credentials))
        }
        #expect(heads.withLock { $0 }.isEmpty)
        try await peer.stop()
    }

    @Test func `follows no redirect`() async throws {
        let peer = try await ScriptedPeer(identity) { client in
            _ = try await client.head()
            try await client.say("HTTP/1.1 302 Found\r\nLocation: https://other.example/\r\nContent-Length: 0\r\n\r\n")
        }
        let response = try await client().send(WebRequest(.get, address(peer)))
        #expect(response.status == .found)
        try await peer.stop()
    }

    // MARK: Requests

    @Test func `sends what the peer needs, and bodies with a length or in chunks`() async throws {
        let peer = try await ScriptedPeer(nil) { client in
            let head = try await client.head() ?? ""
            #expect(head.lowercased().contains("\r\nhost: localhost:"))
            #expect(head.contains("uthorization: Basic dTpwYXNzOndvcmQ="))
            #expect(head.lowercased().contains("\r\ncontent-length: 3"))
            #expect(try await client.body(3) == "abc")
            try await client.say("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            _ = try await client.untilGone()
        }
        let credentials = WebCredentials(user: "u", password: Secret("pass:word"))
        let client = try client()
        let plain = try address(peer, "/a%20b", scheme: "http")
        #expect(plain.path == "/a%20b")
        let put = WebRequest(.put, plain, credentials: credentials, body: .bytes(Array("abc".utf8)))
        #expect(try await client.send(put).status == .created)
        try await peer.stop()

        let second = try await ScriptedPeer(nil) { client in
            let head = try await client.head() ?? ""
            #expect(head.lowercased().contains("\r\ntransfer-encoding: chunked"))
            #expect(try await client.body(20) == "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            try await client.say("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
        }
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            for part in ["abc", "", "de"] { continuation.yield(ByteBuffer(string: part)) }
            continuation.finish()
        }
        let body = WebRequest.Body.stream(stream, length: nil)
        let response = try await client.send(WebRequest(.put, address(second, scheme: "http"), body: body))
        #expect(response.status == .created)
        try await second.stop()
    }

    @Test func `stops sending when the peer has answered, and takes the answer`() async throws {
        let peer = try await ScriptedPeer(identity) { client in
            _ = try await client.head()
            try await client.say("HTTP/1.1 507 Full\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            try await client.untilGone()
        }
        // Without an end: only the answer can end it.
        let endless = Endless()
        let request = WebRequest(.put, try address(peer), body: .stream(endless, length: nil))
        #expect(try await client().send(request).status.code == 507)
        try await peer.stop()
    }

    private struct Endless: AsyncSequence, Sendable {
        struct AsyncIterator: AsyncIteratorProtocol {
            func next() async throws -> ByteBuffer? {
                try await Task.sleep(for: .milliseconds(1))
                return ByteBuffer(repeating: 0, count: 1000)
            }
        }
        func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
    }

    @Test(arguments: [2, 4]) func `sends no body that is not as long as announced`(_ length: Int) async throws {
        let isWhole = Mutex(false)
        let peer = try await ScriptedPeer(identity) { client in
            _ = try await client.head()
            if try await client.body(length) != nil { isWhole.withLock { $0 = true } }
        }
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            continuation.yield(ByteBuffer(string: "abc"))
            continuation.finish()
        }
        let request = WebRequest(.put, try address(peer), body: .stream(stream, length: length))
        await #expect(throws: LinkError(.protocolFault, "")) { try await client().send(request) }
        #expect(!isWhole.withLock { $0 })
        try await peer.stop()
    }

    @Test func `gives back what the stream of a body throws, and ends the connection`() async throws {
        struct Broken: Error {}
        let (gone, wentAway) = AsyncStream.makeStream(of: Void.self)
        let peer = try await ScriptedPeer(identity) { client in
            _ = try await client.head()
            try? await client.untilGone()
            wentAway.finish()
        }
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            continuation.yield(ByteBuffer(string: "abc"))
            continuation.finish(throwing: Broken())
        }
        let request = WebRequest(.put, try address(peer), body: .stream(stream, length: nil))
        await #expect(throws: Broken.self) { try await client().send(request) }
        for await _ in gone {}
        try await peer.stop()
    }
}
