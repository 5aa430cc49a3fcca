import GIRCommandLine
import GIRConfigKit
import Synchronization

/// Work that can fail on many things at once, one on each processor.
enum Parallel {
    /// The results in order.
    ///
    /// - Throws: the first failure; what was not begun by then is left out.
    static func map<Result: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) throws(CommandFailure) -> Result
    ) throws(CommandFailure) -> [Result] {
        let failure = Mutex<CommandFailure?>(nil)
        let results = Concurrent.map(count) { index -> Result? in
            guard failure.withLock({ $0 == nil }) else { return nil }
            do throws(CommandFailure) {
                return try body(index)
            } catch {
                failure.withLock { if $0 == nil { $0 = error } }
                return nil
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
        return results.compactMap(\.self)
    }
}
