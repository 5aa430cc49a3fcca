import HTTPTypes
import NIOHTTP1
import Testing

@testable import GIRServer

@Suite struct `Trusted proxies` {
    private func client(
        _ peer: String,
        _ forwarded: String...,
        trusting entries: [String] = ["10.0.0.0/8", "::1"]
    ) throws -> String {
        try TrustedProxies(entries).client(behind: peer, forwarded: forwarded)
    }

    @Test func `are believed, nobody else`() throws {
        #expect(try client("10.1.2.3", "192.0.2.9") == "192.0.2.9")
        #expect(try client("::1", "2001:DB8::9") == "2001:db8::9")
        #expect(try client("192.0.2.1", "192.0.2.9") == "192.0.2.1")
        #expect(try client("11.0.0.1", "192.0.2.9") == "11.0.0.1")
        #expect(try client("10.1.2.3", "192.0.2.9", trusting: []) == "10.1.2.3")
        #expect(try client("10.1.2.3", "192.0.2.9", trusting: ["10.1.2.4"]) == "10.1.2.3")
        #expect(try client("10.1.2.3", "192.0.2.9", trusting: ["0.0.0.0/0"]) == "192.0.2.9")
        #expect(try client("unknown", "192.0.2.9") == "unknown")
    }

    @Test func `are walked back from the connection, so that a client cannot speak for one`() throws {
        #expect(try client("10.0.0.1", "6.6.6.6, 192.0.2.9") == "192.0.2.9")
        #expect(try client("10.0.0.1", "6.6.6.6, 192.0.2.9, 10.0.0.2") == "192.0.2.9")
        #expect(try client("10.0.0.1", "6.6.6.6", "192.0.2.9") == "192.0.2.9")
        #expect(try client("10.0.0.1", "10.0.0.3, 10.0.0.2") == "10.0.0.3")
        #expect(try client("10.0.0.1") == "10.0.0.1")
    }

    @Test func `are not believed what is no address`() throws {
        #expect(try client("10.0.0.1", "192.0.2.9:4711") == "192.0.2.9")
        #expect(try client("10.0.0.1", "[2001:db8::9]:4711") == "2001:db8::9")
        #expect(try client("10.0.0.1", "192.0.2.9, unknown") == "10.0.0.1")
        #expect(try client("10.0.0.1", "a\nb") == "10.0.0.1")
        #expect(try client("10.0.0.1", "") == "10.0.0.1")
    }

    @Test(arguments: [
        "", "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::1/129", "10.0.0.0/8/8",
    ])
    func `are addresses and networks`(_ entry: String) {
        let error = #expect(throws: ServerError.self) { _ = try TrustedProxies([entry]) }
        #expect(error?.code == .configuration)
    }

    @Test func `tell who asked for what is refused before it is looked at`() throws {
        let log = LogLines()
        var settings = ConnectionSettings(limits: ServerLimits(), isSecure: true, environment: log.environment())
        settings.proxies = try TrustedProxies(["10.0.0.0/8"])
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/thing")
        head.headers.add(name: "X-Forwarded-For", value: "192.0.2.9")
        for (peer, client) in [("10.0.0.1", "192.0.2.9"), ("198.51.100.1", "198.51.100.1")] {
            _ = settings.refusal(APIError(.requestHeaderTooLarge, "no"), of: RefusedRequest(head), client: peer)
            #expect(log.all.last?.contains("request refused client=\(client) ") == true)
        }
    }

    @Test func `tell all logs who asks`() async throws {
        let log = LogLines()
        var routes = FilteredRoutes(yaml: "serverSettings:\n  enableCsrfProtection: true\n", log: log)
        routes.proxies = try TrustedProxies(["127.0.0.0/8"])
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        _ = try await routes.respond(.post, headers: [name: "192.0.2.9"])
        #expect(log.all.contains { $0.contains("request answered client=192.0.2.9 ") })
        #expect(log.audit.contains { $0.contains(#""src_ip":"192.0.2.9""#) })
        routes.requestLog.prefersProxied = false
        _ = try await routes.respond(.get, headers: [name: "192.0.2.9"])
        #expect(log.all.last?.contains("request answered client=127.0.0.1 ") == true)
    }
}
