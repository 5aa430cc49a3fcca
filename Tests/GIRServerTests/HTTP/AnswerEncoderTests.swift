import HTTPTypes
import NIOCore
import NIOHTTP1
import Testing

@testable import GIRServer

@Suite struct `answer encoder` {
    private var encoder = AnswerEncoder()

    /// The buffers of an answer, in which head and body come in parts.
    private mutating func encode(
        _ head: HTTPResponse,
        _ body: [String] = [],
        trailers: HTTPFields? = nil,
        to method: HTTPMethod = .GET,
        isOld: Bool = false,
        closes: Bool = false
    ) -> [String] {
        encoder.head(head, to: method, isOld: isOld, closes: closes)
        var buffers: [ByteBuffer] = []
        for part in body { buffers += encoder.body(ByteBuffer(string: part), isAwaited: false) }
        return (buffers + [encoder.end(trailers)]).map { String(buffer: $0) }
    }

    @Test mutating func `sends a small answer as one buffer`() {
        let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "5", .server: "x"])
        #expect(encode(head, ["he", "llo"]) == ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\nhello"])
    }

    @Test mutating func `sends no body to HEAD, whatever its head tells`() {
        let ok = HTTPResponse(status: .ok)
        #expect(encode(ok, ["hello"], to: .HEAD) == ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"])
        let counted = HTTPResponse(status: .ok, headerFields: [.contentLength: "5"])
        #expect(encode(counted, ["hello"], to: .HEAD) == ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"])
    }

    @Test mutating func `ends a body without a length with the connection where the client knows no chunks`() {
        #expect(
            encode(HTTPResponse(status: .ok), ["he", "llo"], isOld: true, closes: true)
                == ["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"]
        )
    }

    @Test mutating func `says that the connection ends, and nothing else says so`() {
        let head = HTTPResponse(status: .ok, headerFields: [.connection: "keep-alive", .contentLength: "0"])
        #expect(encode(head) == ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
        #expect(encode(head, closes: true) == ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"])
    }

    @Test mutating func `sends a body of unknown length in chunks, with trailers`() {
        let head = HTTPResponse(status: .ok, headerFields: [.transferEncoding: "gzip"])
        let beginning = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(
            encode(head, ["hello", "", " world, again"]) == [
                beginning + "5\r\nhello\r\nd\r\n world, again\r\n0\r\n\r\n"
            ]
        )
        #expect(encode(head, trailers: [.server: "x"]) == [beginning + "0\r\nServer: x\r\n\r\n"])
    }

    @Test mutating func `copies no large part`() {
        let large = String(repeating: "x", count: 100_000)
        let counted = HTTPResponse(status: .ok, headerFields: [.contentLength: "100001"])
        #expect(encode(counted, [large, "y"]) == ["HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n", large, "y"])
        let chunked = HTTPResponse(status: .ok)
        #expect(
            encode(chunked, [large, "y"]) == [
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n", large, "\r\n1\r\ny\r\n0\r\n\r\n",
            ]
        )
    }

    @Test mutating func `gives away what somebody waits for, also where it is nothing`() {
        encoder.head(HTTPResponse(status: .ok, headerFields: [.contentLength: "1"]), to: .GET, closes: false)
        #expect(encoder.body(ByteBuffer(string: "x"), isAwaited: true).map(\.readableBytes) == [39])
        #expect(encoder.body(ByteBuffer(), isAwaited: true).map(\.readableBytes) == [0])
    }

    @Test(arguments: [HTTPResponse.Status.continue, .noContent, .notModified])
    mutating func `sends no body where none may be`(_ status: HTTPResponse.Status) {
        let head = HTTPResponse(status: status, headerFields: [.transferEncoding: "chunked"])
        #expect(encode(head, ["hello"]) == ["HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n\r\n"])
    }
}
