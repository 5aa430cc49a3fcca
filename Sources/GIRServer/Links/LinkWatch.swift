import CassandraClient
import FoundationEssentials
import GIRConfigKit
import GIRLinks
import GIRPKI
import Logging
public import ServiceLifecycle

/// Holds a link while the server runs, and tells how it stands: in the log, in the metrics and on the health page.
public struct LinkWatch: Service, HealthCheck {
    /// The name of the link.
    public var name: String { plan.name.rawValue }
    /// Whether the server is not ready without it: Cassandra, but where it is the store, which says itself whether it can be
    /// used, and connects at once where a link rests between its tries.
    public let isRequired: Bool

    private let plan: LinkPlan
    private let link: Link?
    private let environment: ServerEnvironment

    /// One for each link of the configuration.
    ///
    /// - Parameter isStoreInCluster: whether Cassandra is the store.
    public static func all(
        of plans: [LinkPlan],
        isStoreInCluster: Bool,
        environment: ServerEnvironment
    ) throws -> [LinkWatch] {
        guard !plans.isEmpty else { return [] }
        let tls = try LinkTLS()
        return try plans.map { plan in
            LinkWatch(
                plan,
                tls: try plan.identity.map { try LinkTLS(identity: $0) } ?? tls,
                isRequired: plan.name == .cassandra && !isStoreInCluster,
                environment: environment
            )
        }
    }

    init(
        _ plan: LinkPlan,
        tls: LinkTLS,
        isRequired: Bool = false,
        backOff: BackOff = BackOff(),
        environment: ServerEnvironment
    ) {
        self.plan = plan
        self.isRequired = isRequired
        self.environment = environment
        var settings = Link.Settings(plan.name, endpoints: plan.endpoints, verifier: plan.verifier)
        settings.backOff = backOff
        settings.credentials = plan.login.map { login in
            CassandraCredentials(user: login.user) { login.password.revealBytes() }
        }
        link = Link(settings, tls: tls, now: environment.now)
    }

    /// Holds the link until the service group shuts down.
    public func run() async throws {
        guard let link else { return try await gracefulShutdown() }
        environment.metrics.set(.backendUp, name, to: 0)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await link.run() }
                var began = ContinuousClock.now
                var last: LinkError?
                for await status in await link.updates() {
                    if status.state == .connecting { began = .now }
                    tell(status, took: .now - began, last: &last)
                }
            }
        }
    }

    private func tell(_ status: LinkStatus, took: Duration, last: inout LinkError?) {
        let metrics = environment.metrics
        metrics.set(.backendUp, name, to: status.state == .established ? 1 : 0)
        if let expires = status.peerExpires {
            metrics.set(.certificateNotAfter, name, "peer", to: expires.timeIntervalSince1970)
        }
        switch status.state {
        case .established:
            last = nil
            metrics.observe(.backendLatency, name, duration: took)
            established(status)
        case .resting:
            // A peer that stays away is one line, not one a minute.
            let isNews = status.lastError.map { $0 != last || $0.reason != last?.reason } ?? false
            last = status.lastError
            var facts: Logger.Metadata = [
                "address": "\(status.endpoint)", "code": "\(status.lastError?.word ?? "")", "link": "\(name)",
                "reason": "\(status.lastError?.reason ?? "")",
            ]
            facts["hint"] = status.lastError?.hint.map { "\($0)" }
            environment.logger.log(level: isNews ? .warning : .debug, "link failed", metadata: facts)
        case .connecting, .stopped: break
        }
    }

    private func established(_ status: LinkStatus) {
        var facts: Logger.Metadata = [
            "address": "\(status.endpoint)", "link": "\(name)", "protection": "\(plan.protection.rawValue)",
        ]
        facts["suite"] = status.cipherSuite.map { "\($0)" }
        facts["server"] = status.server.map { "\($0)" }
        facts["tls"] = status.protocolVersion.map { "\($0)" }
        environment.logger.info("link established", metadata: facts)
        guard let expires = status.peerExpires, plan.protection == .verified else { return }
        let days = Int((expires.timeIntervalSince(environment.now()) / 86_400).rounded(.down))
        guard days < Self.expiryWarning else { return }
        environment.logger.warning(
            "certificate of a link's peer expires soon",
            metadata: ["days": "\(days)", "expires": "\(expires.formatted(.iso8601))", "link": "\(name)"]
        )
    }

    /// So many days before a peer's certificate expires it is time to say so.
    private static let expiryWarning = 30

    /// How the link stands.
    public func health() async -> DependencyHealth {
        guard let link else {
            var health = DependencyHealth(name, isRequired: false, .unknown)
            health.state = "address-unknown"
            health.protection = plan.protection.rawValue
            return health
        }
        let status = await link.status
        var health = DependencyHealth(name, isRequired: isRequired, status.state == .established ? .up : .down)
        health.state = status.state.rawValue
        health.since = status.since.formatted(.iso8601)
        health.address = status.endpoint.description
        health.protection = plan.protection.rawValue
        health.protocolVersion = status.protocolVersion
        health.cipherSuite = status.cipherSuite
        health.peerExpires = status.peerExpires?.formatted(.iso8601)
        health.version = status.server
        health.fault = status.lastError.map {
            DependencyHealth.Fault(code: $0.word, message: $0.reason, failures: status.failures)
        }
        return health
    }
}
