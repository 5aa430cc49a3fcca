import GIRConfigKit
import GIRStore
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

/// The fields that every answer carries, and those that none does, over routes and statuses.
@Suite struct `Security header fields` {
    private static let fields = [
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-site",
        "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
        "X-Request-Id": "request-1",
        "Date": "Sun, 15 Jun 2025 15:06:40 GMT",
    ]
    private static let absent = ["Server", "X-Powered-By", "X-XSS-Protection", "Set-Cookie", "Via", "X-AspNet-Version"]

    private func check(_ response: Response, isSecure: Bool = true, _ what: String) {
        for (name, value) in Self.fields {
            let values = HTTPField.Name(name).map { response.headers[values: $0] } ?? []
            let isOnTLSOnly = name == "Strict-Transport-Security"
            #expect(values == (isOnTLSOnly && !isSecure ? [] : [value]), "\(name) of \(what)")
        }
        for name in Self.absent {
            #expect(HTTPField.Name(name).map { response.headers.contains($0) } == false, "\(name) of \(what)")
        }
    }

    @Test(arguments: APIStatus.allCases, [HTTPRequest.Method.get, .head, .post, .put, .delete, .patch])
    func `are on refusals of every status and method`(_ status: APIStatus, _ method: HTTPRequest.Method) async throws {
        let refusing = Routes.Route(method: method, path: "/thing", access: .anyone) { _, _ in
            throw APIError(status, "no")
        }
        for isSecure in [true, false] {
            let routes = FilteredRoutes(routes: [refusing], isSecure: isSecure)
            let (response, body) = try await routes.respond(method)
            #expect(response.status == status.http)
            check(response, isSecure: isSecure, "\(method) \(status)")
            #expect(response.headers[.contentType] == "application/json;charset=utf-8")
            #expect(body == (method == .head ? "" : #"{"statusCode":\#(status.code),"statusMessage":"no"}"#))
        }
    }

    @Test(arguments: StrictTransport.allCases)
    func `tell browsers of TLS what the configuration says`(_ transport: StrictTransport) async throws {
        let value: String? =
            switch transport {
            case .includeSubDomains: "max-age=63072000; includeSubDomains"
            case .host: "max-age=63072000"
            case .forget: "max-age=0"
            case .off: nil
            }
        for isSecure in [true, false] {
            let routes = FilteredRoutes(isSecure: isSecure, transport: transport)
            let response = try await routes.respond(.get).response
            #expect(response.headers[.strictTransportSecurity] == (isSecure ? value : nil))
        }
    }

    @Test func `are on every route with every method`() async throws {
        let environment = LogLines().environment()
        let offered = try Routes(environment: environment, api: API(store: SQLiteStore.inMemory())).list
        for path in Set(offered.map(\.path)).union(["/", "/none", "/api", "/api/v2", "/internal-api", "/thing"]) {
            for method in RequestHeadPolicy.methods {
                for yaml in ["", "serverSettings:\n  enableCsrfProtection: true\n"] {
                    let routes = FilteredRoutes(yaml: yaml, routes: offered + [.answering])
                    for headers: HTTPFields in [[:], [.origin: "https://evil.example"], [.contentType: "text/plain"]] {
                        let response = try await routes.respond(method, path, headers: headers).response
                        check(response, "\(method) \(path)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", "FOO / HTTP/1.1\r\nHost: h\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "a", count: 9000))\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10737418240\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: tea\r\nContent-Length: 1\r\n\r\na",
    ])
    func `are on what the parser refuses`(_ request: String) async throws {
        let answer = try await TestServer.run { try await $0.exchange(request) }
        #expect(answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 5"))
        for (name, value) in Self.fields where name != "Strict-Transport-Security" {
            #expect(answer.contains("\r\n\(name): \(value)\r\n"), "\(name)")
        }
        for name in Self.absent { #expect(!answer.lowercased().contains("\r\n\(name.lowercased()):")) }
        #expect(answer.contains(#"{"statusCode":"#))
    }

    @Test func `let an allowed page read what is refused before it reaches the filters`() async throws {
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        let yaml = "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://app.example\n"
        configuration.crossOrigin = CrossOriginRules(try ServerSettings(yaml: yaml).crossOriginSettings)
        let served = configuration
        for (origin, isAllowed) in [("https://app.example", true), ("https://evil.example", false)] {
            let answer = try await TestServer.run(served) {
                try await $0.exchange("TRACE / HTTP/1.1\r\nHost: h\r\nOrigin: \(origin)\r\n\r\n")
            }
            #expect(answer.hasPrefix("HTTP/1.1 405"))
            #expect(answer.contains("\r\nAccess-Control-Allow-Origin: https://app.example\r\n") == isAllowed)
            #expect(answer.contains("\r\nVary: Origin\r\n"))
        }
    }
}
