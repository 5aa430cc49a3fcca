import HTTPTypes
import Hummingbird

/// Finds out who asks and whether over TLS, where proxies are in front that are believed.
struct ClientAddressFilter: SynchronousFilter {
    let proxies: TrustedProxies
    /// Whether the connection is TLS; where a proxy that is believed says what its client speaks, that counts.
    let isSecure: Bool

    func enter(_ request: Request, _ context: inout ServerRequestContext) {
        context.client = proxies.client(behind: context.peer, forwarded: request.headers[values: .forwardedFor])
        let words = request.headers[values: .forwardedProto].flatMap { $0.split(separator: ",") }
        context.isSecure =
            words.isEmpty || !proxies.include(context.peer)
            ? isSecure : words.allSatisfy { $0.trimmingWhitespace.lowercased() == "https" }
    }
}

extension HTTPField.Name {
    /// `X-Forwarded-For`; the other name is there for the compiler, which does not know that this one is well formed.
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .server
    /// `X-Forwarded-Proto`.
    fileprivate static let forwardedProto = HTTPField.Name("X-Forwarded-Proto") ?? .server
}
