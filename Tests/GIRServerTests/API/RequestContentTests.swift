import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

@Suite struct `Bodies of requests` {
    private func status(
        _ method: HTTPRequest.Method,
        type: [String],
        length: String?
    ) async throws -> HTTPResponse.Status {
        var fields = HTTPFields()
        for value in type { fields.append(HTTPField(name: .contentType, value: value)) }
        fields[.contentLength] = length
        let routes = FilteredRoutes(routes: Routes.Route.allAnswering)
        let (response, body) = try await routes.respond(method, headers: fields)
        if response.status == .unsupportedMediaType {
            #expect(body == #"{"statusCode":2,"statusMessage":"The request body must be application/json."}"#)
        }
        return response.status
    }

    @Test(arguments: ["application/json", "application/json;charset=utf-8", "Application/JSON ; charset=UTF-8"])
    func `are JSON`(_ type: String) async throws {
        #expect(try await status(.post, type: [type], length: "2") == .ok)
    }

    @Test(arguments: [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "", "application/jsonp",
        "application/json, text/plain", "text/plain;application/json", "*/*",
    ])
    func `are nothing else`(_ type: String) async throws {
        #expect(try await status(.post, type: [type], length: "2") == .unsupportedMediaType)
        #expect(try await status(.delete, type: [type], length: nil) == .unsupportedMediaType)
        #expect(try await status(.get, type: [type], length: nil) == .ok)
    }

    @Test func `say what they are, once`() async throws {
        #expect(try await status(.put, type: [], length: "2") == .unsupportedMediaType)
        #expect(try await status(.put, type: [], length: "0") == .ok)
        #expect(try await status(.put, type: [], length: nil) == .ok)
        #expect(
            try await status(.put, type: ["application/json", "application/json"], length: "2") == .unsupportedMediaType
        )
    }
}
