public import ArgumentParser
import GIRCommandLine
public import GIRConfigKit
import Glibc

extension ReportFormat: ExpressibleByArgument {}

/// How `config lint` prints its findings.
struct LintOutputOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("How to print the findings; text by default.", valueName: "format"))
    var format = ReportFormat.text

    @Flag(name: .long, help: "The same as --format json.")
    var json = false

    @OptionGroup var common: CommonOptions

    /// The format that was chosen one way or the other.
    var chosen: ReportFormat { json ? .json : format }

    /// Prints the report.
    func print(_ report: LintReport, _ invocation: Invocation) throws(CommandFailure) {
        let isColoured =
            !common.noColor && Terminal.isColoured(STDOUT_FILENO, environment: invocation.environment)
        let text = DiagnosticRenderer.render(report, as: chosen, version: Version.text, isColoured: isColoured)
        // GitHub has no command for no findings.
        if !text.isEmpty { try Terminal.print(text) }
    }
}
