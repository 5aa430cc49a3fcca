import GIRStore

/// Something that whoever guards the system wants to see, in the words of OWASP's logging vocabulary.
struct AuditEvent: Sendable {
    /// What happened.
    enum Kind: String, CaseIterable, Sendable {
        case authorizationFailed = "authz_fail"
        case changed = "sensitive_update"
        case backendTLSFailed = "tls_backend_fail"
        case crossOriginRefused = "malicious_cors"
        case csrfRefused = "malicious_csrf"
        case inputInvalid = "input_validation_fail"
        case loginFailed = "authn_login_fail"
        case loginLocked = "authn_login_lock"
        case loginSucceeded = "authn_login_success"
        case rateLimitExceeded = "excess_rate_limit_exceeded"
        case sessionCreated = "session_created"
        case sensitiveRead = "sensitive_read"
        case sessionEnded = "session_logout"
        case sessionExpired = "session_expired"
        case sessionsExceeded = "excess_sessions_exceeded"
        case shutdown = "sys_shutdown"
        case startup = "sys_startup"

        /// How much it matters.
        var level: String {
            switch self {
            case .changed, .loginSucceeded, .sensitiveRead, .sessionCreated, .sessionEnded, .sessionExpired, .shutdown,
                .startup:
                "info"
            case .backendTLSFailed, .inputInvalid, .loginFailed, .loginLocked, .rateLimitExceeded, .sessionsExceeded:
                "warning"
            case .authorizationFailed, .crossOriginRefused, .csrfRefused: "critical"
            }
        }
    }

    /// Whose doing it was.
    enum User: Sendable {
        /// The name that somebody tried and did not prove: it may be a password in the wrong field, so only a keyed
        /// digest of it is written.
        case claimed(String, Principal.Provider?)
        /// A user who is proved.
        case proved(Principal)
    }

    let kind: Kind
    var user: User?
    /// The hash of the session's identifier; its first eight digits are written.
    var sessionHash: [UInt8]?
    /// Whose session it is, where somebody else ends it.
    var owner: Principal?
    /// The path of what was made, changed, removed or read, or was not to be.
    var resource: String?
    /// The HTTP status of the answer, where the event decides it.
    var status: Int?
    /// What happened more exactly, in words of ours; nothing that a client sent.
    var detail: String?

    /// Names what happened.
    init(
        _ kind: Kind,
        user: User? = nil,
        sessionHash: [UInt8]? = nil,
        owner: Principal? = nil,
        resource: String? = nil,
        status: Int? = nil,
        detail: String? = nil
    ) {
        self.kind = kind
        self.user = user
        self.sessionHash = sessionHash
        self.owner = owner
        self.resource = resource
        self.status = status
        self.detail = detail
    }
}
