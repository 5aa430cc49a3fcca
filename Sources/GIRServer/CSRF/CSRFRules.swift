import GIRConfigKit

/// Whether requests that change something need the token of their session, and what the server's own origin is.
struct CSRFRules: Sendable {
    /// Whether what fails is refused; else it is only logged, and no token is handed out.
    let isEnforced: Bool
    /// The public address of the API, beside the host that a request names.
    let ownAuthority: Authority?

    /// The documented values: nothing is refused.
    init() { self.init(.standard) }

    /// Takes `enableCsrfProtection` and the host of `externalApiUrlV2`.
    init(_ settings: ServerSettings) {
        isEnforced = settings.enableCsrfProtection
        let address = settings.externalApiUrlV2 ?? ""
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? ""
        ownAuthority = Authority(rest.prefix { $0 != "/" })
    }
}
