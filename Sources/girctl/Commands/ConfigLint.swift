import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Checks application.yaml: `girctl config lint`.
struct ConfigLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check application.yaml and say what to mend",
        discussion: """
            Reads the file and nothing else, and reports each finding with its place, a rule and the remedy. A folder \
            stands for the .yaml and .yml files in it, and - for standard input. Files that are given together are \
            compared as the nodes of one cluster, each file once; cassandra.yaml is told by its name or its keys.

            With --files it also opens the keystores, truststores and PEM files that the file names, and looks at their \
            certificates and at who may read them. Paths without a slash in front are taken from the folder of the file. \
            CRYPT: passwords are decrypted with the key file.

            With --connect it does that too, and asks the servers whose addresses the file has, or --address gives, all \
            within one --timeout: whether they speak TLS, and whether what they send is trusted with what the file \
            names. Nothing but the handshake is sent; it is what ca validate --connect does.

            A rule is named by its id, by its name, or with others by the beginning of their ids, as in --ignore GIR4. \
            A finding that is to stay is suppressed by a comment on its line or on the one above: \
            # girctl:ignore GIR101 -- the reason. A comment that suppresses nothing is itself reported.

            --fix makes the changes after which the program reads the same values; --unsafe-fixes makes the others \
            too. Only the bytes of the change change, and the file is read again before it is written. With --diff \
            nothing is written: the change is shown.

            --baseline suppresses the findings of an earlier run, known by rule, option and file, so that only new \
            ones count; --write-baseline writes them down.

            EXAMPLES
              $ girctl config lint application.yaml
              $ girctl config lint --format json --fail-on warning application.yaml
              $ girctl config lint --files --key-file girctl.key application.yaml
              $ girctl config lint --connect --timeout 2 --fail-on warning application.yaml
              $ girctl config lint --format sarif --ignore GIR203,deprecated-key application.yaml
              $ girctl config lint --fix --diff application.yaml
              $ girctl config lint --write-baseline baseline.json application.yaml

            EXIT STATUS
              0 no finding at or above --fail-on; 1 findings; 2 some files could not be checked; 3 with --fix --diff, a change is needed; 64 \
            usage; 65 no baseline; 66 none of the files is there; 75 locked, try again; 77 not readable or writable.
            """
    )

    @Argument(help: ArgumentHelp("The files or folders to check.", valueName: "file"))
    var files: [String]

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp("The least severity that makes the exit status 1; error by default.", valueName: "severity")
    )
    var failOn = Threshold.error

    @Flag(
        name: .customLong("files"),
        help: "Also look into the keystores, truststores and PEM files that are named, and at the modes of files."
    )
    var looksIntoFiles = false

    @OptionGroup var links: LintLinkOptions
    @OptionGroup var keyFile: KeyFileOption

    @Option(help: ArgumentHelp("Check with these rules only, with commas between them.", valueName: "rules"))
    var select: [String] = []

    @Option(help: ArgumentHelp("Check without these rules.", valueName: "rules"))
    var ignore: [String] = []

    @OptionGroup var baseline: BaselineOptions
    @OptionGroup var fixes: FixOptions
    @OptionGroup var output: LintOutputOptions

    enum Threshold: String, ExpressibleByArgument, CaseIterable {
        case error
        case note
        case warning

        var severity: Diagnostic.Severity {
            switch self {
            case .error: .error
            case .note: .note
            case .warning: .warning
            }
        }
    }

    func run() throws {
        let invocation = try Invocation()
        try checkCombination()
        let linter = try linter(invocation)
        let known = try baseline.read()
        var (sources, failures) = read()
        // The others are checked all the same.
        for failure in failures { Terminal.say(failure.description) }
        if sources.isEmpty, let first = failures.first { throw ExitCode(first.status.rawValue) }
        var results: [SourceFixer.Result] = []
        if let fixer = fixes.fixer(linter) {
            results = sources.map(fixer.fix)
            if fixes.diff, try fixes.show(results, linter) { throw ExitCode(ExitStatus.changeNeeded.rawValue) }
            if !fixes.diff { try fixes.write(results, output.common) }
            sources = results.map(\.fixed)
        }
        var report = linter.lint(sources, links: try links.inspect(sources, keyFile, invocation))
        fixes.remark(results, left: report, output.common)
        // The process ends with the report: to let go of its values one by one would take a tenth of the time.
        _ = Unmanaged.passRetained(Kept(report))
        if try baseline.write(report, output.common) {
            if !failures.isEmpty { throw ExitCode(ExitStatus.incomplete.rawValue) }
            return
        }
        if let known { report = baseline.apply(known, to: report, output.common) }
        try output.print(report, invocation)
        if report.failed(at: failOn.severity) { throw ExitCode(ExitStatus.findings.rawValue) }
        if report.isIncomplete || !failures.isEmpty { throw ExitCode(ExitStatus.incomplete.rawValue) }
    }

    private final class Kept {
        private let report: LintReport

        init(_ report: LintReport) { self.report = report }
    }

    private func linter(_ invocation: Invocation) throws(CommandFailure) -> Linter {
        let files = looksIntoFiles || links.isAsked ? try keyFile.lintFiles(invocation) : nil
        do {
            let rules = try RuleSelection(select: select, ignore: ignore).rules
            return Linter(rules: rules, files: files, keyFile: keyFile.path)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The files, and why others cannot be read.
    private func read() -> (sources: [SourceText], failures: [CommandFailure]) {
        var failures: [CommandFailure] = []
        func attempt<Value>(_ body: () throws(CommandFailure) -> Value) -> Value? {
            do throws(CommandFailure) { return try body() } catch {
                failures.append(error)
                return nil
            }
        }
        let paths = files.flatMap { path in
            attempt { () throws(CommandFailure) in try InputPaths.expand([path], endings: [".yaml", ".yml"]) } ?? []
        }
        let sources = InputPaths.distinct(paths).compactMap { path in
            attempt { () throws(CommandFailure) in
                SourceText(path: path == "-" ? "<stdin>" : path, bytes: try InputFile.read(path))
            }
        }
        return (sources, failures)
    }

    private func checkCombination() throws(CommandFailure) {
        let problem: String? =
            if fixes.diff, !fixes.fix, !fixes.unsafeFixes {
                "--diff belongs to --fix"
            } else if fixes.isWriting, files.contains("-") {
                "--fix changes files, and standard input is none: add --diff to see the change"
            } else if fixes.diff, output.chosen != .text {
                "--diff has one form, and --format is for findings"
            } else if baseline.baseline != nil, baseline.writeBaseline != nil {
                "--baseline and --write-baseline are two commands"
            } else {
                nil
            }
        if let problem { throw CommandFailure(.usage, problem, hint: "see: girctl config lint --help") }
    }
}
