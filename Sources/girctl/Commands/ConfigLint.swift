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
            stands for the .yaml and .yml files in it, and - for standard input. Files that are given together are \
            compared as the nodes of one cluster; cassandra.yaml is told by its name or its keys.

            With --files it also opens the keystores, truststores and PEM files that the file names, and looks at their \
            certificates and at who may read them. Paths without a slash in front are taken from the folder of the file. \
            CRYPT: passwords are decrypted with the key file.

            EXAMPLES
              $ girctl config lint application.yaml
              $ girctl config lint --format json --fail-on warning application.yaml
              $ girctl config lint --files --key-file girctl.key application.yaml

            EXIT STATUS
              0 no finding at or above --fail-on; 1 findings; 2 some files could not be checked; 64 usage; 66 no such file; 77 not readable.
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

    @OptionGroup var keyFile: KeyFileOption

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
        let report = Linter(files: looksIntoFiles ? try keyFile.lintFiles(invocation) : nil).lint(sources)
        switch output.chosen {
        case .json: try Terminal.print(DiagnosticRenderer.json(report))
        case .text:
            let isColoured =
                !output.common.noColor && Terminal.isColoured(STDOUT_FILENO, environment: invocation.environment)
            try Terminal.print(DiagnosticRenderer.text(report, isColoured: isColoured))
        }
        if report.failed(at: failOn.severity) { throw ExitCode(ExitStatus.findings.rawValue) }
        if report.isIncomplete { throw ExitCode(ExitStatus.incomplete.rawValue) }
    }
}
