import Dispatch
import Logging
import Synchronization

/// Takes lines without making anybody wait, and writes them on a thread of its own.
///
/// Lines that the disk, or whoever reads, does not take wait in a queue of limited size; beyond it they are dropped, counted, and the count
/// is said.
final class LogWriter: Sendable {
    private struct Queue {
        /// Whole lines, the first of which may have begun to be written.
        private var bytes: [UInt8] = []
        /// How many bytes are being written.
        private var taken = 0
        /// How many lines found no room.
        var dropped = 0
        /// Whether the writing is under way or due.
        private var isScheduled = false

        /// How many bytes are not written.
        var count: Int { bytes.count + taken }

        /// Adds a line; whether somebody has to begin to write.
        mutating func add(_ line: String, capacity: Int) -> Bool {
            guard count + line.utf8.count <= capacity else {
                dropped += 1
                return false
            }
            bytes.append(contentsOf: line.utf8)
            defer { isScheduled = true }
            return !isScheduled
        }

        /// Everything that waits, to be written.
        mutating func take() -> ArraySlice<UInt8> {
            defer { bytes = [] }
            taken = bytes.count
            isScheduled = taken > 0
            return bytes[...]
        }

        /// What could not be written, to be first again.
        mutating func putBack(_ rest: ArraySlice<UInt8>) {
            bytes = rest + bytes
            taken = 0
        }
    }

    /// What was said of troubles, so that it is not said for every line.
    private struct Trouble {
        private var saidAt: ContinuousClock.Instant?

        mutating func isDue() -> Bool {
            let now = ContinuousClock.now
            if let saidAt, now - saidAt < .seconds(60) { return false }
            saidAt = now
            return true
        }

        mutating func hasEnded() -> Bool {
            defer { saidAt = nil }
            return saidAt != nil
        }
    }

    /// Writes as much as can be written now and gives how many bytes that were.
    typealias Write = @Sendable (ArraySlice<UInt8>) throws(LogFile.Failure) -> Int

    /// The lines of all logs of the process that found no room.
    static let linesDropped = Atomic(0)

    private let writeBytes: Write
    private let capacity: Int
    private let retry: Duration
    private let logger: Logger
    private let queue = Mutex(Queue())
    private let trouble = Mutex(Trouble())
    private let thread = DispatchQueue(label: "girctl.log-writer")

    /// Takes what writes.
    ///
    /// - Parameters:
    ///   - capacity: the most bytes that wait.
    ///   - retry: how long after a failure it is tried again.
    ///   - logger: where losses are said.
    init(
        capacity: Int = 4 << 20,
        retry: Duration = .seconds(1),
        logger: Logger,
        write: @escaping Write
    ) {
        writeBytes = write
        self.capacity = capacity
        self.retry = retry
        self.logger = logger
    }

    /// Takes a file and opens it, so that what is wrong with it is known before anybody relies on it.
    ///
    /// - Throws: `cannotWriteLog` where the file cannot be made.
    convenience init(
        _ file: consuming LogFile,
        capacity: Int = 4 << 20,
        retry: Duration = .seconds(1),
        logger: Logger
    ) throws(ServerError) {
        do throws(LogFile.Failure) {
            try file.open()
        } catch {
            throw error.asServerError
        }
        let opened = Mutex(file)
        self.init(capacity: capacity, retry: retry, logger: logger) { bytes throws(LogFile.Failure) in
            try opened.withLock { file throws(LogFile.Failure) in try file.write(bytes) }
        }
    }

    /// Takes a line, with its line end.
    func write(_ line: String) {
        let isDue = queue.withLock { queue in
            let before = queue.dropped
            let isDue = queue.add(line, capacity: capacity)
            if queue.dropped > before { Self.linesDropped.add(1, ordering: .relaxed) }
            return isDue
        }
        if isDue { thread.async { self.drain() } }
    }

    /// Waits until everything that was taken is written, or cannot be.
    func flush() async {
        await withCheckedContinuation { continuation in
            thread.async {
                self.drain()
                continuation.resume()
            }
        }
    }

    /// Writes what waits, until there is no more or no more can be written.
    private func drain() {
        while true {
            var batch = queue.withLock { $0.take() }
            guard !batch.isEmpty else { break }
            do throws(LogFile.Failure) {
                while !batch.isEmpty {
                    batch = batch.dropFirst(try writeBytes(batch))
                }
                sayRecovery()
            } catch {
                let rest = batch
                queue.withLock { $0.putBack(rest) }
                say(error)
                thread.asyncAfter(deadline: .now() + .milliseconds(Int(retry / .milliseconds(1)))) { self.drain() }
                return
            }
        }
        sayLoss()
    }

    // MARK: What admins are told

    /// Says a failure when it begins, and again each minute while it lasts.
    private func say(_ failure: LogFile.Failure) {
        guard trouble.withLock({ $0.isDue() }) else { return }
        let waiting = queue.withLock { $0.count }
        logger.error(
            "log cannot be written, lines wait",
            metadata: ["bytes": "\(waiting)", "file": "\(failure.path)", "reason": "\(failure.reason)"]
        )
    }

    private func sayRecovery() {
        guard trouble.withLock({ $0.hasEnded() }) else { return }
        logger.notice("log is written again")
    }

    private func sayLoss() {
        let lost = queue.withLock { queue in
            defer { queue.dropped = 0 }
            return queue.dropped
        }
        guard lost > 0 else { return }
        logger.warning("log lines were lost", metadata: ["lines": "\(lost)"])
    }
}
