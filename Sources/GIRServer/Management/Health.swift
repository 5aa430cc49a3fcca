import Synchronization

/// Whether the server lives, has started, and may be sent requests.
public final class Health: Sendable {
    /// The stages of the process.
    public enum Phase: String, Sendable, Encodable {
        /// Not yet open for clients.
        case starting
        /// Open.
        case serving
        /// Ending: open requests are answered, new ones do not come.
        case stopping
        /// Closed for clients.
        case stopped
    }

    /// What the readiness page says.
    public struct Report: Sendable, Encodable {
        /// What a load balancer acts on.
        public enum Status: String, Sendable, Encodable {
            /// Everything works.
            case up
            /// It works without something that is not required.
            case degraded
            /// It does not.
            case down
        }

        let status: Status
        let phase: Phase
        let dependencies: [DependencyHealth]
    }

    private let current = Mutex(Phase.starting)
    private let checks: [any HealthCheck]

    /// Begins in the phase `starting`.
    public init(_ checks: [any HealthCheck] = []) { self.checks = checks }

    /// The phase.
    public var phase: Phase { current.withLock { $0 } }

    /// Goes on to another phase; from the end there is no way back.
    public func enter(_ phase: Phase) {
        current.withLock { if [.starting, .serving].contains($0) || phase == .stopped { $0 = phase } }
    }

    /// How everything stands now.
    public func report() async -> Report {
        var dependencies: [DependencyHealth] = []
        for check in checks { dependencies.append(await check.health()) }
        let isDown = dependencies.contains { $0.isRequired && $0.status == .down }
        let isWhole = !dependencies.contains { $0.status == .down }
        let phase = phase
        return Report(
            status: phase != .serving || isDown ? .down : isWhole ? .up : .degraded,
            phase: phase,
            dependencies: dependencies
        )
    }
}
