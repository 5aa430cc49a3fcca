import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Issues new certificates before the old ones expire: `girctl cassandra-certs renew`.
struct CassandraCertsRenew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Renew certificates that expire soon",
        discussion: """
            Members whose certificates expire within that time get a new key and certificate; the files of the others \
            stay as they are. Old and new certificates are trusted by all, so that they can be exchanged node by node.

            EXAMPLES
              $ girctl cassandra-certs renew cluster --within 30d --key-file girctl.key
              $ girctl cassandra-certs renew cluster --name n1 --key-file girctl.key

            EXIT STATUS
              0 renewed and proved, or nothing expires; 3 with --dry-run: something has to be renewed; 64 usage; 65 wrong \
            password of the authority's key; 66 no such folder; 73, 74 or 77 it cannot be written; 75 locked, try again.
            """
    )

    @Argument(help: "The folder of the cluster.")
    var folder: String

    @Option(help: ArgumentHelp("Renew what expires so soon, as in 30d, 12h or 4w.", valueName: "time"))
    var within = TimeSpan.days(30)

    @Option(name: .customLong("name"), help: ArgumentHelp("Renew this member, whenever it expires; repeat for more."))
    var names: [String] = []

    @Flag(name: .customLong("dry-run"), help: "Say what would be renewed, and change nothing.")
    var isDryRun = false

    @OptionGroup var authority: ClusterAuthorityOptions
    @OptionGroup var passwordOptions: ClusterPasswordOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        var update = try ClusterUpdate(folder, invocation)
        let due = try self.due(update, now: invocation.now)
        guard !due.isEmpty else {
            output.common.remark("'\(folder)': no certificate expires within \(within.defaultValueDescription)")
            return
        }
        if isDryRun {
            let list = due.map { "\($0.role.rawValue) \($0.name)" }
            try Terminal.print(list.joined(separator: "\n"))
            throw ExitCode(ExitStatus.changeNeeded.rawValue)
        }
        let issuance = try update.issuance(to: due, authority, passwordOptions, output.common)
        let issued = try issuance.issue(
            due,
            ProgressBar("certificates", total: due.count, isQuiet: output.common.quiet)
        )
        update.manifest.update(issued.files)
        if update.manifest.mode == .selfSigned {
            // What has expired proves nothing to anyone; all else may still be in use.
            let old = try update.anchors().filter { $0.notAfter >= invocation.now }
            update.manifest.update(try issuance.writer.write(anchors: old + issued.certificates))
        }
        try update.commit("renewed", issuance.writer, proving: Set(due.map(\.name)), output)
    }

    private func due(_ update: borrowing ClusterUpdate, now: Date) throws(CommandFailure) -> [ClusterMember] {
        let members = try update.members
        for name in names where !members.contains(where: { $0.name == name }) {
            throw CommandFailure(.usage, "'\(folder)' has no member '\(name)'", hint: "see its manifest.json")
        }
        let check = try ClusterCheck(update.folder.path, update.passwords, at: now)
        let limit = now.addingTimeInterval(within.seconds)
        guard names.isEmpty else { return members.filter { names.contains($0.name) } }
        var due: [ClusterMember] = []
        for member in members {
            let certificate = try check.identity(of: member).chain.first
            if certificate.map({ $0.notAfter <= limit }) ?? true { due.append(member) }
        }
        return due
    }
}
