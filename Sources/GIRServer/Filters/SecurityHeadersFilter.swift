import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Adds to every answer the header fields that tell browsers what not to do with it.
struct SecurityHeadersFilter: SynchronousFilter {
    /// What answers to clients with TLS say.
    let overTLS: SecurityHeaders
    let now: @Sendable () -> Date

    func leave(_ response: inout Response, to request: Request, _ context: ServerRequestContext) {
        (context.isSecure ? overTLS : Self.plain).add(to: &response.headers, at: now())
    }

    private static let plain = SecurityHeaders(nil)
}
