import GIRCommandLine
import GIRConfigKit

/// A change of a file as `diff -U0` would show it, with dots for secrets.
enum DiffReport {
    /// The two lines that name the file, and the hunks.
    static func text(_ diff: MaskedDiff, file: String) -> String {
        (["--- \(file)", "+++ \(file)"] + diff.lines).map(TerminalText.safe).joined(separator: "\n")
    }
}
