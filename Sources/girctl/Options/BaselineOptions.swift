import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import Glibc

/// The options of `config lint` about findings that are known.
struct BaselineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Suppress the findings in this file, so that only new ones count.", valueName: "file"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Write the findings to this file, new or an older baseline, for --baseline, and print none.",
            valueName: "file"
        )
    )
    var writeBaseline: String?

    /// The baseline, where one is named.
    func read() throws(CommandFailure) -> Baseline? {
        guard let file = baseline else { return nil }
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try InputFile.read(file)
        } catch {
            guard error.status == .inputMissing else { throw error }
            let hint = "make it: girctl config lint --write-baseline '\(file)' application.yaml"
            throw CommandFailure(.inputMissing, error.message, hint: hint)
        }
        do throws(ConfigError) {
            return try Baseline(parsing: bytes)
        } catch {
            throw CommandFailure(error, in: file)
        }
    }

    /// Suppresses the known findings, and says how many of them are gone.
    func apply(_ known: Baseline, to report: LintReport, _ common: CommonOptions) -> LintReport {
        let (report, gone) = known.applied(to: report, named: baseline ?? "")
        if gone > 0 {
            common.remark(
                "girctl: note: \(gone) of \(known.count) findings in '\(baseline ?? "")' are gone; write it anew with "
                    + "--write-baseline"
            )
        }
        return report
    }

    /// Writes the findings down; false where that is not wanted.
    func write(_ report: LintReport, _ common: CommonOptions) throws(CommandFailure) -> Bool {
        guard let file = writeBaseline else { return false }
        let baseline = Baseline(of: report)
        try checkTarget(file)
        try OutputFile.replace(file, with: Array(baseline.text.utf8), mode: 0o644)
        common.remark("girctl: wrote \(baseline.count) findings to '\(file)'")
        return true
    }

    /// Refuses to replace what is no baseline: a word forgotten before it makes of a configuration its target.
    private func checkTarget(_ file: String) throws(CommandFailure) {
        guard access(file, F_OK) == 0 else { return }
        try OutputFile.checkTarget(file)
        let old = try InputFile.read(file)
        guard old.isEmpty || (try? Baseline(parsing: old)) != nil else {
            throw CommandFailure(
                .cannotCreate,
                "'\(file)' is there already and is no baseline",
                hint: "name a new file, as in: --write-baseline baseline.json"
            )
        }
    }
}
