import HTTPTypes
import Hummingbird

/// Finds out who asks, where proxies are in front that are believed.
struct ClientAddressFilter: Filter {
    let proxies: TrustedProxies

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.client = proxies.client(behind: context.peer, forwarded: request.headers[values: .forwardedFor])
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    /// `X-Forwarded-For`; the other name is there for the compiler, which does not know that this one is well formed.
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .server
}
