import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Adds nodes or clients to a cluster's certificates: `girctl cassandra-certs add-node`.
struct CassandraCertsAddNode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-node",
        abstract: "Add nodes or clients to a cluster",
        discussion: """
            The authority of the cluster signs for them; the files of the others stay as they are. Where each member \
            signs for itself the truststore gets the new certificates, and has to be copied to all.

            EXAMPLES
              $ girctl cassandra-certs add-node cluster --nodes n3=10.0.0.3
              $ girctl cassandra-certs add-node cluster --client reports --key-file girctl.key

            EXIT STATUS
              0 added and proved; 64 usage, or a member of that name is there; 65 wrong password of the authority's key; 66 \
            no such folder, or the authority's key is not in it; 73, 74 or 77 it cannot be written; 75 locked, try again.
            """
    )

    @Argument(help: "The folder of the cluster.")
    var folder: String

    @OptionGroup var memberOptions: ClusterMemberOptions
    @OptionGroup var authority: ClusterAuthorityOptions
    @OptionGroup var passwordOptions: ClusterPasswordOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let new = try memberOptions.members()
        guard !new.isEmpty else {
            throw CommandFailure(
                .usage,
                "nothing is to be added",
                hint: "name it: --nodes n4=10.0.0.4, or --client NAME"
            )
        }
        var update = try ClusterUpdate(folder, invocation)
        let old = try update.members
        for member in new {
            guard
                let same = old.first(where: {
                    $0.role == member.role && $0.name.lowercased() == member.name.lowercased()
                })
            else { continue }
            throw CommandFailure(
                .usage,
                "'\(folder)' already has the \(same.role.rawValue) '\(same.name)'",
                hint: "choose another name, or: girctl cassandra-certs renew '\(folder)' --name \(same.name)"
            )
        }
        let nodes = old.filter { $0.role == .node }
        if let bare = new.first(where: { $0.role == .node && !$0.hasIPAddress }), nodes.allSatisfy(\.hasIPAddress) {
            throw CommandFailure(
                .usage,
                "the node '\(bare.name)' has no IP address, which the others compare with its certificate",
                hint: "add it, as in --nodes \(bare.name)=\(bare.host)+10.0.0.4"
            )
        }
        update.manifest.members = (old + new).sorted { $0.role == .node && $1.role == .client }.map(
            ClusterManifest.Member.init
        )
        for member in new { update.passwords[member] = try ClusterPasswords.random() }
        let issuance = try update.issuance(to: new, authority, passwordOptions, output.common)
        let issued = try issuance.issue(
            new,
            ProgressBar("certificates", total: new.count, isQuiet: output.common.quiet)
        )
        update.manifest.update(issued.files)
        if update.manifest.mode == .selfSigned {
            update.manifest.update(try issuance.writer.write(anchors: update.anchors() + issued.certificates))
        }
        try update.commit("added", issuance.writer, proving: Set(new.map(\.name)), output)
    }
}
