import NIOCore
import Synchronization

/// Bounds the connections to HTTP peers, keeps those that rest, and lets requests wait for one in the order in which
/// they came.
final class WebPool: Sendable {
    /// What a request may do.
    enum Grant: Sendable {
        /// Make a connection; its place is taken.
        case connect
        case use(WebConnection)
    }

    fileprivate struct Waiter {
        let number: Int
        let peer: WebAddress.Peer
        let isNewWanted: Bool
        let continuation: CheckedContinuation<Grant, any Error>
    }

    fileprivate struct State {
        var resting: [WebAddress.Peer: [WebConnection]] = [:]
        /// The places that are taken: by connections, and by attempts to make one.
        var taken: [WebAddress.Peer: Int] = [:]
        var total = 0
        /// The connections whose places are theirs.
        var members: Set<ObjectIdentifier> = []
        var waiting: [Waiter] = []
        var nextNumber = 0
    }

    let limits: WebLimits
    private let timers: any EventLoopGroup
    private let state = Mutex(State())

    init(_ limits: WebLimits, timers: any EventLoopGroup) {
        self.limits = limits
        self.timers = timers
    }

    /// Waits for a connection, or for leave to make one.
    ///
    /// - Parameter isNewWanted: whether one that rested is no use: the peer may be about to end it.
    /// - Throws: `busy` where none comes free in time.
    func acquire(_ peer: WebAddress.Peer, isNewWanted: Bool) async throws -> Grant {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = Waiter(
                    number: number,
                    peer: peer,
                    isNewWanted: isNewWanted,
                    continuation: continuation
                )
                state.withLock { $0.waiting.append(waiter) }
                serve()
                // Who was cancelled before he stood in the queue was not found there.
                if Task.isCancelled { giveUp(number, CancellationError()) }
                guard isWaiting(number) else { return }
                timers.any().scheduleTask(in: TimeAmount(limits.waiting)) {
                    self.giveUp(number, LinkError(.busy, "all connections that the peer may have are at work"))
                }
            }
        } onCancel: {
            giveUp(number, CancellationError())
        }
    }

    /// A connection is made, in the place of an attempt.
    func joined(_ connection: WebConnection) {
        state.withLock { _ = $0.members.insert(ObjectIdentifier(connection)) }
        connection.whenClosed { self.left(connection) }
    }

    /// An attempt has failed.
    func failed(_ peer: WebAddress.Peer) {
        state.withLock { $0.free(peer) }
        serve()
    }

    /// A connection has no work any more.
    func rest(_ connection: WebConnection) {
        state.withLock { state in
            // It may have ended meanwhile.
            guard state.members.contains(ObjectIdentifier(connection)) else { return }
            state.resting[connection.peer, default: []].append(connection)
        }
        serve()
    }

    /// Ends the connections that rest.
    func close() {
        let resting = state.withLock { Array($0.resting.values.joined()) }
        for connection in resting { connection.close() }
    }

    private func left(_ connection: WebConnection) {
        state.withLock { state in
            guard state.members.remove(ObjectIdentifier(connection)) != nil else { return }
            state.resting[connection.peer]?.removeAll { $0 === connection }
            state.free(connection.peer)
        }
        serve()
    }

    private func isWaiting(_ number: Int) -> Bool {
        state.withLock { $0.waiting.contains { $0.number == number } }
    }

    private func giveUp(_ number: Int, _ error: any Error) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: error)
    }

    /// Gives what is free to those who wait, the first one first.
    private func serve() {
        let (granted, ended) = state.withLock { state in
            var granted: [(CheckedContinuation<Grant, any Error>, Grant)] = []
            var ended: [WebConnection] = []
            var waiting: [Waiter] = []
            for waiter in state.waiting {
                if let grant = state.grant(waiter.peer, isNewWanted: waiter.isNewWanted, limits, &ended) {
                    granted.append((waiter.continuation, grant))
                } else {
                    waiting.append(waiter)
                }
            }
            state.waiting = waiting
            return (granted, ended)
        }
        for connection in ended { connection.close() }
        for (continuation, grant) in granted { continuation.resume(returning: grant) }
    }
}

extension WebPool.State {
    fileprivate mutating func free(_ peer: WebAddress.Peer) {
        total -= 1
        taken[peer, default: 1] -= 1
        if taken[peer] == 0 {
            taken[peer] = nil
            resting[peer] = nil
        }
    }

    fileprivate mutating func grant(
        _ peer: WebAddress.Peer,
        isNewWanted: Bool,
        _ limits: WebLimits,
        _ ended: inout [WebConnection]
    ) -> WebPool.Grant? {
        if !isNewWanted, let connection = resting[peer]?.popLast() { return .use(connection) }
        let isPeerFull = taken[peer, default: 0] >= limits.connectionsPerPeer
        if isPeerFull || total >= limits.connections {
            // One that rests makes room: of the same peer, or of any other.
            let other = isPeerFull ? peer : resting.first { !$0.value.isEmpty }?.key
            guard let other, let oldest = resting[other]?.first else { return nil }
            resting[other]?.removeFirst()
            members.remove(ObjectIdentifier(oldest))
            free(other)
            ended.append(oldest)
        }
        taken[peer, default: 0] += 1
        total += 1
        return .connect
    }
}
