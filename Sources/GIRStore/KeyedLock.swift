import Synchronization

/// Lets one task at a time work on what a key names.
///
/// Within one process: between several, only the store itself can decide.
public final class KeyedLock: Sendable {
    private struct State {
        /// Who waits for each key that somebody works on, the first one first.
        var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Makes one that nobody holds.
    public init() {}

    /// Runs the body once nobody else works on the key.
    public func withLock<Value>(_ key: String, _ body: () async throws -> Value) async throws -> Value {
        await take(key)
        defer { release(key) }
        try Task.checkCancellation()
        return try await body()
    }

    private func take(_ key: String) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.waiting[key] == nil {
                    state.waiting[key] = []
                    return true
                }
                state.waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func release(_ key: String) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting[key]?.isEmpty == false else {
                state.waiting[key] = nil
                return nil
            }
            return state.waiting[key]?.removeFirst()
        }
        next?.resume()
    }
}
