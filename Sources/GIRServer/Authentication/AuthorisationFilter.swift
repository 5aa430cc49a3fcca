import FoundationEssentials
import GIRStore
import HTTPTypes
import Hummingbird
import Logging

/// Lets a request through to its resource only where the resource's access has it.
struct AuthorisationFilter: Filter {
    /// Who may call which method of which path.
    private let access: [String: [HTTPRequest.Method: Access]]
    /// The paths with media, of which each reading is written down.
    private let media: Set<String>
    private let audit: AuditLog

    /// Takes the access that the routes declare.
    init(_ routes: Routes, audit: AuditLog) {
        access = Dictionary(grouping: routes.list) { RouterPath($0.path).description }.mapValues { routes in
            var methods = Dictionary(routes.map { ($0.method, $0.access) }) { first, _ in first }
            if methods[.head] == nil { methods[.head] = methods[.get] }
            return methods
        }
        media = Set(routes.list.filter(\.isMedia).map { RouterPath($0.path).description })
        self.audit = audit
    }

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        // Where nothing is found, nothing is told.
        guard let path = context.endpointPath else { return try await next(request, context) }
        guard let methods = access[path] else {
            context.logger.error("nobody is let through to a path that says nothing of who may call it")
            throw APIError.insufficientRoles
        }
        // Of the other methods the path only tells that they are not allowed.
        guard let access = methods[request.method] else { return try await next(request, context) }
        guard let refusal = access.refusal(of: context.principal) else {
            context.trail.isMedia = media.contains(path)
            let response = try await next(request, context)
            if response.status.kind == .successful, access != .anyone {
                record(response, of: request, context)
            }
            return response
        }
        guard context.principal != nil else { throw context.refusal ?? .challenge }
        audit.record(
            AuditEvent(
                .authorizationFailed,
                resource: request.uri.path,
                status: refusal.status.http.code,
                detail: refusal.message
            ),
            request: request,
            context: context
        )
        throw refusal
    }

    /// Writes down what was changed, or read where that matters.
    private func record(
        _ response: Response,
        of request: Request,
        _ context: ServerRequestContext
    ) {
        for session in context.trail.endedSessions {
            let event = AuditEvent(
                .sessionEnded,
                sessionHash: session.idHash,
                owner: session.principal,
                detail: "ended by another"
            )
            audit.record(event, request: request, context: context)
        }
        guard request.method.changesSomething || (context.trail.isMedia && request.method == .get) else { return }
        let kind: AuditEvent.Kind = request.method.changesSomething ? .changed : .sensitiveRead
        // What was made has a path of its own.
        let made = response.status == .created ? response.headers[.location].flatMap { URL(string: $0)?.path() } : nil
        let event = AuditEvent(kind, resource: made ?? request.uri.path, status: response.status.code)
        audit.record(event, request: request, context: context)
    }
}
