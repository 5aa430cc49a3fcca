import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// Says when certificates expire: `girctl keystore expiry`.
struct KeystoreExpiry: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expiry",
        abstract: "Say which certificates expire soon",
        discussion: """
            Looks into keystores, into certificate files (PEM, DER, P7B), and into folders with what is below them, where \
            files of other kinds are passed over. The certificates of a JKS or JCEKS keystore can be read without its \
            password, and are also where another one was given, with a note that integrity was not checked; PKCS#12 mostly \
            needs it.

            With --nagios it prints one status line and ends as monitoring plugins do. With --prometheus it prints \
            metrics for the textfile collector.

            EXAMPLES
              $ girctl keystore expiry keystore.jks --warn 30d --crit 7d
              $ girctl keystore expiry keystore.p12 ca.pem --password-file keystore.password --json
              $ girctl keystore expiry . --password-file keystore.password --nagios
              $ girctl keystore expiry truststore.p12 --password-file keystore.password --prometheus

            EXIT STATUS
              0 none expires within --warn; 1 at least one does, or has expired; 2 a file could not be read; 64 usage; \
            66 no such file. With --nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. With --prometheus: 0, or 2 where a \
            file could not be read.
            """
    )

    @Argument(help: "Keystores, certificate files and folders of them.")
    var paths: [String]

    @Option(help: ArgumentHelp("Warn of what expires so soon, as in 30d, 12h or 4w.", valueName: "time"))
    var warn = TimeSpan.days(30)

    @Option(help: ArgumentHelp("Call it critical when it expires so soon.", valueName: "time"))
    var crit = TimeSpan.days(7)

    @Flag(help: "Print one line for Nagios, Icinga and their kin, and end with their statuses.")
    var nagios = false

    @Flag(help: "Print metrics for Prometheus.")
    var prometheus = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard crit.seconds <= warn.seconds else { throw ValidationError("--crit is longer than --warn") }
        guard !nagios || !prometheus, !(nagios || prometheus) || output.chosen == .text else {
            throw ValidationError("give one of --nagios, --prometheus and --format json")
        }
    }

    func run() throws {
        guard !nagios else { return try runPlugin() }
        let report = try report()
        if prometheus {
            try Terminal.print(report.metrics)
        } else {
            switch output.chosen {
            case .json: try Terminal.print(JSONReport.text(report))
            case .text: try Terminal.print(report.lines.map(TerminalText.safe).joined(separator: "\n"))
            }
        }
        if !report.unreadable.isEmpty { throw ExitCode(ExitStatus.incomplete.rawValue) }
        if !prometheus, report.worst != .ok { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    /// What a monitoring system shows is standard output: errors go there too.
    private func runPlugin() throws {
        let report: ExpiryReport
        do throws(CommandFailure) {
            report = try self.report()
        } catch {
            try Terminal.print(TerminalText.safe("CERTIFICATES UNKNOWN - \(error.message)"))
            throw ExitCode(ExpiryReport.unknownPluginStatus)
        }
        try Terminal.print(TerminalText.safe(report.pluginLine))
        if report.pluginStatus != 0 { throw ExitCode(report.pluginStatus) }
    }

    private func report() throws(CommandFailure) -> ExpiryReport {
        let invocation = try Invocation()
        let scan = try ExpiryScan(paths, password: password, invocation)
        return ExpiryReport(scan, warn: warn, crit: crit, now: invocation.now)
    }
}
