import GIRConfigKit
import GIRPKI
import HTTPTypes
import Hummingbird

/// Answers only requests that call this machine by an address or as `localhost`.
///
/// A page in a browser of this machine could otherwise read the answers, by a name of its own that it lets lead to
/// 127.0.0.1.
struct LocalHostFilter: Filter {
    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        if let authority = request.head.authority.flatMap({ Authority($0) }), !Self.isLocal(authority.host) {
            throw APIError(.misdirected, "The request is for another host.")
        }
        return try await next(request, context)
    }

    private static func isLocal(_ host: String) -> Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return host == "localhost" || IPAddress.bytes(bare) != nil
    }
}
