import GIRTestSupport
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

    @Test func `does not count blanks behind a length, and knows one target without a path`() {
        #expect(refusal(head(.POST, "/a", [("Host", "h"), ("Content-Length", "42 ")])) == nil)
        #expect(refusal(head(.OPTIONS, "*")) == nil)
        #expect(refusal(head(.GET, "*")) == .badRequest)
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

    @Test(arguments: [1000, 2 << 20]) func `has a limit of its own for files, larger or smaller`(limit: Int) throws {
        var limits = ServerLimits()
        limits.upload = limit
        var policy = RequestHeadPolicy(limits: limits)
        policy.uploads = ["/files"]
        func length(_ count: Int) -> HTTPRequestHead {
            head(.POST, "/files", [("Host", "h"), ("Content-Length", "\(count)")])
        }
        #expect(try policy.check(length(limit)).body == .counted(limit))
        #expect(throws: RequestHeadPolicy.bodyTooLarge) { try policy.check(length(limit + 1)) }
    }

    @Test func `knows one expectation`() throws {
        let headers = [("Host", "h"), ("Content-Length", "1"), ("Expect", "100-Continue")]
        #expect(try policy.check(head(.POST, "/", headers)).expectsContinue)
        #expect(try !policy.check(head(.POST, "/", version: .http1_0, headers)).expectsContinue)
        #expect(refusal(head(.POST, "/", [("Host", "h"), ("Expect", "tea")])) == .expectationFailed)
    }
}

@Suite struct `Request header policy of HTTP/2` {
    private let policy = RequestHeadPolicy(limits: ServerLimits())

    private func head(
        _ method: HTTPRequest.Method = .get,
        _ path: String? = "/a",
        authority: String? = "h",
        _ fields: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "https", authority: authority, path: path, headerFields: fields)
    }

    private func status(_ head: HTTPRequest) -> APIStatus? {
        do throws(APIError) {
            _ = try policy.check(head)
            return nil
        } catch {
            return error.status
        }
    }

    private let host = HTTPField.Name("Host") ?? .server
    private let x = HTTPField.Name("X") ?? .server

    @Test func `is that of HTTP/1.1`() {
        #expect(status(head()) == nil)
        #expect(status(head(.get, "/a/../b")) == .badRequest)
        #expect(status(head(.get, "https://h/a")) == .badRequest)
        #expect(status(head(.get, nil)) == .badRequest)
        #expect(status(head(.get, "/" + String(repeating: "a", count: 9 << 10))) == .targetTooLong)
        #expect(status(head(.trace)) == .methodNotAllowed)
        #expect(status(head(.connect)) == .methodNotAllowed)
        #expect(status(head(HTTPRequest.Method("FOO") ?? .get)) == .notImplemented)
        #expect(status(head(authority: nil)) == .badRequest)
        #expect(status(head(authority: "a/b")) == .badRequest)
        #expect(status(head(authority: nil, [host: "h"])) == nil)
        #expect(status(head([host: "H"])) == nil)
        #expect(status(head([host: "other"])) == .badRequest)
        #expect(status(head([x: String(repeating: "a", count: 9 << 10)])) == .requestHeaderTooLarge)
        #expect(status(head([.contentLength: "+1"])) == .badRequest)
        #expect(status(head([.contentLength: "10737418240"])) == .contentTooLarge)
        #expect(status(head([.expect: "tea"])) == .expectationFailed)
        var many = HTTPFields()
        for _ in 0...100 { many.append(HTTPField(name: x, value: "")) }
        #expect(status(head(many)) == .requestHeaderTooLarge)
    }

    private func head(_ fields: HTTPFields) -> HTTPRequest { head(.get, "/a", authority: "h", fields) }
}

@Suite struct `Hosts of a listener` {
    private func hosts(_ names: [String], others: [String] = []) throws -> ServedHosts? {
        ServedHosts([try TestPKI().server(names, subject: "CN=subject.example").certificate], others: others)
    }

    @Test(arguments: [
        ("rws.example", true), ("a.wild.example", true), ("a.b.wild.example", false), ("wild.example", false),
        ("proxy.example", true), ("evil.example", false), ("subject.example", false), ("rws.example.", true),
        ("10.1.2.3", true), ("[2001:db8::1]", true), ("localhost", true), ("localhost.evil.example", false),
    ])
    func `are those of its certificate and of its addresses`(_ host: String, _ isServed: Bool) throws {
        let hosts = try #require(try hosts(["dns:rws.example", "dns:*.wild.example"], others: ["Proxy.example"]))
        #expect(hosts.cover(host) == isServed)
        let policy = RequestHeadPolicy(limits: ServerLimits(), hosts: hosts)
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: ["Host": "\(host):9443"])
        do throws(APIError) {
            _ = try policy.check(head)
            #expect(isServed)
        } catch {
            #expect(!isServed && error.status == .misdirected)
        }
    }

    @Test func `are not known where the certificate has no DNS name`() throws {
        #expect(try hosts([]) == nil)
        #expect(try hosts(["ip:10.0.0.1"]) == nil)
    }
}
