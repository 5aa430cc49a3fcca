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

    /// The password; an empty one opens what was made with an empty one.
    ///
    /// - Throws: status 64 for an unset variable or a descriptor that is not open, 66, 74 or 77 for a file that cannot
    ///   be read.
    public func read(environment: [String: String]) throws(CommandFailure) -> Secret {
        switch self {
        case .descriptor(let number):
            try Self.checkInherited(number)
            return try Self.firstLine(of: number, named: "descriptor \(number)")
        case .environment(let name):
            return try Self.variable(name, in: environment)
        case .file("-"):
            return try Self.firstLine(of: STDIN_FILENO, named: "standard input")
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw SystemError().readingFailure(path) }
            defer { close(descriptor) }
            return try Self.firstLine(of: descriptor, named: path)
        }
    }

    /// The password, which is going to protect something.
    ///
    /// - Throws: status 64 for an empty one, else as ``read(environment:)``.
    public func readNew(environment: [String: String]) throws(CommandFailure) -> Secret {
        let password = try read(environment: environment)
        guard !password.isEmpty else {
            throw CommandFailure(
                .usage,
                "the new password from \(described) is empty",
                hint: "an empty password protects nothing; the password stands alone on the first line"
            )
        }
        return password
    }

    private var described: String {
        switch self {
        case .descriptor(let number): "descriptor \(number)"
        case .environment(let name): "the environment variable '\(name)'"
        case .file("-"): "standard input"
        case .file(let path): "'\(path)'"
        }
    }

    /// The source as one argument for a program that this one becomes: it says where the password is, not what.
    public var argument: String {
        switch self {
        case .descriptor(let number): "fd:\(number)"
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }

    /// Reads what ``argument`` wrote.
    public init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch parts.first {
        case "fd" where parts.count == 2:
            guard let number = Int32(parts[1]) else { return nil }
            self = .descriptor(number)
        case "env" where parts.count == 2: self = .environment(parts[1])
        case "file" where parts.count == 2: self = .file(parts[1])
        default: return nil
        }
    }

    private static func checkInherited(_ number: Int32) throws(CommandFailure) {
        // What the process has opened itself closes on exec; what it was given does not, or it would not be here.
        let flags = fcntl(number, F_GETFD)
        let access = fcntl(number, F_GETFL)
        guard flags >= 0, flags & FD_CLOEXEC == 0, access >= 0, access & O_ACCMODE != O_WRONLY else {
            throw CommandFailure(
                .usage,
                "descriptor \(number) is not open for reading",
                hint: "open it for the command, as in: \(number)< FILE"
            )
        }
    }

    /// The variable's own bytes where the environment is the process's: a `String` cannot hold all of them.
    ///
    /// They are erased then, so that neither `/proc` nor a child process shows them any longer.
    private static func variable(_ name: String, in environment: [String: String]) throws(CommandFailure) -> Secret {
        let value = environment[name]
        if let start = getenv(name) {
            let bytes = UnsafeMutableRawBufferPointer(start: start, count: strlen(start))
            if value == nil || value == String(decoding: bytes, as: UTF8.self) {
                let password = Secret(bytes)
                explicit_bzero(start, bytes.count)
                unsetenv(name)
                return password
            }
        }
        if let value { return Secret(value) }
        throw CommandFailure(
            .usage,
            "the environment variable '\(name)' is not set",
            hint: "export it, or use a password file"
        )
    }

    private static func firstLine(of descriptor: Int32, named name: String) throws(CommandFailure) -> Secret {
        let line = PasswordLine()
        while try line.readByte(of: descriptor, named: name) {}
        return line.takeSecret()
    }
}
