import GIRCommandLine
import GIRConfigKit

/// One thing that the doctor looked at.
struct DoctorCheck: Encodable {
    /// What came of it.
    enum Status: String, Encodable, CaseIterable {
        case ok
        case note
        case finding
        case unchecked
    }

    /// What was looked at: a file, a link, a program.
    let subject: String
    let status: Status
    /// What was found, in one line.
    let message: String
    /// The command that mends it, or that says more.
    @Nullable var help: String?

    init(_ subject: String, _ status: Status, _ message: String, help: String? = nil) {
        self.subject = TerminalText.safe(subject)
        self.status = status
        self.message = TerminalText.safe(message)
        self.help = help.map(TerminalText.safe)
    }

    /// A check that could not be run.
    init(_ subject: String, _ failure: CommandFailure) {
        self.init(subject, .unchecked, failure.message, help: failure.hint)
    }
}

/// The result of `doctor`.
struct DoctorReport: Encodable {
    let schema = "girctl.doctor/1"
    let checks: [DoctorCheck]
    let summary: Summary

    struct Summary: Encodable {
        let findings: Int
        let unchecked: Int
    }

    init(_ checks: [DoctorCheck]) {
        self.checks = checks
        summary = Summary(
            findings: checks.count { $0.status == .finding },
            unchecked: checks.count { $0.status == .unchecked }
        )
    }

    /// One line a check, and one below it where there is something to do.
    var text: String {
        let lines = checks.flatMap { check in
            ["\(Self.marks[check.status] ?? "") \(check.subject): \(check.message)"]
                + (check.help.map { ["          \($0)"] } ?? [])
        }
        let counts = "\(summary.findings) finding\(summary.findings == 1 ? "" : "s"), \(summary.unchecked) not checked"
        return (lines + ["", counts]).joined(separator: "\n")
    }

    var status: ExitStatus {
        summary.findings > 0 ? .findings : summary.unchecked > 0 ? .incomplete : .success
    }

    private static let marks: [DoctorCheck.Status: String] = [
        .finding: "FINDING  ", .note: "note     ", .ok: "ok       ", .unchecked: "unchecked",
    ]
}
