import GIRLinks
import GIRStore
import NIOCore
import NIOPosix
import Synchronization

/// How many media files each user gets or sends at once: nobody takes all connections to the servers that have them.
///
/// Whoever asks for more waits for a turn of his own, as long as a request waits for a connection.
final class MediaTurns: Sendable {
    private struct State {
        var taken: [String: Int] = [:]
        /// Who waits, by user, the first one first.
        var waiting: [String: [(number: Int, continuation: CheckedContinuation<Void, any Error>)]] = [:]
        var nextNumber = 0
    }

    private let limit: Int
    private let time: Duration
    private let state = Mutex(State())

    /// - Parameter limit: the most turns of one user at once; ten times as many may wait.
    init(limit: Int, waiting time: Duration) {
        self.limit = limit
        self.time = time
    }

    /// Takes a turn, which ends when it is forgotten.
    ///
    /// - Throws: ``APIError`` where none comes in time.
    func take(_ context: ServerRequestContext) async throws -> Turn {
        guard let principal = context.principal else { throw APIError.notAuthenticated }
        let user = "\(principal.provider.rawValue) \(principal.id)"
        try await withCheckedThrowingContinuation { continuation in
            let (isTaken, number) = state.withLock { state in
                state.nextNumber += 1
                if state.taken[user, default: 0] < limit {
                    state.taken[user, default: 0] += 1
                    return (true, state.nextNumber)
                }
                state.waiting[user, default: []].append((state.nextNumber, continuation))
                return (false, state.nextNumber)
            }
            if isTaken { return continuation.resume() }
            if state.withLock({ $0.waiting[user]?.count ?? 0 }) > limit * 10 { return giveUp(user, number) }
            MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: TimeAmount(time)) { self.giveUp(user, number) }
        }
        return Turn(self, user)
    }

    private func giveUp(_ user: String, _ number: Int) {
        let waiter = state.withLock { state in
            let index = state.waiting[user]?.firstIndex { $0.number == number }
            return index.flatMap { state.waiting[user]?.remove(at: $0) }
        }
        waiter?.continuation.resume(
            throwing: APIError(.tooManyRequests, "This user has as many media under way as one may have at once.")
        )
    }

    private func end(_ user: String) {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            if state.waiting[user]?.isEmpty == false { return state.waiting[user]?.removeFirst().continuation }
            state.waiting[user] = nil
            let left = state.taken[user, default: 1] - 1
            state.taken[user] = left > 0 ? left : nil
            return nil
        }
        next?.resume()
    }

    /// One of them.
    final class Turn: Sendable {
        private let turns: MediaTurns
        private let user: String

        fileprivate init(_ turns: MediaTurns, _ user: String) {
            self.turns = turns
            self.user = user
        }

        deinit { turns.end(user) }
    }
}
