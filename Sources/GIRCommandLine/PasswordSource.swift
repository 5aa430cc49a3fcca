public import GIRPKI
import Glibc

/// Where a password comes from, if not from a prompt; never from the command line itself.
public enum PasswordSource: Sendable, Hashable {
    /// The first line of what can be read from an open descriptor.
    case descriptor(Int32)
    /// The value of an environment variable.
    case environment(String)
    /// The first line of a file; `-` is standard input.
    case file(String)

    /// The password.
    ///
    /// - Throws: status 64 for an unset variable, 66, 74 or 77 for a file that cannot be read.
    public func read(environment: [String: String]) throws(CommandFailure) -> Secret {
        switch self {
        case .descriptor(let number):
            return try Self.firstLine(of: number, named: "descriptor \(number)")
        case .environment(let name):
            guard let value = environment[name] else {
                throw CommandFailure(
                    .usage,
                    "the environment variable '\(name)' is not set",
                    hint: "export it, or use a password file"
                )
            }
            return Secret(value)
        case .file("-"):
            return try Self.firstLine(of: STDIN_FILENO, named: "standard input")
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw SystemError().readingFailure(path) }
            defer { close(descriptor) }
            return try Self.firstLine(of: descriptor, named: path)
        }
    }

    /// The bytes up to the first line end, read one by one so that what follows is left for the next reader.
    static func firstLine(of descriptor: Int32, named name: String) throws(CommandFailure) -> Secret {
        // The whole capacity at once: growing would leave copies behind that nobody overwrites.
        var line = [UInt8](repeating: 0, count: PasswordPrompt.limit + 1)
        var count = 0
        while count < line.count {
            let result = line.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), 1) }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw SystemError().readingFailure(name) }
            if result == 0 || line[count] == UInt8(ascii: "\n") {
                // A file written on Windows ends its line with CR LF; no prompt can enter a CR.
                if count > 0, line[count - 1] == UInt8(ascii: "\r") { count -= 1 }
                line.removeSubrange(count...)
                return Secret(erasing: &line)
            }
            count += 1
        }
        throw CommandFailure(
            .usage,
            "the first line of '\(name)' is longer than \(PasswordPrompt.limit) bytes",
            hint: "the password stands alone on the first line"
        )
    }
}
