import HTTPTypes
import Hummingbird

/// Finds out who asks and whether over TLS, where proxies are in front that are believed.
struct ClientAddressFilter: Filter {
    let proxies: TrustedProxies
    /// Whether the connection is TLS.
    let isSecure: Bool

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.client = proxies.client(behind: context.peer, forwarded: request.headers[values: .forwardedFor])
        context.isSecure =
            isSecure || (proxies.include(context.peer) && request.headers[values: .forwardedProto] == ["https"])
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    /// `X-Forwarded-For`; the other name is there for the compiler, which does not know that this one is well formed.
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .server
    /// `X-Forwarded-Proto`.
    fileprivate static let forwardedProto = HTTPField.Name("X-Forwarded-Proto") ?? .server
}
