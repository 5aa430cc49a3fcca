import HTTPTypes
import Hummingbird

/// Answers everything on the plain port beside the one with TLS: who only followed an old link is sent on, who sends
/// credentials or data is told, for they have crossed the network in the clear and would do so again.
struct RedirectFilter: Filter {
    /// The port that browsers reach TLS by.
    let port: Int

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let location = location(of: request) else {
            throw APIError(.misdirected, "The server is reached over HTTPS only.")
        }
        return Response(status: .permanentRedirect, headers: [.location: location])
    }

    private func location(of request: Request) -> String? {
        guard [.get, .head].contains(request.method), let path = request.head.path, path.hasPrefix("/"),
            !request.headers.contains(.authorization), !request.headers.contains(.cookie),
            let authority = request.head.authority.flatMap({ Authority($0) })
        else { return nil }
        return "https://\(authority.host)\(port == 443 ? "" : ":\(port)")\(path)"
    }
}
