import FoundationEssentials
import GIRPKI
import GIRTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GIRLinks

/// The client of WebDAV against a real apache2 with mod_dav, over TLS with Basic authentication.
@Suite(.enabled(if: WebDAVServer.isThere || Tool.required), .timeLimit(.minutes(2))) struct `A WebDAV storage` {
    private let server: WebDAVServer
    private let client: WebClient
    private let root: WebAddress
    private let storage: WebDAVStorage

    init() throws {
        let pki = try TestPKI(now: Date())
        server = try WebDAVServer(pki.server(), in: TemporaryDirectory())
        let evaluator = TrustEvaluator(anchors: [pki.root.certificate])
        client = WebClient(verifier: .trust(evaluator, nameRule: .https), tls: try LinkTLS())
        root = try #require(WebAddress(server.address))
        let credentials = WebCredentials(user: WebDAVServer.user, password: Secret(WebDAVServer.password))
        storage = WebDAVStorage(root, credentials: credentials, client: client)
    }

    private func file(_ path: String) throws -> WebAddress { try #require(root.appending(path)) }

    private func stream(_ parts: Int, of size: Int, failing: (any Error)? = nil) -> WebRequest.Body {
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            for part in 0..<parts {
                continuation.yield(ByteBuffer(repeating: UInt8(truncatingIfNeeded: part), count: size))
            }
            continuation.finish(throwing: failing)
        }
        return .stream(stream, length: nil)
    }

    @Test func `writes, reads, reads a part, and deletes`() async throws {
        try await server.run {
            let file = try file("US/CA/a%20b.mp3")
            try await storage.write(file, stream(40, of: 50_000))
            #expect(server.stored("US/CA/a b.mp3")?.count == 2_000_000)
            // The folders are there now.
            try await storage.write(self.file("US/CA/second.mp3"), .bytes(Array("abcdef".utf8)))

            let whole = try await storage.read(file)
            #expect(whole.status == .ok)
            #expect(whole.headers[.contentLength] == "2000000")
            #expect(try await whole.body.collect(upTo: 2_000_000).readableBytes == 2_000_000)
            let part = try await storage.read(file, headers: [.range: "bytes=49999-50000"])
            #expect(part.status == .partialContent)
            #expect(part.headers[.contentRange] == "bytes 49999-50000/2000000")
            #expect(Array(buffer: try await part.body.collect(upTo: 10)) == [0, 1])
            let beyond = try await storage.read(file, headers: [.range: "bytes=2000000-"])
            #expect(beyond.status == .rangeNotSatisfiable)
            await beyond.body.discard()
            let tag = try #require(whole.headers[.eTag])
            let same = try await storage.read(file, headers: [.ifNoneMatch: tag])
            #expect(same.status == .notModified)
            await same.body.discard()
            let facts = try await storage.read(file, method: .head)
            #expect(facts.headers[.contentLength] == "2000000")
            await facts.body.discard()

            try await storage.remove(file)
            #expect(server.stored("US/CA/a b.mp3") == nil)
            try await storage.remove(file)
            let gone = try await storage.read(file)
            #expect(gone.status == .notFound)
            await gone.body.discard()
        }
    }

    @Test func `overwrites nothing, and leaves nothing of a body that breaks off`() async throws {
        struct Broken: Error {}
        try await server.run {
            let file = try file("a.mp3")
            try await storage.write(file, .bytes([1]))
            await #expect(throws: WebRefusal(.preconditionFailed)) { try await storage.write(file, .bytes([2])) }
            #expect(server.stored("a.mp3") == [1])
            let broken = try self.file("broken.mp3")
            await #expect(throws: Broken.self) {
                try await storage.write(broken, stream(40, of: 50_000, failing: Broken()))
            }
            // The server learns of it when it reads the end of the connection.
            let end = ContinuousClock.now + .seconds(60)
            while server.stored("broken.mp3") != nil, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(server.stored("broken.mp3") == nil)
        }
    }

    @Test func `says that a password is refused`() async throws {
        try await server.run {
            let credentials = WebCredentials(user: WebDAVServer.user, password: Secret("wrong"))
            let stranger = WebDAVStorage(root, credentials: credentials, client: client)
            await #expect(throws: WebRefusal(.unauthorized)) {
                try await stranger.write(file("a/b.mp3"), stream(40, of: 50_000))
            }
            await #expect(throws: WebRefusal(.unauthorized)) { try await stranger.remove(file("a.mp3")) }
            #expect(server.stored("a/b.mp3") == nil)
        }
    }
}
