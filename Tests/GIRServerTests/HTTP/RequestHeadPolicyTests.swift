import HTTPTypes
import NIOHTTP1
import Testing

@testable import GIRServer

@Suite struct `Request header policy` {
    private let policy = RequestHeadPolicy(limits: ServerLimits())

    private func head(
        _ method: HTTPMethod = .GET,
        _ uri: String = "/a",
        version: HTTPVersion = .http1_1,
        _ headers: [(String, String)] = [("Host", "h")]
    ) -> HTTPRequestHead {
        HTTPRequestHead(version: version, method: method, uri: uri, headers: HTTPHeaders(headers))
    }

    private func refusal(_ head: HTTPRequestHead) -> APIStatus? {
        do throws(APIError) {
            _ = try policy.check(head)
            return nil
        } catch {
            return error.status
        }
    }

    @Test func `accepts a plain request`() throws {
        let accepted = try policy.check(head())
        #expect(accepted.body == .none)
        #expect(!accepted.expectsContinue)
    }

    @Test(arguments: RequestHeadPolicy.methods.map(\.rawValue))
    func `accepts the methods of resources`(_ method: String) {
        #expect(refusal(head(HTTPMethod(rawValue: method))) == nil)
    }

    @Test(arguments: ["PROPFIND", "FOO", "get"])
    func `does not implement other methods`(_ method: String) {
        #expect(refusal(head(HTTPMethod(rawValue: method))) == .notImplemented)
    }

    @Test(arguments: [HTTPMethod.TRACE, .CONNECT])
    func `allows no TRACE and no CONNECT, and says what it allows`(_ method: HTTPMethod) {
        #expect(throws: APIError.self) { try policy.check(head(method)) }
        #expect(refusal(head(method)) == .methodNotAllowed)
    }

    @Test func `wants the host exactly once`() {
        #expect(refusal(head(.GET, "/a", [])) == .badRequest)
        #expect(refusal(head(.GET, "/a", [("Host", "a"), ("Host", "a")])) == .badRequest)
        #expect(refusal(head(.GET, "/a", [("Host", "a/b")])) == .badRequest)
        #expect(refusal(head(.GET, "/a", version: .http1_0, [])) == nil)
    }

    @Test func `wants the host of an absolute target to be the host of the header`() {
        #expect(refusal(head(.GET, "http://h/a")) == nil)
        #expect(refusal(head(.GET, "http://other/a")) == .badRequest)
    }

    @Test func `refuses versions other than 1.0 and 1.1`() {
        #expect(refusal(head(version: HTTPVersion(major: 1, minor: 2))) == .versionNotSupported)
    }

    @Test func `limits target, fields and their number`() {
        let limits = ServerLimits()
        let long = { (count: Int) in String(repeating: "a", count: count) }
        #expect(refusal(head(.GET, "/" + long(limits.requestTarget - 1))) == nil)
        #expect(refusal(head(.GET, "/" + long(limits.requestTarget))) == .targetTooLong)
        #expect(refusal(head(.GET, "/", [("Host", "h"), ("x", long(limits.headerField - 1))])) == nil)
        #expect(refusal(head(.GET, "/", [("Host", "h"), ("x", long(limits.headerField))])) == .requestHeaderTooLarge)
        let field = ("x", long(limits.headerField - 1))
        #expect(refusal(head(.GET, "/", [("Host", "h"), field, field])) == .requestHeaderTooLarge)
        let many = Array(repeating: ("x", "y"), count: limits.headerCount - 1)
        #expect(refusal(head(.GET, "/", [("Host", "h")] + many)) == nil)
        #expect(refusal(head(.GET, "/", [("Host", "h"), ("x", "y")] + many)) == .requestHeaderTooLarge)
    }

    @Test(arguments: ["+4", "0x4", "4 4", "-1", "", "4, 4", "99999999999999999999"])
    func `refuses a length that is no number`(_ length: String) {
        let status = refusal(head(.POST, "/a", [("Host", "h"), ("Content-Length", length)]))
        #expect(status == (length.first == "9" ? .contentTooLarge : .badRequest))
    }

    @Test func `refuses a body whose length is not clear`() {
        #expect(
            refusal(head(.POST, "/", [("Host", "h"), ("Content-Length", "1"), ("Content-Length", "1")])) == .badRequest
        )
        let both = [("Host", "h"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")]
        #expect(refusal(head(.POST, "/", both)) == .badRequest)
        #expect(refusal(head(.POST, "/", version: .http1_0, [("Transfer-Encoding", "chunked")])) == .badRequest)
        #expect(refusal(head(.POST, "/", [("Host", "h"), ("Transfer-Encoding", "gzip, chunked")])) == .notImplemented)
    }

    @Test func `tells a body beyond the limit before it comes`() throws {
        let limit = ServerLimits().body
        #expect(
            try policy.check(head(.POST, "/", [("Host", "h"), ("Content-Length", "\(limit)")])).body == .counted(limit)
        )
        #expect(refusal(head(.POST, "/", [("Host", "h"), ("Content-Length", "\(limit + 1)")])) == .contentTooLarge)
    }

    @Test func `knows one expectation`() throws {
        let headers = [("Host", "h"), ("Content-Length", "1"), ("Expect", "100-Continue")]
        #expect(try policy.check(head(.POST, "/", headers)).expectsContinue)
        #expect(try !policy.check(head(.POST, "/", version: .http1_0, headers)).expectsContinue)
        #expect(refusal(head(.POST, "/", [("Host", "h"), ("Expect", "tea")])) == .expectationFailed)
    }
}
