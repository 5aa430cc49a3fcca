import Synchronization

/// The requests that are being answered: they go on when their connection is gone, and use what they were given.
final class OpenRequests: Sendable {
    private let count = Atomic(0)

    /// Counts a request as long as the body runs.
    func counting<Result>(_ body: () async -> Result) async -> Result {
        count.add(1, ordering: .relaxed)
        defer { count.subtract(1, ordering: .releasing) }
        return await body()
    }

    /// Waits until there is none, at most for a time; gives how many there are then.
    func end(within time: Duration) async -> Int {
        // Also where the task that waits is cancelled.
        await Task {
            let end = ContinuousClock.now + time
            while count.load(ordering: .acquiring) > 0, ContinuousClock.now < end {
                try? await Task.sleep(for: .milliseconds(10))
            }
            return count.load(ordering: .acquiring)
        }.value
    }
}
