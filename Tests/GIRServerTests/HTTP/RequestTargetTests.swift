import Testing

@testable import GIRServer

@Suite struct `Request target` {
    @Test(arguments: [
        "/", "/api/v2/diagnostics/version", "/a/", "/a?b=c", "/a?x=/../;y", "/caf%C3%A9", "/a%20b", "/...", "/.a", "*",
    ])
    func `passes an unambiguous path`(_ text: String) throws {
        #expect(try #require(RequestTarget(text)).pathAndQuery == text)
    }

    @Test(arguments: [
        "", "a", "//a", "/a//b", "/a/../b", "/..", "/.", "/a/.", "/%2e%2e/b", "/%2E./b", "/a%2fb", "/a%5Cb", "/a\\b",
        "/a;b=c", "/a%3bc", "/a%00", "/a%0d", "/a%7f", "/a%252e", "/a%", "/a%4", "/a%zz", "/%c0%ae", "/%ff",
        "/a b", "/\u{fffd}", "/a\u{0}", "ftp://h/a", "http://", "http:///a", "http://u@h/a", "?a",
    ])
    func `refuses what two programs could read differently`(_ text: String) {
        #expect(RequestTarget(text) == nil)
    }

    @Test(arguments: [("/a#b", "/a"), ("/a?b#c?d", "/a?b"), ("/é?é", "/%C3%A9?%C3%A9"), ("/#\u{301}", "/")])
    func `brings what clients write into the form of a URI`(_ text: String, _ expected: String) {
        #expect(RequestTarget(text)?.pathAndQuery == expected)
    }

    @Test func `takes host and path of the absolute form apart`() throws {
        let target = try #require(RequestTarget("HTTP://Example.com:8080/a?b"))
        #expect(target.pathAndQuery == "/a?b")
        #expect(target.authority == Authority("example.com:8080"))
        #expect(RequestTarget("http://h")?.pathAndQuery == "/")
        #expect(RequestTarget("http://h?q")?.pathAndQuery == "/?q")
    }
}

@Suite struct `Authority of a request` {
    @Test(
        arguments: [
            ("localhost", "localhost", nil), ("Host.Example", "host.example", nil), ("h:9443", "h", 9443),
            ("127.0.0.1:80", "127.0.0.1", 80), ("[::1]:443", "[::1]", 443), ("[::1]", "[::1]", nil), ("h:", "h", nil),
            ("a_b", "a_b", nil), ("0.0.0.0=80", "0.0.0.0=80", nil),
        ] as [(String, String, UInt16?)]
    )
    func `is a host and perhaps a port`(_ text: String, _ host: String, _ port: UInt16?) throws {
        let authority = try #require(Authority(text))
        #expect(authority.host == host)
        #expect(authority.port == port)
    }

    @Test(arguments: [
        "", ":80", "a/b", "a b", "u@h", "h:x", "h:65536", "h:1:2", "[::1", "[::1]x", "[]", "[::g]", "h%41", "é", "a,b",
        "a;b",
    ])
    func `is refused in any other form`(_ text: String) {
        #expect(Authority(text) == nil)
    }
}
