import FoundationEssentials
import GIRConfigKit
import GIRStore
import HTTPTypes
import Hummingbird
import Logging

/// Finds out who a request comes from, by the name and the password in it.
///
/// They count before a session: who sends both and proves to be another gets a session of their own. Whoever proves
/// nothing is nobody, and reaches what needs no login; why they are nobody is told where one is needed.
struct AuthenticationFilter: Filter {
    let flow: LoginFlow
    let sessions: Sessions
    let cookie: SessionCookie
    let cookieless: CookielessClients
    let plaintext: PlaintextClients
    /// Which pages may begin and end sessions.
    let page: RequestPage
    /// Whether passwords are taken from other machines without it.
    let allowsPlaintext: Bool
    let audit: AuditLog

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        var begun: SessionIdentifier?
        switch BasicCredentials.reading(of: request.headers) {
        case .absent: break
        case .repeated:
            audit.record(
                AuditEvent(.inputInvalid, detail: "several Authorization fields"),
                request: request,
                context: context
            )
            throw APIError(.badRequest, "The request has several Authorization fields.")
        case .malformed:
            audit.record(AuditEvent(.inputInvalid, detail: "Authorization field"), request: request, context: context)
            context.becomeNobody(APIError.challenge)
        case .credentials(let credentials):
            try refusePlaintext(context)
            begun = try await logIn(credentials, request, &context)
        }
        guard let begun else { return try await next(request, context) }
        // An error has to be an answer here, or it would go out without the cookie.
        var response = try await ErrorFilter().handle(request, context: context, next: next)
        response.headers.addUnlessSet(cookie.field(begun, overTLS: context.isSecure), for: cookie)
        return response
    }

    private func refusePlaintext(_ context: ServerRequestContext) throws(APIError) {
        // A client behind a proxy is not on this machine, whatever the proxy passes on.
        let isHere = LoopbackAddress.isOne(context.peer) && LoopbackAddress.isOne(context.client)
        guard !context.isSecure, !isHere else { return }
        if plaintext.isNew(ClientNetwork(context.client)) {
            context.logger.warning(
                "password came without TLS\(allowsPlaintext ? ": who is on the way reads it" : ", and is not looked at")",
                metadata: ["client": "\(context.client)"]
            )
        }
        guard allowsPlaintext else { throw APIError(.forbidden, "Credentials are accepted over TLS only.") }
    }

    /// Lets somebody in or makes them nobody; gives the identifier of the session that the client is to have.
    ///
    /// - Parameter isFirst: whether it is asked again where the user was changed while the password was checked.
    private func logIn(
        _ credentials: BasicCredentials,
        _ request: Request,
        _ context: inout ServerRequestContext,
        isFirst: Bool = true
    ) async throws -> SessionIdentifier? {
        let attempt = LoginAttempt(
            credentials: credentials,
            contactCenters: request.headers[values: .contactCenterIdentifier],
            network: ClientNetwork(context.client),
            logger: context.logger
        )
        switch await flow.result(of: attempt) {
        case .refused(let refusal):
            record(refusal, credentials, request, context)
            // Where the password could not be looked at, a session of the same user goes on.
            if !refusal.isWrong, context.session?.principal.userName == credentials.userName { return nil }
            context.becomeNobody(APIError(refusal))
            return nil
        case .accepted(let login, let isRemembered):
            let previous = context.session
            context.principal = login.principal
            context.authentication = .password
            if previous?.principal == login.principal { return nil }
            context.session = nil
            do {
                // It cannot have the token of a session that is only begun with it, and may come from a page of others.
                let identifier = try await beginSession(login, instead: previous, request, &context)
                // A session that is begun says so itself.
                if identifier == nil, !isRemembered { recordSuccess(request, context) }
                return identifier
            } catch let error as StoreError where error.code == .notFound {
                context.logger.info("user was changed while the password was checked")
                context.session = previous
                if isFirst { return try await logIn(credentials, request, &context, isFirst: false) }
                context.becomeNobody(APIError.challenge)
            } catch let error as StoreError where error.code == .noSpace {
                // Reading goes on while the disk is full, and with a password it needs no session.
                context.logger.warning("session cannot be begun", metadata: ["error": "\(error)"])
                context.trail.isSessionOver = previous != nil
                if let previous { await end(previous, request, context) }
                if !isRemembered { recordSuccess(request, context) }
            } catch let error as StoreError {
                context.logger.error("session cannot be begun", metadata: ["error": "\(error)"])
                context.becomeNobody(.loginUnavailable)
            }
            return nil
        }
    }

    /// Begins the session of a login, and ends that of another; nil where there is to be none.
    private func beginSession(
        _ login: ProvedLogin,
        instead previous: Session?,
        _ request: Request,
        _ context: inout ServerRequestContext
    ) async throws -> SessionIdentifier? {
        // A page of others may have led the browser here, to go on in the name of somebody else (login CSRF).
        guard await page.isAllowed(request, for: login.principal) else { return nil }
        let begun =
            request.method.changesSomething
            ? nil : try await session(for: login, isFirst: previous == nil, request, &context)
        if let previous {
            context.trail.isSessionOver = begun == nil
            await end(previous, request, context)
        }
        return begun
    }

    /// The session that the client has been given before and keeps forgetting, else a new one.
    private func session(
        for login: ProvedLogin,
        isFirst: Bool,
        _ request: Request,
        _ context: inout ServerRequestContext
    ) async throws -> SessionIdentifier {
        let client = CookielessClients.key(login.principal, ClientNetwork(context.client), request.headers)
        if isFirst, let identifier = cookieless.session(for: client),
            case .valid(let session) = try await sessions.find(
                identifier,
                isSecure: context.isSecure,
                logger: context.logger
            ),
            session.principal == login.principal
        {
            context.session = session
            return identifier
        }
        let begun = try await sessions.begin(login, isSecure: context.isSecure)
        cookieless.wasGiven(begun.identifier, to: client)
        context.session = begun.session
        recordSuccess(request, context)
        audit.record(AuditEvent(.sessionCreated), request: request, context: context)
        for session in begun.evicted {
            let event = AuditEvent(.sessionsExceeded, sessionHash: session.idHash)
            audit.record(event, request: request, context: context)
        }
        return begun.identifier
    }

    /// Ends the session of who has come with the password of another.
    private func end(_ previous: Session, _ request: Request, _ context: ServerRequestContext) async {
        do {
            guard try await sessions.end(previous) else { return }
            let event = AuditEvent(
                .sessionEnded,
                user: .proved(previous.principal),
                sessionHash: previous.idHash,
                detail: "login of another"
            )
            audit.record(event, request: request, context: context)
        } catch {
            // The new one is in the store, and its client must get to know it; the old one ends by its time-out.
            context.logger.error("session of the user before cannot be ended", metadata: ["error": "\(error)"])
        }
    }

    private func recordSuccess(_ request: Request, _ context: ServerRequestContext) {
        let event = AuditEvent(.loginSucceeded, detail: context.isSecure ? nil : "without TLS")
        audit.record(event, request: request, context: context)
    }

    private func record(
        _ refusal: LoginAttempt.Refusal,
        _ credentials: BasicCredentials,
        _ request: Request,
        _ context: ServerRequestContext
    ) {
        let kind: AuditEvent.Kind
        var provider: Principal.Provider?
        switch refusal {
        case .busy: return
        case .throttled(let wait): kind = wait.reason == .account ? .loginLocked : .rateLimitExceeded
        case .unavailable: return
        case .wrong(let asked): (kind, provider) = (.loginFailed, asked)
        }
        let event = AuditEvent(kind, user: .claimed(credentials.userName, provider))
        audit.record(event, request: request, context: context)
    }
}

extension ServerRequestContext {
    /// Takes away what the request had proved, and keeps why.
    fileprivate mutating func becomeNobody(_ reason: APIError) {
        session = nil
        principal = nil
        authentication = nil
        refusal = reason
    }
}

extension HTTPRequest.Method {
    /// Whether requests with it may change something (RFC 9110 §9.2.1).
    var changesSomething: Bool { ![.get, .head, .options].contains(self) }
}

extension HTTPField.Name {
    /// `ContactCenterId`; the other name is there for the compiler, which does not know that this one is well formed.
    static let contactCenterIdentifier = HTTPField.Name("ContactCenterId") ?? .from
}
