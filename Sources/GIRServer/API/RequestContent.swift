import HTTPTypes
import Hummingbird

/// What the bodies of requests must be.
///
/// Browsers send `text/plain` and forms to other sites without asking; JSON they do not. So a body that a resource reads
/// is JSON, and says so.
enum RequestContent {
    /// The route's handler, reached only by bodies that are what it reads.
    static func checking(_ route: Routes.Route) -> Routes.Handler {
        guard route.method.changesSomething else { return route.handler }
        return { request, context in
            if request.headers.contains(.contentType) || hasBody(request) { try requireJSON(request) }
            return try await route.handler(request, context)
        }
    }

    /// Refuses a request whose body is not said to be JSON.
    static func requireJSON(_ request: Request) throws(APIError) {
        let types = request.headers[values: .contentType]
        guard types.count == 1,
            types[0].prefix(while: { $0 != ";" }).trimmingWhitespace.lowercased() == "application/json"
        else { throw APIError(.unsupportedMediaType, "The request body must be application/json.") }
    }

    /// Whether the header says that there is one; in HTTP/2 it need not.
    private static func hasBody(_ request: Request) -> Bool {
        request.headers.contains(.transferEncoding) || !["0", nil].contains(request.headers[.contentLength])
    }
}
