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
    init(_ value: String, rules: CrossOriginRules, lists: [AllowedOrigins]) {
        let origin = value.trimmingWhitespace
        if let origin = WebOrigin(origin), lists.contains(where: { $0.names(origin) }) {
            self = .allowed(origin)
        } else if lists.contains(where: \.allowsAny) {
            self = .anyone
        } else if origin == "null", !rules.allowsCredentials, lists.contains(where: \.allowsNull) {
            self = .opaque
        } else {
            self = .refused
        }
    }
}
