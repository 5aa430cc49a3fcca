import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Adds to every answer the header fields that tell browsers what not to do with it.
struct SecurityHeadersFilter: Filter {
    /// What answers to clients with TLS say.
    let overTLS: SecurityHeaders
    let now: @Sendable () -> Date

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in (context.isSecure ? overTLS : Self.plain).fields(at: now())
        where !response.headers.contains(field.name) {
            response.headers.append(field)
        }
        return response
    }

    private static let plain = SecurityHeaders(nil)
}
