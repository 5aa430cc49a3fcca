import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// A cluster's folder that is being changed: a copy beside it, which takes its place when all holds.
struct ClusterUpdate: ~Copyable {
    let path: String
    let folder: StagedFolder
    var manifest: ClusterManifest
    var passwords: ClusterPasswords
    private let invocation: Invocation

    /// Locks the folder and reads what is in it.
    init(_ path: String, _ invocation: Invocation) throws(CommandFailure) {
        let folder = try StagedFolder(for: path, mustExist: true)
        let manifest = try ClusterManifest(of: path)
        let passwords = try ClusterPasswords.read(in: path)
        try folder.adoptTarget()
        self.path = path
        self.invocation = invocation
        self.folder = folder
        self.manifest = manifest
        self.passwords = passwords
    }

    /// All members, nodes first.
    var members: [ClusterMember] { get throws(CommandFailure) { try manifest.clusterMembers(in: path) } }

    /// The certificates that are trusted now.
    func anchors() throws(CommandFailure) -> [Certificate] {
        let bytes = try InputFile.read("\(path)/\(ClusterLayout.authorities)")
        do throws(PKIError) {
            return try Certificate.readAll(bytes)
        } catch {
            throw CommandFailure(error, in: "\(path)/\(ClusterLayout.authorities)")
        }
    }

    /// Writes files of the cluster as its manifest has it now.
    func writer(key: EncryptionKey?) throws(CommandFailure) -> ClusterWriter {
        ClusterWriter(
            folder,
            ClusterLayout(path, installFolder: manifest.installFolder, manifest.settings),
            manifest.settings,
            nodes: try members.filter { $0.role == .node },
            truststorePassword: passwords.truststore,
            key: key,
            now: invocation.now
        )
    }

    /// What issues certificates to members of the cluster, as the manifest has it now.
    func issuance(
        to members: [ClusterMember],
        _ authority: ClusterAuthorityOptions,
        _ options: ClusterPasswordOptions,
        _ common: CommonOptions
    ) throws(CommandFailure) -> ClusterIssuance {
        // Only a client's configuration holds an encrypted password.
        let key = try members.contains { $0.role == .client } ? options.key(common, invocation) : nil
        let isSigned = manifest.mode == .ca
        return ClusterIssuance(
            issuer: try CassandraCertsGen.issuer(manifest.settings, invocation),
            authority: isSigned ? try authority.read(path, manifest.authorityFolder, passwords, invocation) : nil,
            writer: try writer(key: key),
            passwords: passwords
        )
    }

    /// Makes the new authority the only one; what there was of the old one goes.
    mutating func promoteNextAuthority() throws(CommandFailure) {
        let (old, next) = (ClusterLayout.authorityFolder, ClusterLayout.nextAuthorityFolder)
        var moved: [ClusterManifest.File] = []
        for file in manifest.files where file.path.hasPrefix("\(next)/") {
            let name = old + file.path.dropFirst(next.count)
            do throws(CommandFailure) {
                try folder.write(name, InputFile.read("\(path)/\(file.path)"))
            } catch  where error.status == .inputMissing {
                // Moved offline: there it stays.
                folder.remove(name)
            }
            moved.append(file.named(name))
        }
        folder.remove(next)
        manifest.files.removeAll { $0.path.hasPrefix("\(next)/") }
        manifest.update(moved)
    }

    /// Writes the manifest, proves what is new, and puts all of it in place.
    consuming func commit(
        _ action: String,
        _ writer: ClusterWriter,
        proving names: Set<String>? = nil,
        _ output: OutputOptions
    ) throws(CommandFailure) {
        try writer.write(passwords, manifest)
        let report = try ClusterReport(
            proving: folder,
            as: path,
            passwords,
            action,
            only: names,
            now: invocation.now,
            isQuiet: output.common.quiet
        )
        try folder.checkInterruption()
        try folder.commit()
        try Terminal.print(output.chosen == .json ? JSONReport.text(report) : report.text)
    }
}
