import GIRStore

/// Who may call a route.
enum Access: Hashable, Sendable {
    /// Whoever reaches the server, logged in or not.
    case anyone
    /// Any user of a contact center, also one who has to choose another password first.
    case oneself
    /// The operations account.
    case operations
    /// A user of a contact center who has one of the roles.
    case roles(Set<Role>)
    /// Any user of a contact center.
    case user

    /// Why a principal, or nobody, may not; nil where they may.
    func refusal(of principal: Principal?) -> APIError? {
        if self == .anyone { return nil }
        guard let principal else { return .notAuthenticated }
        guard !principal.mustChangePassword || self == .oneself else { return .passwordChangeDemanded }
        let isOperations = principal.provider == .operations
        let isUser = !isOperations && principal.contactCenter != nil
        let isAllowed =
            switch self {
            case .anyone: true
            case .operations: isOperations
            case .roles(let roles): isUser && !roles.isDisjoint(with: principal.roles)
            case .oneself, .user: isUser
            }
        return isAllowed ? nil : .insufficientRoles
    }
}

extension APIError {
    /// Nobody has logged in where somebody has to.
    static let notAuthenticated = APIError(.notAuthenticated, "Access denied: authentication is required.")
    /// The password is one that somebody else has chosen.
    static let passwordChangeDemanded = APIError(
        .passwordChangeDemanded,
        "The password has to be changed first: PUT another one to /api/v2/me."
    )
    /// The vendor's words for a role that is missing.
    static let insufficientRoles = APIError(.insufficientRoles, "Insufficient user roles.")
}
