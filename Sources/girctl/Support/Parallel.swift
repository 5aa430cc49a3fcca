import Dispatch
import GIRCommandLine
import Synchronization

/// Work on many things at once, one on each processor.
enum Parallel {
    /// The results in order.
    ///
    /// - Throws: the first failure; what was not begun by then is left out.
    static func map<Result: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) throws(CommandFailure) -> Result
    ) throws(CommandFailure) -> [Result] {
        let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
        let failure = Mutex<CommandFailure?>(nil)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            guard failure.withLock({ $0 == nil }) else { return }
            do throws(CommandFailure) {
                let result = try body(index)
                results.withLock { $0[index] = result }
            } catch {
                failure.withLock { if $0 == nil { $0 = error } }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
        return results.withLock { $0.compactMap(\.self) }
    }
}
