import Synchronization

/// Calls something once when a time has passed, unless it is stopped before.
final class Deadline: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        var isPassed = false
    }

    private let state = Mutex(State())

    func start(_ limit: Duration, _ action: @escaping @Sendable () -> Void) {
        let task = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            self.state.withLock { $0.isPassed = true }
            action()
        }
        state.withLock { $0.task = task }
    }

    /// Whether the time had passed already.
    func stop() -> Bool {
        state.withLock {
            $0.task?.cancel()
            return $0.isPassed
        }
    }
}
