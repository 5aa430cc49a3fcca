import NIOCore
import Synchronization

/// The requests of a connection that are not sent yet: filled from anywhere, emptied on the event loop.
final class Outbox: Sendable {
    private struct State {
        var waiting = CircularBuffer<Exchange>()
        // Whether the event loop will look anyway.
        var isAwake = false
        var end: CassandraError?
    }

    private let limit: Int
    private let wake: @Sendable () -> Void
    private let state = Mutex(State())

    init(limit: Int, wake: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.wake = wake
    }

    /// Why nothing is taken any more; nil while it is.
    var end: CassandraError? { state.withLock { $0.end } }

    func submit(_ exchange: Exchange) {
        let (refusal, mustWake) = state.withLock { state -> (CassandraError?, Bool) in
            if let end = state.end { return (end, false) }
            guard state.waiting.count < limit else {
                return (Self.overloaded("\(limit) requests wait for this node already"), false)
            }
            state.waiting.append(exchange)
            defer { state.isAwake = true }
            return (nil, !state.isAwake)
        }
        if let refusal { exchange.fail(refusal) }
        if mustWake { wake() }
    }

    /// Takes up to so many; once there are none left, the next one wakes the event loop.
    func take(_ count: Int) -> [Exchange] {
        state.withLock { state in
            var taken: [Exchange] = []
            while taken.count < count, let exchange = state.waiting.popFirst() { taken.append(exchange) }
            state.isAwake = !state.waiting.isEmpty
            return taken
        }
    }

    /// Ends the waiting of those whose time is over.
    func expire(now: NIODeadline, queueTime: TimeAmount) {
        let late = state.withLock { state -> [Exchange] in
            guard let first = state.waiting.first,
                first.created + queueTime <= now || first.deadline <= now || first.isFinished
            else { return [] }
            let isLate = { (exchange: Exchange) in exchange.created + queueTime <= now || exchange.deadline <= now }
            let late = state.waiting.filter(isLate)
            state.waiting.removeAll { isLate($0) || $0.isFinished }
            return Array(late)
        }
        for exchange in late { exchange.fail(Self.overloaded("the request did not get its turn in time")) }
    }

    /// Takes nothing more, and refuses what waits.
    func close(_ error: CassandraError) {
        let left = state.withLock { state in
            defer { state.waiting.removeAll() }
            if state.end == nil { state.end = error }
            return Array(state.waiting)
        }
        for exchange in left { exchange.fail(error) }
    }

    private static func overloaded(_ reason: String) -> CassandraError {
        CassandraError(.overloaded, .cluster, reason, hint: "the node is too slow for this load, or stands still")
    }
}
