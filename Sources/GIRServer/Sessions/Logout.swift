import HTTPTypes
import Hummingbird

/// `POST /api/v2/logout`: ends the session of the request.
enum Logout {
    /// The route; whoever has no session is told so by the handler.
    static func route(_ handler: @escaping Routes.Handler) -> Routes.Route {
        Routes.Route(method: .post, path: "/api/v2/logout", access: .anyone, handler: handler)
    }

    static func handler(sessions: Sessions, cookie: SessionCookie, audit: AuditLog) -> Routes.Handler {
        { request, context in
            guard context.principal != nil else { throw context.refusal ?? .challenge }
            // Who came with a password alone has none to end.
            if let session = context.session {
                guard try await sessions.end(session) else { throw APIError.challenge }
                audit.record(AuditEvent(.sessionEnded, detail: "logout"), request: request, context: context)
            }
            context.trail.isSessionOver = true
            var headers = HTTPFields([cookie.expiry(overTLS: context.isSecure)])
            if let name = HTTPField.Name("Clear-Site-Data") { headers[name] = #""cookies", "storage""# }
            return Response(status: .noContent, headers: headers)
        }
    }
}
