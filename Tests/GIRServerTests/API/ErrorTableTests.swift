import FoundationEssentials
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

/// What clients learn of failures, and what they do not: rows E1 to E5.
@Suite struct `Errors` {
    private struct Leaky: Error, CustomStringConvertible {
        var description: String { "SELECT password FROM /var/lib/canary on db.internal:9042" }
    }

    private func respond(_ status: APIStatus) async throws -> (response: Response, body: String) {
        let refusing = Routes.Route(method: .get, path: "/thing", access: .anyone) { _, _ in
            throw APIError(status, "words of ours")
        }
        return try await FilteredRoutes(routes: [refusing]).respond(.get)
    }

    @Test func `HEAD tells no length where nobody knows it`() async throws {
        for (length, text) in [(nil, nil), (5, "5")] as [(Int?, String?)] {
            let route = Routes.Route(method: .get, path: "/thing", access: .anyone) { _, _ in
                Response(status: .ok, body: ResponseBody(contentLength: length) { try await $0.finish(nil) })
            }
            let (response, body) = try await FilteredRoutes(routes: [route]).respond(.head)
            #expect(response.headers[.contentLength] == text && body == "")
        }
    }

    @Test(arguments: APIStatus.allCases)
    func `E1 have a number and a text, and no other member`(_ status: APIStatus) async throws {
        let (response, body) = try await respond(status)
        #expect(body == #"{"statusCode":\#(status.code),"statusMessage":"words of ours"}"#)
        #expect(response.headers[.contentType] == "application/json;charset=utf-8")
        #expect(response.headers[.requestIdentifier] == "request-1")
    }

    @Test func `E2 of the server itself say nothing of the inside`() async throws {
        let log = LogLines()
        let failing = Routes.Route(method: .get, path: "/thing", access: .anyone) { _, _ in throw Leaky() }
        let (response, body) = try await FilteredRoutes(routes: [failing], log: log).respond(.get)
        #expect(response.status == .internalServerError)
        #expect(body == #"{"statusCode":4,"statusMessage":"Internal server error - please contact administrator."}"#)
        #expect(!response.headers.contains { $0.value.contains("canary") })
        #expect(!log.all.joined().contains("canary"))
        #expect(log.all.contains { $0.contains("request failed error=Leaky request=request-1") })
    }

    @Test(arguments: [
        (APIStatus.notFound, 404, 6), (.badRequest, 400, 2), (.forbidden, 403, 3),
        (.passwordChangeDemanded, 403, 8), (.insufficientRoles, 403, 5),
        (.notAuthenticated, 401, 20), (.methodNotAllowed, 405, 3), (.unsupportedMediaType, 415, 2),
        (.tooManyRequests, 429, 3), (.unavailable, 503, 4), (.internalError, 500, 4), (.contentTooLarge, 413, 2),
        (.requestHeaderTooLarge, 431, 2), (.targetTooLong, 414, 2), (.notImplemented, 501, 3),
        (.versionNotSupported, 505, 2), (.requestTimeout, 408, 2), (.expectationFailed, 417, 2),
    ])
    func `E3 have the documented numbers`(_ status: APIStatus, _ http: Int, _ code: Int) {
        #expect(status.http.code == http)
        #expect(status.code == code)
    }

    @Test(arguments: [APIStatus.unavailable, .tooManyRequests])
    func `E4 that pass say when to come back`(_ status: APIStatus) async throws {
        #expect(try await respond(status).response.headers[.retryAfter] == "5")
        #expect(APIError(status, "no", headers: [.retryAfter: "60"]).headers[.retryAfter] == "60")
    }

    @Test(arguments: ["/none", "/api/v2/diagnostics/version", "/../"])
    func `E5 have no body where HEAD asks, and nobody's name`(_ path: String) async throws {
        let answer = try await TestServer.run {
            try await $0.exchange("HEAD \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        }
        #expect(answer.hasSuffix("\r\n\r\n"))
        #expect(answer.lowercased().contains("\r\ncontent-length: "))
        #expect(!answer.lowercased().contains("\r\nserver:") && !answer.lowercased().contains("\r\nx-powered-by:"))
    }
}
