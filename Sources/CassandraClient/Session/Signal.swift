import Synchronization

/// Lets tasks wait for something to change, or for a time to pass.
///
/// Who waits names the generation that was seen before looking: a change in between is not missed.
final class Signal: Sendable {
    private struct Waiter {
        let continuation: CheckedContinuation<Void, Never>
        var timer: Task<Void, Never>?

        func wake() {
            timer?.cancel()
            continuation.resume()
        }
    }

    private struct State {
        var generation = 0
        var nextWaiter = 0
        var waiters: [Int: Waiter] = [:]
    }

    private let state = Mutex(State())

    var generation: Int { state.withLock { $0.generation } }

    /// Wakes all who wait.
    func fire() {
        let waiters = state.withLock { state in
            state.generation += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.wake() }
    }

    /// Waits for the next change since that generation, at most so long; ends early where the task is cancelled.
    func wait(since generation: Int, atMost limit: Duration) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.generation == generation, !Task.isCancelled else { return false }
                    state.waiters[number] = Waiter(continuation: continuation)
                    return true
                }
                if mustWait { startTimer(number, limit) } else { continuation.resume() }
            }
        } onCancel: {
            wake(number)
        }
    }

    private func startTimer(_ number: Int, _ limit: Duration) {
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            wake(number)
        }
        let isNeeded = state.withLock { state in
            state.waiters[number]?.timer = timer
            return state.waiters[number] != nil
        }
        if !isNeeded { timer.cancel() }
    }

    private func wake(_ number: Int) { state.withLock { $0.waiters.removeValue(forKey: number) }?.wake() }
}
