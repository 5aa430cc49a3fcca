import GIRConfigKit

/// What a list of origins says to the value of an `Origin` field.
enum OriginVerdict: Hashable, Sendable {
    /// Pages of this origin may read answers, with the user's cookies where those are allowed at all.
    case allowed(WebOrigin)
    /// Every page may read answers, and none with the user's cookies.
    case anyone
    /// Pages without an origin may read answers, without cookies.
    case opaque
    case refused

    /// Asks the lists.
    ///
    /// - Parameter isListed: whether any of the lists is what it is asked for.
    init(_ value: String, rules: CrossOriginRules, isListed: ((AllowedOrigins) -> Bool) -> Bool) {
        let origin = value.trimmingWhitespace
        if let origin = WebOrigin(origin), isListed({ $0.names(origin) }) {
            self = .allowed(origin)
        } else if isListed(\.allowsAny) {
            self = .anyone
        } else if origin == "null", !rules.allowsCredentials, isListed(\.allowsNull) {
            self = .opaque
        } else {
            self = .refused
        }
    }
}
