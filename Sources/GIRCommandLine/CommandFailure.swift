public import GIRPKI

/// Why a command ends: the status for scripts and two lines for people.
public struct CommandFailure: Error, Sendable, CustomStringConvertible {
    /// The exit status of the process.
    public let status: ExitStatus
    /// What is wrong, with the file or option in single quotes.
    public let message: String
    /// What to do about it.
    public let hint: String

    /// Makes a failure; both texts start in lower case and have no full stop.
    ///
    /// Without a hint it gets what helps with most failures of that status.
    public init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint ?? status.remedy
    }

    /// The failure as it is written to standard error: `girctl: error: …` and, below it, `  hint: …`.
    public var description: String {
        "girctl: error: \(TerminalText.safe(message))\n  hint: \(TerminalText.safe(hint))"
    }
}

extension CommandFailure {
    /// The same about a file that an option of application.yaml names.
    public func named(by option: String) -> CommandFailure {
        CommandFailure(status, "'\(option)': \(message)", hint: ofConfiguration.hint)
    }

    /// The same about a file that application.yaml names: where relative paths are seen from is another place.
    var ofConfiguration: CommandFailure {
        guard status == .inputMissing, hint == ExitStatus.inputMissing.remedy else { return self }
        return CommandFailure(status, message, hint: "check the path; it is seen from the folder of application.yaml")
    }
}

extension CommandFailure {
    /// An error of GIRPKI about a file or a named thing.
    public init(_ error: PKIError, in subject: String) {
        self.init(ExitStatus(error.code), "'\(subject)': \(error.reason)", hint: error.remedy)
    }

    /// An error of GIRPKI about an option or an argument.
    public init(_ error: PKIError) {
        self.init(ExitStatus(error.code), error.reason, hint: error.remedy)
    }
}

extension ExitStatus {
    /// The status for a kind of failure in GIRPKI.
    public init(_ code: PKIError.Code) {
        self =
            switch code {
            case .aliasExists, .aliasNotFound, .invalidParameter, .passwordRequired: .usage
            case .handshakeFailed, .integrityCheckFailed, .keyMismatch, .limitExceeded, .malformed, .truncated,
                .unsupportedAlgorithm,
                .unsupportedFormat, .wrongEntryKind, .wrongPassword:
                .data
            case .cryptography: .software
            }
    }
}
