import GIRLinks
import GIRStore
import NIOCore
import NIOPosix
import Synchronization

/// How many media files each user gets or sends at once, at one server and at all of its kind.
///
/// A client that takes a file slowly holds a connection for that long, and may be a player: it is not the rate that
/// tells. So each user has at most half of what the others leave free, and one in any case: however few they are who
/// take slowly, there is something left for who comes next. Whoever asks for more waits for a turn, as long as a request
/// waits for a connection.
final class MediaTurns: Sendable {
    private struct Waiter {
        let number: Int
        let user: String
        let peer: WebAddress.Peer
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// How many each user has, by server.
        var taken: [WebAddress.Peer: [String: Int]] = [:]
        /// How many each user has at all of them.
        var all: [String: Int] = [:]
        /// The first one first.
        var waiting: [Waiter] = []
        var nextNumber = 0
    }

    private let limits: WebLimits
    private let state = Mutex(State())

    /// - Parameter limits: those of the connections that the turns are for.
    init(_ limits: WebLimits) { self.limits = limits }

    /// Takes a turn at a server, which ends when it is forgotten.
    ///
    /// - Throws: ``APIError`` where none comes in time.
    func take(_ context: ServerRequestContext, at peer: WebAddress.Peer) async throws -> Turn {
        guard let principal = context.principal else { throw APIError.notAuthenticated }
        let user = "\(principal.provider.rawValue) \(principal.id)"
        try await withCheckedThrowingContinuation { continuation in
            let number = state.withLock { state -> Int? in
                // Ten for each that it could have.
                guard state.waiting.count(where: { $0.user == user }) < limits.connectionsPerPeer * 5 else {
                    return nil
                }
                state.nextNumber += 1
                state.waiting.append(
                    Waiter(number: state.nextNumber, user: user, peer: peer, continuation: continuation)
                )
                return state.nextNumber
            }
            guard let number else { return continuation.resume(throwing: Self.tooMany) }
            serve()
            guard state.withLock({ $0.waiting.contains { $0.number == number } }) else { return }
            MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: TimeAmount(limits.waiting)) {
                self.giveUp(number)
            }
        }
        return Turn(self, user, peer)
    }

    private static let tooMany = APIError(
        .tooManyRequests,
        "This user has as many media under way as one may have at once."
    )

    private func giveUp(_ number: Int) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: Self.tooMany)
    }

    fileprivate func end(_ user: String, _ peer: WebAddress.Peer) {
        state.withLock { state in
            state.all.takeOne(from: user)
            state.taken[peer]?.takeOne(from: user)
            if state.taken[peer]?.isEmpty == true { state.taken[peer] = nil }
        }
        serve()
    }

    /// Gives turns to those who wait and may have one by now: one that ends may be of use to any of them.
    private func serve() {
        let granted = state.withLock { state in
            var granted: [Waiter] = []
            var waiting: [Waiter] = []
            for waiter in state.waiting {
                if Self.hasRoom(state.taken[waiter.peer] ?? [:], waiter.user, of: limits.connectionsPerPeer),
                    Self.hasRoom(state.all, waiter.user, of: limits.connections)
                {
                    state.taken[waiter.peer, default: [:]][waiter.user, default: 0] += 1
                    state.all[waiter.user, default: 0] += 1
                    granted.append(waiter)
                } else {
                    waiting.append(waiter)
                }
            }
            state.waiting = waiting
            return granted
        }
        for waiter in granted { waiter.continuation.resume() }
    }

    private static func hasRoom(_ taken: [String: Int], _ user: String, of limit: Int) -> Bool {
        let own = taken[user, default: 0]
        let others = taken.values.reduce(0, +) - own
        return own < max(1, (limit - others) / 2)
    }

    /// One of them.
    final class Turn: Sendable {
        private let turns: MediaTurns
        private let user: String
        private let peer: WebAddress.Peer

        fileprivate init(_ turns: MediaTurns, _ user: String, _ peer: WebAddress.Peer) {
            self.turns = turns
            self.user = user
            self.peer = peer
        }

        deinit { turns.end(user, peer) }
    }
}

extension [String: Int] {
    fileprivate mutating func takeOne(from key: String) {
        let left = self[key, default: 1] - 1
        self[key] = left > 0 ? left : nil
    }
}
