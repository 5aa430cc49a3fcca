import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Adds to every answer the header fields that tell browsers what not to do with it.
struct SecurityHeadersFilter: Filter {
    let isSecure: Bool
    let now: @Sendable () -> Date

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in SecurityHeaders.fields(isSecure: isSecure, at: now()) where !response.headers.contains(field.name)
        {
            response.headers.append(field)
        }
        return response
    }
}
