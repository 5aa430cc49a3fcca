import Synchronization

/// How a dependency stood when it was last looked at.
final class StandingHealth: Sendable {
    private let current: Mutex<DependencyHealth>

    init(_ health: DependencyHealth) { current = Mutex(health) }

    var value: DependencyHealth { current.withLock { $0 } }

    /// Notes how it stands now; whether that is another status or another fault than before.
    func set(_ health: DependencyHealth) -> Bool {
        current.withLock { current in
            defer { current = health }
            return current.status != health.status || current.fault?.code != health.fault?.code
        }
    }
}
