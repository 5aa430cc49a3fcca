import GIRStore

extension Metrics {
    /// Counts what the audit log is told of a request that was refused.
    func count(_ event: AuditEvent) {
        switch event.kind {
        case .crossOriginRefused: increment(.corsRejected)
        case .csrfRefused: increment(.csrfRejected, event.detail ?? "")
        default: break
        }
    }

    /// Counts an attempt to log in, under who was asked.
    func count(_ result: LoginAttempt.Result) {
        switch result {
        case .accepted(let login, let isRemembered):
            increment(.authentications, login.principal.provider.rawValue, isRemembered ? "remembered" : "accepted")
        case .refused(.busy): increment(.authentications, "none", "busy")
        case .refused(.throttled): increment(.authentications, "none", "throttled")
        case .refused(.unavailable(let provider)):
            increment(.authentications, provider?.rawValue ?? "none", "unavailable")
        case .refused(.wrong(let provider)): increment(.authentications, provider?.rawValue ?? "none", "refused")
        }
    }
}
