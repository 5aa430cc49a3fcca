import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Writes the files of a cluster into a folder that is being made, and says what the manifest has to know of them.
struct ClusterWriter: Sendable {
    private let folder: StagedFolder
    private let layout: ClusterLayout
    private let settings: ClusterSettings
    private let nodes: [ClusterMember]
    private let truststorePassword: String
    /// What encrypts the passwords of application.yaml; nil leaves them as they are.
    private let key: EncryptionKey?
    private let now: Date

    init(
        _ folder: StagedFolder,
        _ layout: ClusterLayout,
        _ settings: ClusterSettings,
        nodes: [ClusterMember],
        truststorePassword: String,
        key: EncryptionKey?,
        now: Date
    ) {
        self.folder = folder
        self.layout = layout
        self.settings = settings
        self.nodes = nodes
        self.truststorePassword = truststorePassword
        self.key = key
        self.now = now
    }

    /// A member's keystore, PEM files and configuration.
    func write(_ identity: ClusterIdentity, password: String) throws(CommandFailure) -> [ClusterManifest.File] {
        try folder.checkInterruption()
        let member = identity.member
        try folder.makeFolder(layout.folder(member))
        let keystore: [UInt8]
        let key: Secret
        do throws(PKIError) {
            keystore = try settings.keystore(of: identity, password: Secret(password), created: now)
            key = try identity.key.pem()
        } catch {
            throw CommandFailure(error, in: member.name)
        }
        let kind = member.role.rawValue
        return [
            try write(layout.keystore(member), "\(kind)-keystore", keystore, identity.chain),
            try write(layout.chain(member), "\(kind)-certificate", pem(identity.chain), identity.chain),
            try write(layout.key(member), "\(kind)-key", key.revealBytes()),
        ] + (try configuration(of: member, password: password))
    }

    private func configuration(
        of member: ClusterMember,
        password: String
    ) throws(CommandFailure) -> [ClusterManifest.File] {
        let paths = layout.paths(member)
        guard member.role == .client else {
            let text = CassandraFragment.text(
                settings,
                member,
                comparesAddresses: nodes.allSatisfy(\.hasIPAddress),
                paths: paths,
                keystorePassword: password,
                truststorePassword: truststorePassword
            )
            return [try write("\(layout.folder(member))/cassandra.yaml", "cassandra-yaml", Array(text.utf8))]
        }
        let application = ClientFragments.application(
            settings,
            nodes: nodes,
            client: member,
            paths: paths,
            truststorePassword: try configured(truststorePassword),
            keystorePassword: try configured(password)
        )
        let cqlshrc = ClientFragments.cqlshrc(settings, nodes: nodes, paths: paths)
        return [
            try write("\(layout.folder(member))/application.yaml", "application-yaml", Array(application.utf8)),
            try write("\(layout.folder(member))/cqlshrc", "cqlshrc", Array(cqlshrc.utf8)),
        ]
    }

    /// A password as application.yaml gets it.
    private func configured(_ password: String) throws(CommandFailure) -> String {
        guard let key else { return password }
        do throws(ConfigError) { return try CryptValue(encrypting: Secret(password), with: key).text } catch {
            throw CommandFailure(error)
        }
    }

    /// The truststore of all members, and the same in PEM.
    func write(anchors: [Certificate]) throws(CommandFailure) -> [ClusterManifest.File] {
        let truststore: [UInt8]
        do throws(PKIError) {
            truststore = try settings.truststore(anchors, password: Secret(truststorePassword), created: now)
        } catch {
            throw CommandFailure(error)
        }
        return [
            try write(layout.truststore, "truststore", truststore, anchors),
            try write(ClusterLayout.authorities, "authorities", pem(anchors), anchors),
        ]
    }

    /// The authority with its key, encrypted.
    func write(
        _ authority: ClusterAuthority,
        in place: String = ClusterLayout.authorityFolder,
        password: String
    ) throws(CommandFailure) -> [ClusterManifest.File] {
        try folder.makeFolder(place)
        let key: String
        do throws(PKIError) {
            key = try authority.key.encryptedPEM(password: Secret(password))
        } catch {
            throw CommandFailure(error)
        }
        let certificate = authority.certificate
        return [
            try write("\(place)/ca.pem", "authority-certificate", pem([certificate]), [certificate]),
            try write("\(place)/ca.key", "authority-key", Array(key.utf8)),
        ]
    }

    /// How to bring all of it to the cluster.
    func writeGuide() throws(CommandFailure) -> [ClusterManifest.File] {
        [try write(ClusterLayout.guide, "guide", Array(RolloutGuide.text(settings).utf8))]
    }

    /// The passwords, and the manifest over all files.
    func write(_ passwords: ClusterPasswords, _ manifest: ClusterManifest) throws(CommandFailure) {
        var manifest = manifest
        let text = try JSONReport.text(passwords) + "\n"
        manifest.update([try write(ClusterPasswords.fileName, "passwords", Array(text.utf8))])
        let list = try JSONReport.text(manifest) + "\n"
        try folder.write(ClusterManifest.fileName, Array(list.utf8))
    }

    private func write(
        _ name: String,
        _ role: String,
        _ bytes: [UInt8],
        _ certificates: [Certificate] = []
    ) throws(CommandFailure) -> ClusterManifest.File {
        try folder.write(name, bytes)
        return ClusterManifest.File(
            path: name,
            role: role,
            sha256: Digest.sha256(bytes).hex,
            certificates: certificates.map(CertificateReport.init),
            notAfter: certificates.map(\.notAfter).min().map(JSONReport.time)
        )
    }

    private func pem(_ certificates: [Certificate]) -> [UInt8] { Array(certificates.map(\.pem).joined().utf8) }
}
