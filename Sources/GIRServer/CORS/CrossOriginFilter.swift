import HTTPTypes
import Hummingbird

/// Tells browsers which pages may read the answer, and answers preflights by itself.
///
/// It is outside of everything that can refuse a request: a page that may not read the refusal would not even learn its
/// status.
struct CrossOriginFilter: Filter {
    let policy: CrossOriginPolicy
    let audit: AuditLog

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        let origins = request.headers[values: .origin]
        guard origins.count <= 1 else {
            // Which of them another program on the way looked at nobody knows.
            return Self.varying(APIBody.answer(APIError(.badRequest, "The request must name its origin once.")))
        }
        guard let origin = origins.first else { return Self.varying(try await next(request, context)) }
        let methods = request.headers[values: .accessControlRequestMethod]
        if request.method == .options, let method = methods.first {
            // No method has an empty name.
            return await preflight(request, context, from: origin, for: methods.count == 1 ? method : "")
        }
        var response = try await next(request, context)
        let verdict = await policy.verdict(on: origin, for: context.trail.principal)
        policy.allow(verdict, in: &response.headers)
        if case .allowed = verdict, context.trail.isMedia {
            response.headers[.crossOriginResourcePolicy] = "cross-origin"
        }
        return Self.varying(response)
    }

    private func preflight(
        _ request: Request,
        _ context: ServerRequestContext,
        from origin: String,
        for method: String
    ) async -> Response {
        let verdict = await policy.verdict(on: origin, for: nil)
        let headers = request.headers[values: .accessControlRequestHeaders]
        var response: Response
        if let fields = policy.permission(for: verdict, method: method, headers: headers) {
            response = Response(status: .noContent, headers: fields)
        } else {
            let words = verdict == .refused ? "origin is not allowed" : "method or header is not allowed"
            let event = AuditEvent(.crossOriginRefused, status: 403, detail: "preflight: \(words)")
            audit.record(event, request: request, context: context)
            response = APIBody.answer(APIError(.forbidden, "The cross-origin request is not allowed."))
        }
        response.headers.vary(on: "Access-Control-Request-Method", "Access-Control-Request-Headers")
        return Self.varying(response)
    }

    /// The answer depends on the origin also where there is none: a cache must not hand one page's to another.
    private static func varying(_ response: Response) -> Response {
        var response = response
        response.headers.vary(on: "Origin")
        return response
    }
}

extension HTTPFields {
    /// Adds names of request fields to the one `Vary` field, each once.
    mutating func vary(on names: String...) {
        guard contains(.vary) else {
            self[.vary] = names.joined(separator: ", ")
            return
        }
        var all = self[values: .vary].flatMap { $0.split(separator: ",").map { String($0.trimmingWhitespace) } }
        for name in names where !all.contains(where: { $0 == "*" || $0.lowercased() == name.lowercased() }) {
            all.append(name)
        }
        self[.vary] = all.joined(separator: ", ")
    }
}
