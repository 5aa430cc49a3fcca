import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// The command `girctl doctor`.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at everything once, and say what to mend",
        discussion: """
            Looks at application.yaml, the modes of its files, its encrypted passwords, the keystore of the listener, the \
            seven links with what their servers send, the clock, and the Java and OpenSSL that are found: one line each, \
            and below it what mends it. With --bundle the report and its evidence are written for someone who helps; there \
            is no password, no private key and nothing unknown of the configuration in it.

            EXAMPLES
              $ girctl doctor --config application.yaml
              $ girctl doctor --config application.yaml --bundle support.tar.gz

            EXIT STATUS
              0 all is well; 1 findings; 2 no findings, but some checks could not be run, such as of a server that cannot \
            be reached; 64 usage; 66 no such configuration; 73 the bundle cannot be written.
            """
    )

    @Option(help: ArgumentHelp("The configuration; application.yaml by default.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Write a support archive without secrets.", valueName: "out.tar.gz"))
    var bundle: String?

    @OptionGroup var connecting: ConnectOptions
    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        // A file that is named has to be there; without one the rest is looked at.
        if let config { _ = try InputFile.read(config) }
        let examination = try Examination(
            file: config ?? "application.yaml",
            keyFile: keyFile,
            connecting: connecting,
            invocation
        )
        let report = DoctorReport(examination.checks)
        if let bundle {
            try SupportBundle(report, examination, now: invocation.now).write(to: bundle)
            output.common.remark(
                "wrote '\(bundle)'; look into it before you send it: tar -tzf \(ShellWord.quoted(bundle))"
            )
        }
        switch output.chosen {
        case .json: try Terminal.print(JSONReport.text(report))
        case .text: try Terminal.print(report.text)
        }
        if report.status != .success { throw ExitCode(report.status.rawValue) }
    }
}
