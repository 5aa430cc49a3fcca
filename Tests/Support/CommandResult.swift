/// What a finished program left behind.
public struct CommandResult: Sendable, CustomStringConvertible {
    /// The exit status; where a signal ended the program, 128 and the signal's number, as shells say.
    public let status: Int32
    /// Standard output, byte for byte.
    public let outputBytes: [UInt8]
    /// Standard error, byte for byte.
    public let errorBytes: [UInt8]

    /// Standard output as text; what is not UTF-8 shows as U+FFFD.
    public var stdout: String { String(decoding: outputBytes, as: UTF8.self) }
    /// Standard error as text; what is not UTF-8 shows as U+FFFD.
    public var stderr: String { String(decoding: errorBytes, as: UTF8.self) }

    /// All three, for the message of a failed expectation.
    public var description: String { "exit \(status)\n--- stdout ---\n\(stdout)\n--- stderr ---\n\(stderr)" }

    /// The result itself where the status is 0; otherwise throws, so that set-up steps need no expectation.
    @discardableResult
    public func succeeded() throws -> CommandResult {
        guard status == 0 else { throw CommandError(reason: "status \(status), expected 0", result: self) }
        return self
    }
}

/// A program that could not be run to its end.
public struct CommandError: Error, CustomStringConvertible {
    /// What happened, with the command where it is known.
    public let reason: String
    /// What it had printed until then.
    public let result: CommandResult?

    /// The reason, with what had been printed below it.
    public var description: String { reason + (result.map { "\n\($0)" } ?? "") }
}
