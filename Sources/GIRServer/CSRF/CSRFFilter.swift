import GIRStore
import HTTPTypes
import Hummingbird
import Logging

/// Lets a request that changes something pass only where the user's own page sent it, and hands out the tokens that
/// prove it.
///
/// It is inside of session and authentication, whose findings it needs.
struct CSRFFilter: Filter {
    let page: RequestPage
    let audit: AuditLog
    let metrics: Metrics

    private var rules: CSRFRules { page.rules }

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        let isChange = request.method.changesSomething
        var response: Response
        if isChange, let refusal = await refusal(request, context) {
            response = APIBody.answer(refusal)
        } else {
            // An error has to be an answer here, or it would go out without the token.
            response = try await ErrorFilter().handle(request, context: context, next: next)
        }
        if rules.isEnforced, let session = context.session, !context.trail.isSessionOver {
            response.headers[.csrfHeader] = HTTPField.Name.csrfToken.rawName
            response.headers[.csrfToken] = try CSRFToken.masked(session.csrfToken)
        }
        if isChange { response.headers.vary(on: "Sec-Fetch-Site", "Origin") }
        return response
    }

    /// Why the request may not change anything; nil where it may.
    private func refusal(_ request: Request, _ context: ServerRequestContext) async -> APIError? {
        if let principal = context.principal, await page.isOfAnother(request, than: principal) {
            // Its preflight was granted for the contact center that has the origin in its list, whatever the protection.
            return refuse(request, context, "origin of another contact center", APIError(.forbidden, Self.foreign))
        }
        if await !page.isAllowed(request, for: context.principal) {
            // A form any page could send without asking.
            guard !rules.isEnforced, request.headers[.contentType].map(RequestContent.isForm) != true else {
                return refuse(request, context, "page of another origin", APIError(.forbidden, Self.foreign))
            }
            context.logger.warning("request of another origin is let through, CSRF protection is off")
        }
        guard rules.isEnforced else { return nil }
        if rules.exempt(request, context) {
            metrics.increment(.csrfExempted)
            return nil
        }
        // Who could not be asked about, or asks too often, is told so: the token is not what is missing.
        if context.session == nil, let reason = context.refusal, reason.status != .notAuthenticated { return reason }
        let tokens = request.headers[values: .csrfToken]
        guard let session = context.session, tokens.count == 1, CSRFToken.matches(tokens[0], session.csrfToken) else {
            let reason = context.session == nil ? "no session" : tokens.isEmpty ? "no token" : "wrong token"
            return refuse(request, context, reason, APIError(.forbidden, Self.tokenless))
        }
        return nil
    }

    private static let foreign = "Requests of this origin are not allowed."
    /// The vendor's words.
    private static let tokenless = "Missing or invalid Csrf token"

    private func refuse(
        _ request: Request,
        _ context: ServerRequestContext,
        _ reason: String,
        _ error: APIError
    ) -> APIError {
        let event = AuditEvent(.csrfRefused, status: error.status.http.code, detail: reason)
        audit.record(event, request: request, context: context)
        return error
    }
}
