import GIRConfigKit
import GIRStore
import HTTPTypes
import Hummingbird

/// Whether requests that change something need the token of their session, and what the server's own origin is.
struct CSRFRules: Sendable {
    /// Whether what fails is refused; else it is only logged, and no token is handed out.
    let isEnforced: Bool
    /// The public address of the API, beside the host that a request names.
    let ownAuthority: Authority?
    /// The folded names of the users whose programs need no token.
    private let exemptUsers: Set<String>

    /// The documented values: nothing is refused.
    init() { self.init(.standard) }

    /// Takes `enableCsrfProtection`, the host of `externalApiUrlV2`, and `girctl.csrfExemptUsers`.
    init(_ settings: ServerSettings, exempting users: [String] = []) {
        exemptUsers = Set(users.map(\.foldedUserName))
        isEnforced = settings.enableCsrfProtection
        let address = settings.externalApiUrlV2 ?? ""
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? ""
        ownAuthority = Authority(rest.prefix { $0 != "/" })
    }

    /// Whether a request is a program's of an exempt user: browsers say in one of these fields where a page is from.
    func exempt(_ request: Request, _ context: ServerRequestContext) -> Bool {
        guard let name = context.principal?.userName.foldedUserName, exemptUsers.contains(name) else { return false }
        return context.authentication == .password
            && !request.headers.contains { field in
                let name = field.name.canonicalName
                return ["cookie", "origin", "referer"].contains(name) || name.hasPrefix("sec-fetch-")
            }
    }
}
