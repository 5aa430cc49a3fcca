import Glibc
import NIOPosix
import Synchronization

/// Does the slow work of checking passwords and making their verifiers beside the event loops: as many at once as there are threads, a
/// bounded number waiting.
final class PasswordWork: Sendable {
    /// As many wait as may.
    struct Busy: Error {}

    private let pool: NIOThreadPool
    private let places: Int
    private let taken = Mutex(0)

    /// Starts the threads; without a number, one for each processor.
    init(threads: Int = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), queue: Int = 64) {
        let threads = max(threads, 1)
        places = threads + queue
        pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Runs the work on one of the threads.
    ///
    /// - Throws: ``Busy`` where there is no place for it, and what the work throws.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let isAdmitted = taken.withLock { taken in
            guard taken < places else { return false }
            taken += 1
            return true
        }
        guard isAdmitted else { throw Busy() }
        defer { taken.withLock { $0 -= 1 } }
        return try await pool.runIfActive(work)
    }
}
