import Glibc
import Logging

/// Standard error as the place of log lines.
public enum StandardError {
    /// Takes a line, with its line end, to be written; nobody waits, also where the other end of a pipe does not read.
    @Sendable public static func write(_ line: String) { writer.write(line) }

    /// Waits until every line that was taken is written, or cannot be.
    public static func flush() async { await writer.flush() }

    private static let writer = LogWriter(logger: Logger(label: "girctl-server") { _ in LineLogHandler() }, write: put)

    /// How long the other end may take to read before that is a failure, in milliseconds.
    private static let patience: Int32 = 1000

    /// Writes some lines in one call, and only once there is room for them: a pipe that is ready has room for `PIPE_BUF`
    /// bytes, and does not mix so many with those of other processes.
    @Sendable private static func put(_ bytes: ArraySlice<UInt8>) throws(LogFile.Failure) -> Int {
        var state = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&state, 1, patience) != 0 else {
            throw LogFile.Failure(path: "standard error", reason: "nobody reads it")
        }
        let part = bytes.prefix(Int(PIPE_BUF))
        let lines = part.lastIndex(of: UInt8(ascii: "\n")).map { part[...$0] } ?? part
        let count = lines.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard count >= 0 || errno == EINTR else {
            throw LogFile.Failure(path: "standard error", reason: String(cString: strerror(errno)))
        }
        return max(count, 0)
    }
}
