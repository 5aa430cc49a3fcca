import HTTPTypes
import Hummingbird

/// What the bodies of requests must be.
///
/// Browsers send `text/plain` and forms to other sites without asking; JSON they do not. So a body that a resource reads
/// is JSON, and says so. A file comes in a form, from the server's own pages and those that are named alone: see
/// ``CSRFFilter``.
enum RequestContent {
    case form
    case json

    /// The route's handler, reached only by bodies that are what it reads.
    static func checking(_ route: Routes.Route) -> Routes.Handler {
        guard route.method.changesSomething else { return route.handler }
        return { request, context in
            switch route.content {
            case .form: _ = try formBoundary(request)
            case .json: if request.headers.contains(.contentType) || hasBody(request) { try requireJSON(request) }
            }
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

    /// What stands between the parts of a form; refuses a request whose body is not said to be one.
    static func formBoundary(_ request: Request) throws(APIError) -> String {
        let types = request.headers[values: .contentType]
        guard types.count == 1, isForm(types[0]), let boundary = MultipartParser.parameters(types[0])?["boundary"],
            MultipartParser.isBoundary(boundary)
        else { throw APIError(.unsupportedMediaType, "The request body must be multipart/form-data.") }
        return boundary
    }

    static func isForm(_ type: String) -> Bool {
        type.prefix(while: { $0 != ";" }).trimmingWhitespace.lowercased() == "multipart/form-data"
    }

    /// Whether the header says that there is one; in HTTP/2 it need not.
    private static func hasBody(_ request: Request) -> Bool {
        request.headers.contains(.transferEncoding) || !["0", nil].contains(request.headers[.contentLength])
    }
}
