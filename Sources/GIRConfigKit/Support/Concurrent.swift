import Dispatch
import Glibc
import Synchronization

/// Work on many things at once, as many as there are processors.
package enum Concurrent {
    /// The results in order.
    package static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        // One thing needs no other thread, and the first other one takes its time to begin.
        guard count > 1 else { return (0..<max(count, 0)).map(body) }
        let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = body(index)
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }

    /// The ranges of a number of things, one for each processor that is worth it.
    package static func shares(of count: Int, atLeast smallest: Int) -> [Range<Int>] {
        let shares = max(1, min(processorCount, count / max(smallest, 1)))
        return (0..<shares).map { share in count * share / shares..<count * (share + 1) / shares }
    }

    private static var processorCount: Int { min(8, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
