import HTTPTypes
import Hummingbird

/// Answers everything on the plain port beside the one with TLS: who only followed an old link is sent on, who sends
/// credentials or data is told, for they have crossed the network in the clear and would do so again.
struct RedirectFilter: Filter {
    /// The port that browsers reach TLS by.
    let port: Int
    /// Whether the server is known by a host: whoever names another one must not be sent there.
    let isServed: @Sendable (String) -> Bool

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let location = location(of: request) else {
            throw APIError(.misdirected, "The server is reached over HTTPS only.", headers: [.vary: "Origin"])
        }
        return Response(status: .permanentRedirect, headers: [.location: location, .vary: "Origin"])
    }

    private func location(of request: Request) -> String? {
        guard [.get, .head].contains(request.method), let path = request.head.path, path.hasPrefix("/"),
            !request.headers.contains(.authorization), !request.headers.contains(.cookie),
            let authority = request.head.authority.flatMap({ Authority($0) }), isServed(authority.host)
        else { return nil }
        return "https://\(authority.host)\(port == 443 ? "" : ":\(port)")\(path)"
    }
}
