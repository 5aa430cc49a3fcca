import HTTPTypes
import Hummingbird

/// Tells the client the identifier under which the log speaks of the request.
///
/// An identifier that the client sent is not taken over: it would let one client write into another's trail.
struct RequestIdentityFilter: SynchronousFilter {
    func leave(_ response: inout Response, to request: Request, _ context: ServerRequestContext) {
        response.headers[.requestIdentifier] = context.requestIdentifier
    }
}

extension HTTPField.Name {
    /// `X-Request-Id`; the other name is there for the compiler, which does not know that this one is well formed.
    static let requestIdentifier = HTTPField.Name("X-Request-Id") ?? .server
}
