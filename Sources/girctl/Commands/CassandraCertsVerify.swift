import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI
import Glibc

/// Checks a cluster's certificates as its members use them: `girctl cassandra-certs verify`.
struct CassandraCertsVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a cluster's certificates as they are used",
        discussion: """
            Opens every keystore with its password, evaluates every chain for every address, compares the PEM files with \
            the keystores and the files with the manifest, and shakes hands: the first node with each other one, each \
            client with each node. With HOST:PORT and --ca it asks a node that runs, in Cassandra's own protocol.

            EXAMPLES
              $ girctl cassandra-certs verify cluster
              $ girctl cassandra-certs verify cluster --warn 60 --format json
              $ girctl cassandra-certs verify n1.example.com:9042 --ca cluster/ca.pem --timeout 2

            EXIT STATUS
              0 all holds; 1 something does not, or expires within --warn days; 64 usage; 65 a store that does not open; 66 no \
            such folder; 69 the node cannot be reached.
            """
    )

    @Argument(help: ArgumentHelp("The folder of the cluster, or HOST:PORT of a node.", valueName: "folder"))
    var target: String

    @Option(
        name: .customLong("ca"),
        help: ArgumentHelp("With HOST:PORT: the truststore, as in cluster/ca.pem.", valueName: "trust")
    )
    var trust: String?

    @Option(help: ArgumentHelp("Report what expires within so many days.", valueName: "days"))
    var warn = 30

    @OptionGroup var truststorePassword: PasswordOptions<TruststorePassword>
    @OptionGroup var handshake: HandshakeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        guard access(target, F_OK) != 0, let node = LinkEndpoint(target) else {
            guard trust == nil else {
                throw CommandFailure(
                    .usage,
                    "--ca goes with HOST:PORT, and '\(target)' is a folder",
                    hint: "leave it out"
                )
            }
            return try check(target, invocation)
        }
        guard let trust else {
            throw CommandFailure(
                .usage,
                "it is not said whom to trust when '\(target)' is asked",
                hint: "name the truststore: --ca cluster/ca.pem"
            )
        }
        let store = try TrustSource(trust).open(password: truststorePassword, invocation)
        try ask(node, store, invocation)
    }

    private func ask(_ node: LinkEndpoint, _ store: Truststore, _ invocation: Invocation) throws {
        let question = LinkInquiry.Target(endpoint: node, serverName: node.serverName, isCassandra: true)
        let seen = try handshake.observer(invocation).look(at: [question])
        let judge = PeerJudge(
            link: .cassandra,
            endpoint: node,
            host: node.host,
            nameRule: .rfc9525,
            policy: .rws,
            time: invocation.now,
            chainFile: nil,
            isVerbose: output.common.verbose
        )
        let report = LinkReport(seen.map { judge.verdict(on: $0, store, remarks: []) })
        try Terminal.print(output.chosen == .json ? JSONReport.text(report) : report.text)
        if report.status != .success { throw ExitCode(report.status.rawValue) }
    }

    private func check(_ folder: String, _ invocation: Invocation) throws {
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
