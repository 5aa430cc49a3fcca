import GIRStore
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

/// What a page gets that asks for a resource: rows A1 to A10.
@Suite struct `Actual requests of another origin` {
    private static let yaml = """
        serverSettings:
          crossOriginSettings:
            allowedOrigins: https://app.example

        """
    private static let allowed: HTTPFields = [.origin: "https://app.example"]

    private func respond(
        _ method: HTTPRequest.Method,
        _ headers: HTTPFields,
        path: String = "/thing",
        routes: [Routes.Route] = Routes.Route.allAnswering
    ) async throws -> Response {
        try await FilteredRoutes(yaml: Self.yaml, routes: routes).respond(method, path, headers: headers).response
    }

    private func expectAllowed(_ response: Response) {
        #expect(response.headers[.accessControlAllowOrigin] == "https://app.example")
        #expect(response.headers[.accessControlAllowCredentials] == "true")
        #expect(response.headers[.accessControlExposeHeaders] == "X-CSRF-HEADER,X-CSRF-TOKEN")
        #expect(response.headers[values: .vary].joined(separator: ", ").contains("Origin"))
        for name in ["Access-Control-Max-Age", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"] {
            #expect(HTTPField.Name(name).map { response.headers[$0] } == .some(nil))
        }
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .post, .put, .delete, .patch])
    func `A1 an allowed origin with any method reaches the resource and may read`(
        _ method: HTTPRequest.Method
    ) async throws {
        let response = try await respond(method, Self.allowed)
        #expect(response.status == .ok)
        expectAllowed(response)
    }

    @Test func `A2 a denied origin reaches the resource with GET and may not read`() async throws {
        let response = try await respond(.get, [.origin: "https://evil.example"])
        #expect(response.status == .ok)
        #expect(!response.headers.contains { $0.name.canonicalName.hasPrefix("access-control-") })
        #expect(response.headers[.vary] == "Accept, Origin")
    }

    @Test func `A3 without an origin the answer still varies by it`() async throws {
        let response = try await respond(.get, [:])
        #expect(!response.headers.contains { $0.name.canonicalName.hasPrefix("access-control-") })
        #expect(response.headers[.vary] == "Accept, Origin")
    }

    @Test func `A4 there is one Vary field, whatever the resource set`() async throws {
        let response = try await respond(.post, Self.allowed)
        #expect(response.headers[values: .vary] == ["Accept, Sec-Fetch-Site, Origin"])
    }

    @Test func `A5 OPTIONS that asks for no method is an actual request`() async throws {
        let response = try await respond(.options, Self.allowed)
        #expect(response.status == .noContent)
        #expect(response.headers[.allow] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")
        expectAllowed(response)
    }

    @Test func `A6 GET that asks for a method is an actual request`() async throws {
        let fields: HTTPFields = [.origin: "https://app.example", .accessControlRequestMethod: "PUT"]
        let response = try await respond(.get, fields)
        #expect(response.status == .ok)
        expectAllowed(response)
    }

    @Test(arguments: APIStatus.allCases)
    func `A7 refusals of every kind may be read`(_ status: APIStatus) async throws {
        let refusing = Routes.Route(method: .get, path: "/refused", access: .anyone) { _, _ in
            throw APIError(status, "no")
        }
        let response = try await respond(.get, Self.allowed, path: "/refused", routes: [refusing])
        #expect(response.status == status.http)
        expectAllowed(response)
    }

    @Test(arguments: [("/none", 404), ("/thing", 405), ("/fails", 500)])
    func `A7 refusals of the server itself may be read`(_ path: String, _ status: Int) async throws {
        struct Failure: Error {}
        let routes = [
            Routes.Route.answering(.put),
            Routes.Route(method: .get, path: "/fails", access: .anyone) { _, _ in throw Failure() },
        ]
        let response = try await respond(.get, Self.allowed, path: path, routes: routes)
        #expect(response.status.code == status)
        expectAllowed(response)
    }

    @Test func `A8 an upgrade is no way around`() async throws {
        let fields: HTTPFields = [.origin: "https://evil.example", .connection: "Upgrade", .upgrade: "websocket"]
        let response = try await respond(.get, fields)
        #expect(response.status == .ok)
        #expect(response.headers[.accessControlAllowOrigin] == nil)
        #expect(response.headers[.upgrade] == nil)
    }

    @Test func `A10 pages of allowed origins may embed media, and no others`() async throws {
        let media = Routes.Route(method: .get, path: "/thing", access: .anyone, isMedia: true) { _, _ in
            Response(status: .ok)
        }
        let policy = try #require(HTTPField.Name("Cross-Origin-Resource-Policy"))
        for (fields, value) in [
            (Self.allowed, "cross-origin"), ([.origin: "https://evil.example"], "same-site"), ([:], "same-site"),
        ] as [(HTTPFields, String)] {
            let response = try await respond(.get, fields, routes: [media])
            #expect(response.headers[values: policy] == [value])
        }
    }

    @Test func `A9 and A10 no timing is shown, and other sites embed nothing`() async throws {
        let headers = try await respond(.get, Self.allowed).headers
        #expect(!headers.contains { $0.name.canonicalName == "timing-allow-origin" })
        #expect(headers.first { $0.name.canonicalName == "cross-origin-resource-policy" }?.value == "same-site")
    }
}
