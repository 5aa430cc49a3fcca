import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

/// What a browser is told that asks first: rows P1 to P10.
@Suite struct `Preflights` {
    private func ask(
        _ settings: String = "allowedOrigins: https://app.example",
        origin: String = "https://app.example",
        method: String = "PUT",
        headers: [String] = [],
        others: HTTPFields = [:],
        log: LogLines = LogLines()
    ) async throws -> (response: Response, body: String) {
        let lines = settings.split(separator: "\n").map { "    \($0)\n" }.joined()
        let yaml = "serverSettings:\n  enableCsrfProtection: true\n  crossOriginSettings:\n\(lines)"
        let reached = Routes.Route(method: .options, path: "/thing", access: .anyone) { _, _ in
            throw APIError(.notAuthenticated, "reached")
        }
        var fields = others
        fields[.origin] = origin
        fields[.accessControlRequestMethod] = method
        for header in headers { fields.append(HTTPField(name: .accessControlRequestHeaders, value: header)) }
        return try await FilteredRoutes(yaml: yaml, routes: [reached], log: log).respond(.options, headers: fields)
    }

    private func expectRefused(_ answer: (response: Response, body: String)) {
        #expect(answer.response.status == .forbidden)
        #expect(answer.body == #"{"statusCode":3,"statusMessage":"The cross-origin request is not allowed."}"#)
        #expect(!answer.response.headers.contains { $0.name.canonicalName.hasPrefix("access-control-") })
        #expect(answer.response.headers[.vary] == Self.vary)
    }

    private static let vary = "Access-Control-Request-Method, Access-Control-Request-Headers, Origin"
    private static let allHeaders =
        "X-Requested-With,Content-Type,Accept,Origin,Cookie,authorization,ssid,surl,ContactCenterId,X-CSRF-TOKEN"

    @Test(arguments: [["GET", "PATCH"], ["PATCH", "GET"], ["GET", "GET"]])
    func `P4 two methods are none`(_ methods: [String]) async throws {
        var fields: HTTPFields = [.origin: "https://app.example"]
        for method in methods { fields.append(HTTPField(name: .accessControlRequestMethod, value: method)) }
        let yaml = "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://app.example\n"
        expectRefused(try await FilteredRoutes(yaml: yaml).respond(.options, headers: fields))
    }

    @Test(arguments: [[], [""]])
    func `P1 an allowed origin and method are granted without a login`(_ headers: [String]) async throws {
        let (response, body) = try await ask(headers: headers)
        #expect(response.status == .noContent && body == "")
        #expect(response.headers[.accessControlAllowOrigin] == "https://app.example")
        #expect(response.headers[.accessControlAllowCredentials] == "true")
        #expect(response.headers[.accessControlMaxAge] == "1800")
        #expect(response.headers[.accessControlAllowMethods] == "GET,POST,PUT,DELETE,OPTIONS")
        #expect(response.headers[.accessControlAllowHeaders] == Self.allHeaders)
        #expect(response.headers[.accessControlExposeHeaders] == nil)
        #expect(response.headers[values: .vary] == [Self.vary])
        #expect(response.headers[.setCookie] == nil)
    }

    @Test(arguments: [["content-type,SSID, origin"], ["content-type,,ssid,"], ["content-type", "x-csrf-token"]])
    func `P2 listed headers are granted in any case`(_ headers: [String]) async throws {
        let response = try await ask(headers: headers).response
        #expect(response.status == .noContent)
        #expect(response.headers[.accessControlAllowHeaders] == Self.allHeaders)
    }

    @Test func `P3 a header that is not listed is refused`() async throws {
        let settings = "allowedOrigins: https://app.example\nallowedHeaders: Content-Type, ssid"
        expectRefused(try await ask(settings, headers: ["content-type, x-csrf-token"]))
        expectRefused(try await ask(headers: ["x-other"]))
    }

    @Test(arguments: ["PATCH", "put", "", "TRACE", "Get", "*"])
    func `P4 a method that is not listed is refused`(_ method: String) async throws {
        expectRefused(try await ask(method: method))
    }

    @Test(arguments: ["GET", "HEAD", "POST"])
    func `P5 methods that need no permission are granted`(_ method: String) async throws {
        let settings = "allowedOrigins: https://app.example\nallowedMethods: PUT"
        #expect(try await ask(settings, method: method).response.status == .noContent)
    }

    @Test(arguments: ["https://evil.example", "null", "", "https://app.example:8443"])
    func `P6 another origin is refused and does not reach the resource`(_ origin: String) async throws {
        let log = LogLines()
        expectRefused(try await ask(origin: origin, log: log))
        #expect(log.audit.count == 1)
        #expect(
            log.audit.first?.contains(#""level":"critical","event":"malicious_cors","request_id":"request-1""#) == true
        )
    }

    @Test func `P7 with a wildcard what is asked for is named`() async throws {
        let settings = "allowedOrigins: https://app.example\nallowedHeaders: '*'"
        let many = (0...64).map { "x-\($0)" }.joined(separator: ",")
        let long = "x-" + String(repeating: "a", count: 5000)
        #expect(
            try await ask(settings, headers: ["X-Foo,X-Bar"]).response.headers[.accessControlAllowHeaders]
                == "X-Foo,X-Bar"
        )
        #expect(try await ask(settings).response.headers[.accessControlAllowHeaders] == nil)
        for headers in ["x y", "x\u{e9}", "X-Foo, authorization", many, long] {
            expectRefused(try await ask(settings, headers: [headers]))
        }
        let both = "allowedOrigins: https://app.example\nallowedHeaders: '*, Authorization'"
        #expect(try await ask(both, headers: ["X-Foo, authorization"]).response.status == .noContent)
    }

    @Test func `P8 and P9 any origin is granted as any, varies, and may be kept for a while`() async throws {
        let response = try await ask("allowedOrigins: '*'").response
        #expect(response.status == .noContent)
        #expect(response.headers[.accessControlAllowOrigin] == "*")
        #expect(response.headers[.accessControlAllowCredentials] == nil)
        #expect(response.headers[.accessControlMaxAge] == "1800")
        #expect(response.headers[.vary] == Self.vary)
    }

    @Test func `P10 private networks are not opened`() async throws {
        let name = try #require(HTTPField.Name("Access-Control-Request-Private-Network"))
        let response = try await ask(others: [name: "true"]).response
        #expect(response.status == .noContent)
        #expect(!response.headers.contains { $0.name.canonicalName.contains("private-network") })
    }
}
