import GIRConfigKit
import GIRStore
import HTTPTypes
import Hummingbird

/// Whether the page that sends a request may act in the user's name.
struct RequestPage: Sendable {
    let rules: CSRFRules
    let crossOrigin: CrossOriginPolicy

    /// Whether it is the server's own, one that the lists name, or none at all.
    func isAllowed(_ request: Request, for principal: Principal?) async -> Bool {
        switch RequestOrigin(request.headers, isOwn: { isOwn($0, request) }) {
        case .own, .unknown: return true
        case .other(let origin):
            // Only an origin that is named: `*` lets pages read, not write in the user's name.
            if case .allowed = await crossOrigin.verdict(on: origin, for: principal) { return true }
            return false
        }
    }

    /// Whether it is of an origin that only another contact center than the user's allows.
    func isOfAnother(_ request: Request, than principal: Principal) async -> Bool {
        guard let origin = request.headers[.origin], WebOrigin(origin).map({ isOwn($0, request) }) != true else {
            return false
        }
        return await crossOrigin.isForeign(origin, to: principal)
    }

    /// Whether the origin is the server's; behind a proxy that ends TLS the scheme is the proxy's.
    private func isOwn(_ origin: WebOrigin, _ request: Request) -> Bool {
        let authorities = [request.head.authority.flatMap { Authority($0) }, rules.ownAuthority].compactMap { $0 }
        return authorities.contains { authority in
            let full = "\(origin.scheme.rawValue)://\(authority.host)" + (authority.port.map { ":\($0)" } ?? "")
            return full == origin.text || full == "\(origin.scheme.rawValue)://\(origin.host):\(origin.port)"
        }
    }
}
