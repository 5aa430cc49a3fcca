import GIRStore
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

@Suite struct `Routes behind their filters` {
    private struct Leaky: Error, CustomStringConvertible { var description: String { "password=hunter2" } }

    private func respond(
        _ method: HTTPRequest.Method,
        _ path: String,
        isSecure: Bool = true,
        headers: HTTPFields = [:],
        log: LogLines = LogLines(),
        routes: [Routes.Route] = []
    ) async throws -> (response: Response, body: String) {
        let all = try Routes(environment: log.environment(), api: API(store: SQLiteStore.inMemory())).list + routes
        return try await FilteredRoutes(routes: all, isSecure: isSecure, log: log)
            .respond(method, path, headers: headers)
    }

    @Test func `tell the version without a login`() async throws {
        let (response, body) = try await respond(.get, "/api/v2/diagnostics/version")
        #expect(response.status == .ok)
        #expect(body == #"{"statusCode":0,"version":"1.2.3"}"#)
        #expect(response.headers[.contentType] == "application/json;charset=utf-8")
    }

    @Test func `answer HEAD with the header of GET`() async throws {
        let (response, body) = try await respond(.head, "/api/v2/diagnostics/version")
        #expect(response.status == .ok)
        #expect(body == "")
        #expect(response.headers[.contentLength] == "34")
    }

    @Test(arguments: [
        "/", "/api", "/api/v2/diagnostics", "/api/v2/diagnostics/version/x", "/api/v3/diagnostics/version",
    ])
    func `know nothing else`(_ path: String) async throws {
        let (response, body) = try await respond(.get, path)
        #expect(response.status == .notFound)
        #expect(body == #"{"statusCode":6,"statusMessage":"Requested resource cannot be found."}"#)
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .delete, .patch])
    func `refuse other methods and say which are allowed`(_ method: HTTPRequest.Method) async throws {
        let (response, body) = try await respond(method, "/api/v2/diagnostics/version")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(
            body == #"{"statusCode":3,"statusMessage":"Method \#(method.rawValue) is not allowed for this resource."}"#
        )
    }

    @Test func `answer OPTIONS`() async throws {
        let (response, body) = try await respond(.options, "/api/v2/diagnostics/version")
        #expect(response.status == .noContent)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(body == "")
    }

    @Test(arguments: ["/api/v2/diagnostics/version", "/none"])
    func `carry the security fields on every answer`(_ path: String) async throws {
        let headers = try await respond(.get, path).response.headers
        #expect(headers[.strictTransportSecurity] == "max-age=63072000; includeSubDomains")
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
        #expect(headers[.cacheControl] == "no-store")
        #expect(headers[.date] == "Sun, 15 Jun 2025 15:06:40 GMT")
        #expect(headers[.requestIdentifier] == "request-1")
        #expect(headers[.server] == nil)
        let plain = try await respond(.get, path, isSecure: false).response.headers
        #expect(plain[.strictTransportSecurity] == nil)
    }

    @Test func `show nothing of the inside when a resource fails`() async throws {
        let log = LogLines()
        let failing = Routes.Route(method: .get, path: "/fail", access: .anyone) { _, _ in throw Leaky() }
        let (response, body) = try await respond(.get, "/fail", log: log, routes: [failing])
        #expect(response.status == .internalServerError)
        #expect(body == #"{"statusCode":4,"statusMessage":"Internal server error - please contact administrator."}"#)
        #expect(
            log.all.contains {
                $0.contains("request failed") && $0.contains("Leaky") && $0.contains("request=request-1")
            }
        )
        #expect(!log.all.joined().contains("hunter2"))
    }

    @Test func `write one log line without credentials and query`() async throws {
        let log = LogLines()
        let secret: HTTPFields = [.authorization: "Basic c2VjcmV0", .cookie: "JSESSIONID=secret"]
        _ = try await respond(.get, "/api/v2/diagnostics/version?token=secret", headers: secret, log: log)
        #expect(log.all.count == 1)
        let line = try #require(log.all.first)
        #expect(
            line.hasPrefix("2025-06-15T15:06:40.000Z info request answered client=127.0.0.1 method=GET milliseconds=")
        )
        #expect(line.hasSuffix(" path=/api/v2/diagnostics/version request=request-1 status=200\n"))
        #expect(!line.contains("secret") && !line.contains("c2VjcmV0"))
    }

    @Test func `refuse a query that they do not know, but for those that anyone may ask`() async throws {
        let api = try await TestAPI()
        for route in Routes(environment: LogLines().environment(), api: api.api).list {
            let path = route.path.replacing(/\{[a-zA-Z]+\}/, with: "x")
            let principal = route.access == .operations ? TestAPI.operations : TestAPI.admin
            let answer = try await api.call(route.method, "\(path)?x=1", as: principal)
            #expect(answer.status == (route.access == .anyone ? 200 : 400), "\(route.method) \(path)")
            if route.access != .anyone { #expect(answer.message.contains("query")) }
            // The two general ones change nothing where there is nothing to change.
            let plain = try await api.call(route.method, path, as: principal)
            let general = try await api.call(route.method, "\(path)?fields=*&subresources=*", as: principal)
            if route.method == .get { #expect(general.status == plain.status, "\(path)") }
        }
    }

    @Test func `do not take over the identifier of a client`() async throws {
        let headers: HTTPFields = [.requestIdentifier: "mine"]
        let response = try await respond(.get, "/", headers: headers).response
        #expect(response.headers[.requestIdentifier] == "request-1")
    }
}

@Suite struct `API statuses` {
    @Test(arguments: APIStatus.allCases)
    func `have a vendor's number and an HTTP error status`(_ status: APIStatus) {
        #expect((1...20).contains(status.code))
        #expect((400...599).contains(status.http.code))
        #expect(
            (status.code == 4)
                == (status.http.kind == .serverError && status.code != 3 && status != .versionNotSupported)
        )
    }
}
