/// The exit statuses of girctl; each has one meaning that never changes (sysexits.h where one fits).
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, clean or trusted.
    case success = 0
    /// Findings at or above the threshold, or not trusted.
    case findings = 1
    /// Some checks could not be run.
    case incomplete = 2
    /// With `--check` or `--dry-run`: a change is needed.
    case changeNeeded = 3
    /// The command line is not understood.
    case usage = 64
    /// Wrong password, damaged store, or a value that does not decrypt.
    case data = 65
    /// An input file is missing.
    case inputMissing = 66
    /// A peer cannot be reached.
    case unavailable = 69
    /// A fault of girctl itself.
    case software = 70
    /// An output file or a listener cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed half way.
    case inputOutput = 74
    /// Another process holds the lock: try again.
    case tryAgain = 75
    /// Permission denied.
    case permission = 77
    /// The configuration keeps the server from starting.
    case configuration = 78
}
