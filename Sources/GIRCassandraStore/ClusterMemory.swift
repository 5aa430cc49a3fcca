import Synchronization

/// What this process remembers of the cluster, so that it need not ask or write the same again and again.
final class ClusterMemory: Sendable {
    private struct State {
        var contactCenters: Set<String> = []
        var days: Set<IndexDay> = []
        var sessions: (count: Int, counted: ContinuousClock.Instant)?
    }

    private let state = Mutex(State())

    /// Whether a contact center is known to be there: none ever goes.
    func knows(contactCenter: String) -> Bool { state.withLock { $0.contactCenters.contains(contactCenter) } }

    func note(contactCenter: String) {
        state.withLock { state in
            if state.contactCenters.count >= Self.limit { state.contactCenters = [] }
            state.contactCenters.insert(contactCenter)
        }
    }

    /// Those of the days that are not known to be written down.
    func unknown(_ days: [IndexDay]) -> [IndexDay] {
        state.withLock { state in days.filter { !state.days.contains($0) } }
    }

    func note(_ days: [IndexDay]) {
        state.withLock { state in
            if state.days.count + days.count > Self.limit { state.days = [] }
            state.days.formUnion(days)
        }
    }

    /// How many sessions there are, as far as this process knows; nil where it is time to count them again.
    var sessionCount: Int? {
        state.withLock { state in
            state.sessions.flatMap { $0.counted + Self.countLife > .now ? $0.count : nil }
        }
    }

    func note(sessionCount: Int) { state.withLock { $0.sessions = (sessionCount, .now) } }

    func changeSessionCount(by number: Int) { state.withLock { $0.sessions?.count += number } }

    private static let limit = 20_000
    /// How long what other nodes have begun may stay uncounted.
    private static let countLife = Duration.seconds(10)
}
