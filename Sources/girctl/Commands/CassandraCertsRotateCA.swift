import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Changes a cluster's authority without losing a connection: `girctl cassandra-certs rotate-ca`.
struct CassandraCertsRotateCA: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-ca",
        abstract: "Change the authority in three steps",
        discussion: """
            Step 1 makes a new authority, which all trust beside the old one. Step 2 issues new certificates to all. Step 3 \
            takes the old authority out of the truststore. After each step the files have to reach all nodes and clients, \
            and these have to be restarted, before the next one; each step proves that who has the files of the step \
            before and who has the new ones still connect.

            EXAMPLES
              $ girctl cassandra-certs rotate-ca cluster --step 1
              $ girctl cassandra-certs rotate-ca cluster --step 2 --key-file girctl.key
              $ girctl cassandra-certs rotate-ca cluster --step 3

            EXIT STATUS
              0 done and proved; 64 usage, or not the step's turn; 65 wrong password of the authority's key, or the steps do \
            not fit together; 66 no such folder; 73, 74 or 77 it cannot be written; 75 locked, try again.
            """
    )

    @Argument(help: "The folder of the cluster.")
    var folder: String

    @Option(help: ArgumentHelp("The step: 1, 2 or 3.", valueName: "number"))
    var step: Int

    @OptionGroup var authority: ClusterAuthorityOptions
    @OptionGroup var passwordOptions: ClusterPasswordOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let update = try ClusterUpdate(folder, invocation)
        guard update.manifest.mode == .ca else {
            throw CommandFailure(
                .usage,
                "'\(folder)' has no authority: its members sign for themselves",
                hint: "renew them: girctl cassandra-certs renew '\(folder)' --within 36500"
            )
        }
        let next = update.manifest.nextRotationStep
        guard step == next else {
            throw CommandFailure(
                .usage,
                "the next step for '\(folder)' is \(next), not \(step)",
                hint: "run: --step \(next)"
            )
        }
        let before = try ClusterCheck(folder, update.passwords, at: invocation.now)
        switch step {
        case 1: try trustBoth(update, before, invocation)
        case 2: try reissue(update, before)
        default: try retire(update, before)
        }
    }

    private func trustBoth(
        _ update: consuming ClusterUpdate,
        _ before: ClusterCheck,
        _ invocation: Invocation
    ) throws(CommandFailure) {
        let writer = try update.writer(key: nil)
        let new = try CassandraCertsGen.authority(try CassandraCertsGen.issuer(update.manifest.settings, invocation))
        let password = if let old = update.passwords.caKey { old } else { try ClusterPasswords.random() }
        update.passwords.caKey = password
        update.manifest.update(try writer.write(new, in: ClusterLayout.nextAuthorityFolder, password: password))
        update.manifest.update(try writer.write(anchors: update.anchors() + [new.certificate]))
        update.manifest.rotation = .trusted
        try finish(update, writer, before, "trust both authorities")
    }

    private func reissue(_ update: consuming ClusterUpdate, _ before: ClusterCheck) throws(CommandFailure) {
        // From here on the new authority signs.
        update.manifest.rotation = .reissued
        let members = try update.members
        let issuance = try update.issuance(to: members, authority, passwordOptions, output.common)
        let issued = try issuance.issue(
            members,
            ProgressBar("certificates", total: members.count, isQuiet: output.common.quiet)
        )
        update.manifest.update(issued.files)
        try finish(update, issuance.writer, before, "have new certificates")
    }

    private func retire(_ update: consuming ClusterUpdate, _ before: ClusterCheck) throws(CommandFailure) {
        let writer = try update.writer(key: nil)
        let certificate = "\(folder)/\(ClusterLayout.nextAuthorityFolder)/ca.pem"
        let anchors: [Certificate]
        let bytes = try InputFile.read(certificate)
        do throws(PKIError) {
            anchors = try Certificate.readAll(bytes)
        } catch {
            throw CommandFailure(error, in: certificate)
        }
        update.manifest.update(try writer.write(anchors: anchors))
        try update.promoteNextAuthority()
        update.manifest.rotation = nil
        try finish(update, writer, before, "trust the new authority only")
    }

    private func finish(
        _ update: consuming ClusterUpdate,
        _ writer: ClusterWriter,
        _ before: ClusterCheck,
        _ action: String
    ) throws(CommandFailure) {
        // Written first: the check reads the folder.
        try writer.write(update.passwords, update.manifest)
        let after = try ClusterCheck(update.folder.path, update.passwords, at: try Invocation().now)
        try before.checkOverlap(with: after)
        try update.commit(action, writer, output)
    }
}
