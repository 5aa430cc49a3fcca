public import GIRPKI
import Glibc

/// Standard output, standard error and the terminal behind them.
public enum Terminal {
    /// Writes a result to standard output, with a line end where it has none.
    ///
    /// - Throws: status 74 where it cannot be written whole, as on a full disk.
    public static func print(_ text: String) throws(CommandFailure) {
        let ended = text.hasSuffix("\n") ? text : text + "\n"
        guard write(ended, to: STDOUT_FILENO) else {
            throw unwritable(SystemError().reason)
        }
    }

    /// Writes a password and a line end to standard output, without a copy that would stay in memory.
    ///
    /// - Throws: status 74 where it cannot be written whole.
    public static func print(revealing password: Secret) throws(CommandFailure) {
        let line = Secret(count: password.count + 1) { buffer in
            password.withBytes { buffer.copyMemory(from: $0) }
            buffer[password.count] = UInt8(ascii: "\n")
        }
        guard line.withBytes({ write($0, to: STDOUT_FILENO) }) else {
            throw unwritable(SystemError().reason)
        }
    }

    /// Writes a result that is no text to standard output.
    ///
    /// - Throws: status 74 where it cannot be written whole, and 64 where it is a terminal.
    public static func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard !isShown else {
            throw CommandFailure(.usage, "bytes are not written to a terminal", hint: "name a file with --out")
        }
        guard bytes.withUnsafeBytes({ write($0, to: STDOUT_FILENO) }) else {
            throw unwritable(SystemError().reason)
        }
    }

    /// Whether standard output is a terminal, where somebody sees it.
    public static var isShown: Bool { isatty(STDOUT_FILENO) == 1 }

    private static func unwritable(_ reason: String) -> CommandFailure {
        CommandFailure(
            .inputOutput,
            "the result cannot be written to standard output: \(reason)",
            hint: "make room on the disk that it goes to, or send it elsewhere"
        )
    }

    /// Writes a line for people to standard error; a question leaves the line open.
    public static func say(_ line: String, endingLine: Bool = true) {
        _ = write(endingLine ? line + "\n" : line, to: STDERR_FILENO)
    }

    /// Whether the process runs as root.
    public static var isRoot: Bool { geteuid() == 0 }

    /// Whether standard input is a terminal where somebody can be asked.
    public static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// Whether the descriptor is a terminal that somebody may be watching.
    public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Whether output to the descriptor may be coloured: it is a terminal and the environment does not forbid it.
    ///
    /// See https://no-color.org.
    public static func isColoured(_ descriptor: Int32, environment: [String: String]) -> Bool {
        guard environment["NO_COLOR", default: ""].isEmpty, environment["TERM"] != "dumb" else { return false }
        return isatty(descriptor) == 1
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        Array(text.utf8).withUnsafeBytes { write($0, to: descriptor) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
