import GIRStore
import HTTPTypes
import Hummingbird
import Logging

/// Finds out which session a request belongs to.
///
/// An identifier that the server has not made is never taken over. Where the store cannot be asked the request goes on as
/// anybody's, and what needs a login says that it cannot be had now.
struct SessionFilter: Filter {
    let sessions: Sessions
    let cookie: SessionCookie
    let cookieless: CookielessClients
    let audit: AuditLog

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        switch cookie.reading(of: request.headers) {
        case .absent: return try await next(request, context)
        case .ambiguous:
            audit.record(
                AuditEvent(.inputInvalid, detail: "several session cookies"),
                request: request,
                context: context
            )
            throw APIError(.badRequest, "The request has several session cookies.")
        case .identifier(let identifier):
            do {
                try await take(identifier, request, &context)
            } catch let error as StoreError {
                context.logger.error("session cannot be looked up", metadata: ["error": "\(error)"])
                context.refusal = .loginUnavailable
                return try await next(request, context)
            }
        case .unusable: break
        }
        let isKnown = context.session != nil
        // An error has to be an answer here, or it would leave the cookie where it is.
        var response = try await ErrorFilter().handle(request, context: context, next: next)
        if !isKnown || context.trail.isSessionOver {
            response.headers.addUnlessSet(cookie.expiry(overTLS: context.isSecure), for: cookie)
        }
        return response
    }

    private func take(
        _ identifier: SessionIdentifier,
        _ request: Request,
        _ context: inout ServerRequestContext
    ) async throws {
        switch try await sessions.find(identifier, isSecure: context.isSecure, logger: context.logger) {
        case .valid(let session):
            context.session = session
            context.principal = session.principal
            context.authentication = .session
            let network = ClientNetwork(context.client)
            cookieless.hasReturned(CookielessClients.key(session.principal, network, request.headers))
        case .expired(let session):
            record(.sessionExpired, session, request, context)
        case .exposed(let session):
            context.logger.warning("session of a TLS connection came without TLS, and is ended")
            record(.sessionEnded, session, request, context, "sent without TLS")
        case .unknown: break
        }
    }

    private func record(
        _ kind: AuditEvent.Kind,
        _ session: Session,
        _ request: Request,
        _ context: ServerRequestContext,
        _ detail: String? = nil
    ) {
        let event = AuditEvent(kind, user: .proved(session.principal), sessionHash: session.idHash, detail: detail)
        audit.record(event, request: request, context: context)
    }
}

extension HTTPFields {
    /// Adds a cookie where the answer does not set one of that name already.
    mutating func addUnlessSet(_ field: HTTPField, for cookie: SessionCookie) {
        if !self[values: .setCookie].contains(where: { $0.hasPrefix("\(cookie.name)=") }) { append(field) }
    }
}
