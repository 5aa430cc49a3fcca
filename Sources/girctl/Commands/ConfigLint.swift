import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import Glibc

/// Checks application.yaml: `girctl config lint`.
struct ConfigLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check application.yaml and say what to mend",
        discussion: """
            Reads the file, and nothing else, and reports each finding with its place, a rule and the remedy. A folder \
            stands for the .yaml and .yml files in it, and - for standard input.

            EXAMPLES
              $ girctl config lint application.yaml
              $ girctl config lint --format json --fail-on warning application.yaml

            EXIT STATUS
              0 no finding at or above --fail-on; 1 findings; 64 usage; 66 no such file; 77 not readable.
            """
    )

    @Argument(help: ArgumentHelp("The files or folders to check.", valueName: "file"))
    var files: [String]

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp("The least severity that makes the exit status 1; error by default.", valueName: "severity")
    )
    var failOn = Threshold.error

    @OptionGroup var output: OutputOptions

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
        let paths = try InputPaths.expand(files, endings: [".yaml", ".yml"])
        let sources = try paths.map { path throws(CommandFailure) in
            SourceText(path: path == "-" ? "<stdin>" : path, bytes: try InputFile.read(path))
        }
        let report = Linter().lint(sources)
        switch output.chosen {
        case .json: try Terminal.print(DiagnosticRenderer.json(report))
        case .text:
            let isColoured =
                !output.common.noColor && Terminal.isColoured(STDOUT_FILENO, environment: invocation.environment)
            try Terminal.print(DiagnosticRenderer.text(report, isColoured: isColoured))
        }
        if report.failed(at: failOn.severity) { throw ExitCode(ExitStatus.findings.rawValue) }
    }
}
