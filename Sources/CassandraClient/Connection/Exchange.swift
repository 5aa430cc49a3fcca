import NIOCore
import Synchronization

/// One request and the one who waits for its answer.
///
/// Whoever is first ends the waiting: the answer, the clock, the end of the connection, or the caller's own
/// cancellation. The stream stays taken until the answer is there, so that a late one meets nobody else.
final class Exchange: Sendable {
    /// What became of it.
    enum Outcome: Sendable {
        case answer(Frame)
        /// With whether the node may have seen the request.
        case failure(CassandraError, wasSent: Bool)
    }

    private enum State {
        case new
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished(Outcome?)
    }

    let message: ByteBuffer
    let deadline: NIODeadline
    let created = NIODeadline.now()
    private let state = Mutex(State.new)
    private let sent = Mutex(false)

    init(_ message: ByteBuffer, deadline: NIODeadline) {
        self.message = message
        self.deadline = deadline
    }

    var isFinished: Bool {
        state.withLock { state in
            if case .finished = state { true } else { false }
        }
    }

    /// From now on the node may see it.
    func markSent() { sent.withLock { $0 = true } }

    /// Waits; `begin` is called once, when it can be sent.
    func outcome(begin: (Exchange) -> Void) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early: Outcome? = state.withLock { state in
                    if case .finished(let outcome) = state { return outcome }
                    state = .waiting(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) } else { begin(self) }
            }
        } onCancel: {
            fail(CassandraError(.closed, .client, "the caller gave up"))
        }
    }

    func succeed(_ frame: Frame) { finish(.answer(frame)) }

    func fail(_ error: CassandraError) { finish(.failure(error, wasSent: sent.withLock { $0 })) }

    private func finish(_ outcome: Outcome) {
        let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            switch state {
            case .new:
                state = .finished(outcome)
                return nil
            case .waiting(let continuation):
                state = .finished(nil)
                return continuation
            case .finished: return nil
            }
        }
        continuation?.resume(returning: outcome)
    }
}
