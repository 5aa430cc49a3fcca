import GIRCommandLine
import GIRStore
import Glibc

/// The files of `girctl store export` and `girctl store import`.
struct StoreTransfer {
    /// Whether nobody wants to see how far it is.
    let isQuiet: Bool

    /// Writes the store to a new file, or goes on with what was begun beside it.
    func export(_ store: any Store, _ source: String, to path: String) async throws -> StoreErrandResult {
        guard access(path, F_OK) != 0 else { throw Self.failure(path, "is there already") }
        let partial = path + ".partial"
        let descriptor = open(partial, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(partial, "cannot be made: \(SystemError().reason)") }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw StoreErrandResult.Failure(
                .tryAgain,
                "'\(partial)' is written by another run",
                hint: "wait until it is done, or name another file"
            )
        }
        guard fchmod(descriptor, 0o600) == 0 else { throw Self.failure(partial, "cannot be made private") }
        let export = StoreExport(store, source: source)
        let progress: StoreExport.Progress?
        do {
            progress = try export.progress(in: LineReader(descriptor))
        } catch let error as StoreError where error.code == .data {
            throw StoreErrandResult.Failure(.data, "'\(partial)': \(error.reason)", hint: "remove it, then try again")
        }
        guard ftruncate(descriptor, off_t(progress?.length ?? 0)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw Self.failure(partial, "cannot be written")
        }
        let bar = ProgressBar("percent exported", total: 100, isQuiet: isQuiet)
        defer { bar.stop() }
        var result = StoreErrandResult()
        do {
            result.count = try await export.run(after: progress) {
                bar.reach(Int($0 * 100))
            } write: { bytes in
                try Self.write(bytes, to: descriptor, partial)
            }
        } catch  where Task.isCancelled {
            throw StoreErrandResult.Failure(
                .tryAgain,
                "the export was interrupted; what was written is in '\(partial)'",
                hint: "run the same command again, which goes on with it"
            )
        }
        guard fsync(descriptor) == 0, link(partial, path) == 0, unlink(partial) == 0 else {
            throw Self.failure(path, "cannot be made: \(SystemError().reason)")
        }
        result.isChanged = true
        return result
    }

    /// Adds what a file holds.
    func takeIn(_ path: String, _ store: any Store) async throws -> StoreErrandResult {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreErrandResult.Failure(
                errno == ENOENT ? .inputMissing : .permission,
                "'\(path)' cannot be read: \(SystemError().reason)",
                hint: "name the file that 'girctl store export' has written"
            )
        }
        defer { close(descriptor) }
        let isQuiet = isQuiet
        let bar = ProgressBar("imported bytes", total: Self.size(of: descriptor), isQuiet: isQuiet)
        defer { bar.stop() }
        let transfer = StoreImport(to: store) { time, error in
            bar.stop()
            if !isQuiet { Terminal.say("the store takes nothing now, it is given \(time): \(error.reason)") }
            try await Task.sleep(for: time)
        }
        var lines: [[UInt8]] = []
        for line in LineReader(descriptor) {
            lines.append(line)
            guard lines.count == Self.chunk else { continue }
            try await take(lines, transfer)
            bar.advance(by: lines.reduce(0) { $0 + $1.count + 1 })
            lines = []
        }
        try await take(lines, transfer)
        bar.advance(by: lines.reduce(0) { $0 + $1.count + 1 })
        let counts = transfer.counts
        guard counts.isComplete else {
            throw StoreErrandResult.Failure(
                .data,
                "'\(path)' is not whole: \(counts.added + counts.present) things were taken in, and its last line is missing",
                hint: "finish the export with the command that began it, then import again"
            )
        }
        var result = StoreErrandResult()
        (result.count, result.presentCount, result.isChanged) = (counts.added, counts.present, counts.added > 0)
        return result
    }

    /// Takes some lines; where the store takes nothing for long, says how to go on.
    private func take(_ lines: [[UInt8]], _ transfer: StoreImport) async throws {
        do {
            try Task.checkCancellation()
            try await transfer.take(lines)
        } catch  where Task.isCancelled {
            let counts = transfer.counts
            throw StoreErrandResult.Failure(
                .tryAgain,
                "the import was interrupted; \(counts.added + counts.present) things were taken in before that",
                hint: "run the same command again: what is there stays as it is"
            )
        } catch let error as StoreError where [.unavailable, .unreachable].contains(error.code) {
            let counts = transfer.counts
            throw StoreError(
                error.code,
                "\(error.reason); \(counts.added + counts.present) things were taken in before that",
                hint:
                    "see what keeps the store from taking more, then run the same command again: what is there stays as it is"
            )
        }
    }

    private static let chunk = 500

    private static func failure(_ path: String, _ reason: String) -> StoreErrandResult.Failure {
        StoreErrandResult.Failure(.cannotCreate, "'\(path)' \(reason)", hint: "name a new file in a folder that exists")
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw StoreError(.noSpace, "'\(path)' cannot be written: \(SystemError().reason)")
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func size(of descriptor: Int32) -> Int {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
    }
}

/// The lines of a file, without their ends; one that is longer than any export has ends the reading.
struct LineReader: Sequence, IteratorProtocol {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var place = 0
    private var isOver = false

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        lseek(descriptor, 0, SEEK_SET)
    }

    mutating func next() -> [UInt8]? {
        var searched = place
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { place = end + 1 }
                return Array(buffer[place..<end])
            }
            searched = buffer.count
            guard !isOver, buffer.count - place < Self.limit else { return nil }
            buffer.removeFirst(place)
            searched -= place
            place = 0
            let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { piece, count in
                count = Swift.max(0, read(descriptor, piece.baseAddress, piece.count))
            }
            isOver = piece.isEmpty
            buffer += piece
        }
    }

    private static let limit = 64 << 20
}
