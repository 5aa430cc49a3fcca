import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// The options of `config lint` about mending what is found.
struct FixOptions: ParsableArguments {
    @Flag(help: "Mend what can be mended without another meaning.")
    var fix = false

    @Flag(help: "Mend also what changes the meaning; look at it with --diff first.")
    var unsafeFixes = false

    @Flag(help: "With --fix or --unsafe-fixes: show the change and write nothing.")
    var diff = false

    /// Whether files are to be changed.
    var isWriting: Bool { (fix || unsafeFixes) && !diff }

    /// What mends the sources, where that is wanted.
    func fixer(_ linter: Linter) -> SourceFixer? {
        guard fix || unsafeFixes else { return nil }
        return SourceFixer(linter: linter, applicability: unsafeFixes ? .unsafe : .safe)
    }

    /// Prints what would change; false where nothing would.
    func show(_ results: [SourceFixer.Result], _ linter: Linter) throws(CommandFailure) -> Bool {
        let changed = results.filter(\.isChanged)
        guard !changed.isEmpty else { return false }
        try Terminal.print(
            changed.map { UnifiedDiff.text(from: $0.original, to: $0.fixed, linter: linter) }.joined(separator: "\n")
        )
        return true
    }

    /// Says that nothing was mended, and what would mend more.
    func remark(_ results: [SourceFixer.Result], left report: LintReport, _ common: CommonOptions) {
        guard fix || unsafeFixes, !results.contains(where: \.isChanged) else { return }
        let others = unsafeFixes ? 0 : report.active.count { $0.fix?.applicability == .unsafe }
        let hint = others == 0 ? "" : "; --unsafe-fixes --diff shows what else can be mended: \(others)"
        common.remark("girctl: nothing to mend\(hint)")
    }

    /// Writes the changed files, each as one step.
    func write(_ results: [SourceFixer.Result], _ common: CommonOptions) throws(CommandFailure) {
        for result in results where result.isChanged {
            let path = result.original.path
            let lock = try FileLock(path, mustExist: true)
            guard try InputFile.read(path) == result.original.bytes else {
                throw CommandFailure(
                    .tryAgain,
                    "'\(path)' was changed while it was checked",
                    hint: "nothing was changed; run the command again"
                )
            }
            try OutputFile.replace(path, with: result.fixed.bytes)
            lock.release()
            for finding in result.mended {
                let start = finding.primary.span.start
                let words = finding.fix?.description ?? ""
                common.remark("girctl: mended \(path):\(start.line):\(start.column): \(finding.id): \(words)")
            }
        }
    }
}
