import FoundationEssentials
import Synchronization

/// A clock that goes on only when it is told to.
final class MovableClock: Sendable {
    private let elapsed = Mutex(Duration.zero)
    private let origin = ContinuousClock.now

    func advance(_ time: Duration) { elapsed.withLock { $0 += time } }

    /// As a steady clock.
    @Sendable func instant() -> ContinuousClock.Instant { origin + elapsed.withLock { $0 } }

    /// As a time of day.
    @Sendable func date() -> Date { LogLines.moment.addingTimeInterval(elapsed.withLock { $0 } / .seconds(1)) }
}
