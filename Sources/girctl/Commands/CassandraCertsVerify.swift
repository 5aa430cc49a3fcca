import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit

/// Checks a cluster's certificates as its members use them: `girctl cassandra-certs verify`.
struct CassandraCertsVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a cluster's certificates as they are used",
        discussion: """
            Opens every keystore with its password, evaluates every chain for every address, compares the PEM files with \
            the keystores and the files with the manifest, and shakes hands: the first node with each other one, each \
            client with each node.

            EXAMPLES
              $ girctl cassandra-certs verify cluster
              $ girctl cassandra-certs verify cluster --warn 60 --format json

            EXIT STATUS
              0 all holds; 1 something does not, or expires within --warn days; 65 a store that does not open; 66 no such \
            folder.
            """
    )

    @Argument(help: "The folder of the cluster.")
    var folder: String

    @Option(help: ArgumentHelp("Report what expires within so many days.", valueName: "days"))
    var warn = 30

    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let manifest = try ClusterManifest(of: folder)
        let check = try ClusterCheck(folder, ClusterPasswords.read(in: folder), at: invocation.now)
        let bar = ProgressBar("proofs", total: manifest.members.count, isQuiet: output.common.quiet)
        let outcome = try check.run(bar)
        let limit = invocation.now.addingTimeInterval(Double(warn) * 86_400)
        let expiring = outcome.expiries.filter { $0.notAfter <= limit }.map { member, notAfter in
            "\(member.role.rawValue) '\(member.name)': expires \(JSONReport.time(notAfter))"
        }
        let failures = try outcome.failures + expiring + manifest.changedFiles(in: folder)
        let report = ClusterVerificationReport(
            ClusterReport(folder, "checked", manifest, outcome, now: invocation.now),
            failures: failures
        )
        try Terminal.print(output.chosen == .json ? JSONReport.text(report) : report.text)
        if !failures.isEmpty { throw ExitCode(ExitStatus.findings.rawValue) }
    }
}
