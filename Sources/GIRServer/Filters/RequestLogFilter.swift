import FoundationEssentials
import GIRStore
import HTTPTypes
import Hummingbird

/// Writes one line for each request that was answered.
///
/// Cookies, logins and the query stay out of it: they are where credentials and tokens travel.
struct RequestLogFilter: SynchronousFilter {
    let log: RequestLog
    let now: @Sendable () -> Date

    func enter(_ request: Request, _ context: inout ServerRequestContext) { context.received = now() }

    func leave(_ response: inout Response, to request: Request, _ context: ServerRequestContext) {
        let refusal = context.trail.refusal
        let length =
            refusal.map { APIBody.bytes($0).count }
            ?? response.headers[.contentLength].flatMap { Int($0) } ?? response.body.contentLength
        let record = RequestRecord(
            requestIdentifier: context.requestIdentifier,
            client: log.prefersProxied ? context.client : context.peer,
            user: context.trail.principal?.userName,
            time: context.received,
            line: (request.method.rawValue, request.uri.path, context.version),
            status: (refusal?.status.http ?? response.status).code,
            bytes: request.method == .head ? 0 : length,
            referrer: request.headers[.referer].map(Self.address),
            agent: request.headers[.userAgent],
            milliseconds: context.trail.milliseconds
        )
        log.write(record, logger: context.logger)
    }

    /// The address of a page without what it may have secrets in: its query, its fragment, and a name and a password.
    private static func address(_ referrer: String) -> String {
        let text = referrer.prefix { $0 != "?" && $0 != "#" }
        guard let mark = text.firstRange(of: "://") else { return String(text) }
        let authority = text[mark.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(text) }
        return String(text[..<mark.upperBound] + text[text.index(after: at)...])
    }
}
