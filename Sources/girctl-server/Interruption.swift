import GIRCommandLine
import Glibc
import UnixSignals

/// Work that somebody may end before it is done, by Ctrl-C or `kill`.
enum Interruption {
    /// Does the work, and cancels it where the process is asked to end.
    static func watching<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        // Jobs in the background are started to ignore Ctrl-C.
        let signals =
            PassedSignals.isIgnored(SIGINT)
            ? await UnixSignalsSequence(trapping: .sigterm) : await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Result?.self) { tasks in
            tasks.addTask { try await work() }
            tasks.addTask {
                for await _ in signals { break }
                return nil
            }
            // What ends first: the work, or the wait for a signal, which has no result.
            while let ended = try await tasks.next() {
                tasks.cancelAll()
                if let result = ended { return result }
            }
            throw CancellationError()
        }
    }
}
