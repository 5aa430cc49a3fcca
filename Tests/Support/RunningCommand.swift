import Glibc
import Subprocess

/// A program that a test started and that still goes on.
public struct RunningCommand: Sendable {
    /// The process id, which is also the id of its group.
    public let pid: Int32
    let transcript: Transcript

    /// Sends a signal such as `SIGHUP` to the program alone.
    public func send(_ signal: Int32) { _ = kill(pid, signal) }

    /// What it has printed so far, both outputs in the order in which lines arrived.
    public func lines() async -> [String] { await transcript.lines }

    /// Waits for a line that was printed or will be; throws where none comes in time.
    public func line(within limit: Duration = .seconds(120), where matches: (String) -> Bool) async throws -> String {
        let end = ContinuousClock.now + limit
        while true {
            if let line = await transcript.lines.first(where: matches) { return line }
            guard ContinuousClock.now < end else {
                throw CommandError(reason: "no such line in \(limit)", result: await transcript.result(status: -1))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// Collects the two outputs of a program and says when a line shows that it is ready.
actor Transcript {
    enum Stream { case output, error }

    private(set) var lines: [String] = []
    private let limit: Int
    private let isReady: @Sendable (String) -> Bool
    private var bytes: [Stream: [UInt8]] = [:]
    private var rest: [Stream: [UInt8]] = [:]
    private var openStreams = 2
    private var ready = false
    private var waiting: CheckedContinuation<Bool, Never>?

    init(limit: Int, isReady: @escaping @Sendable (String) -> Bool) {
        self.limit = limit
        self.isReady = isReady
    }

    /// True as soon as a line is the awaited one, false where both outputs end without it.
    func untilReady() async -> Bool {
        if ready || openStreams == 0 { return ready }
        return await withCheckedContinuation { waiting = $0 }
    }

    func collect(_ sequence: SubprocessOutputSequence, _ stream: Stream) async {
        // An error while reading means that the pipe is gone, which is the end as well.
        do { for try await buffer in sequence { take(buffer.withUnsafeBytes { Array($0) }, stream) } } catch {}
        if let last = rest[stream], !last.isEmpty { take([UInt8(ascii: "\n")], stream, counted: false) }
        openStreams -= 1
        if openStreams == 0 { resume(false) }
    }

    func result(status: Int32) -> CommandResult {
        CommandResult(status: status, outputBytes: bytes[.output] ?? [], errorBytes: bytes[.error] ?? [])
    }

    private func take(_ part: [UInt8], _ stream: Stream, counted: Bool = true) {
        // Past the limit the pipe is still emptied, so that the program does not hang; the text is dropped.
        if counted {
            guard bytes[stream, default: []].count + part.count <= limit else { return }
            bytes[stream, default: []] += part
        }
        var pieces = (rest[stream, default: []] + part)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest[stream] = Array(pieces.removeLast())
        for line in pieces.map({ String(decoding: $0, as: UTF8.self) }) {
            lines.append(line)
            if !ready, isReady(line) { resume(true) }
        }
    }

    private func resume(_ value: Bool) {
        ready = ready || value
        waiting?.resume(returning: ready)
        waiting = nil
    }
}
