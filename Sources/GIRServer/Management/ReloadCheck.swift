import FoundationEssentials

/// Whether the keys and the trust of the listener are those that its files hold now.
struct ReloadCheck: HealthCheck {
    let name = "configuration"
    /// What was there before goes on.
    let isRequired = false
    let tls: ListenerTLS

    func health() async -> DependencyHealth {
        let state = tls.state
        var health = DependencyHealth(name, isRequired: isRequired, state.isCurrent ? .up : .down)
        health.since = (state.failure?.at ?? state.loaded).formatted(.iso8601)
        // The reason names files; the page with it is for this machine.
        health.fault = state.failure.map { .init(code: "reload-refused", message: $0.reason) }
        return health
    }
}
