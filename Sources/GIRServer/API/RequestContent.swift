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
            let types = request.headers[values: .contentType]
            guard types.isEmpty ? !hasBody(request) : types.count == 1 && isJSON(types[0]) else {
                throw APIError(.unsupportedMediaType, "The request body must be application/json.")
            }
            return try await route.handler(request, context)
        }
    }

    private static func hasBody(_ request: Request) -> Bool {
        request.headers.contains(.transferEncoding) || !["0", nil].contains(request.headers[.contentLength])
    }

    private static func isJSON(_ type: String) -> Bool {
        let name = type.prefix { $0 != ";" }.lowercased()
        return name.trimmingSuffix { $0 == " " || $0 == "\t" } == "application/json"
    }
}

extension String {
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
        lastIndex { !isDropped($0) }.map { self[...$0] } ?? self[..<startIndex]
    }
}
