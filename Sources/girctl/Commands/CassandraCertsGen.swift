import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Makes the certificates of a whole cluster: `girctl cassandra-certs gen`.
struct CassandraCertsGen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gen",
        abstract: "Make the certificates of a whole cluster",
        discussion: """
            Writes a new folder: ca/ with the authority, whose key is encrypted and may be moved offline; the truststore; \
            nodes/NAME and clients/NAME with keystore, PEM files and the lines to put into cassandra.yaml, cqlshrc and \
            application.yaml; passwords.json with the random passwords; manifest.json; ROLLOUT.txt. Certificates of \
            nodes and clients are valid for 397 days, the authority's for ten years. All is there at the end or nothing.

            The password in the clients' application.yaml is encrypted with the key file. Where --key-file names none and \
            none is found, one is made as by 'girctl keys init', outside of the folder: /etc/girctl/key for root, else \
            ~/.config/girctl/key. With --plain-passwords none is needed.

            EXAMPLES
              $ girctl cassandra-certs gen --nodes n1=10.0.0.1,n2=10.0.0.2 --client gir --out cluster --key-file girctl.key
              $ girctl cassandra-certs gen --from cluster.yaml --cassandra 4.1 --type pkcs12 --algorithm ec --out ec-cluster --key-file girctl.key

            EXIT STATUS
              0 made and proved; 3 with --dry-run: what would be made; 64 usage; 65 a cluster file with faults; 66 no such \
            file, or not the key file that was named; 73 the folder is there already; 74 or 77 it cannot be written.
            """
    )

    @OptionGroup var memberOptions: ClusterMemberOptions

    @Option(help: ArgumentHelp("The folder to make.", valueName: "folder"))
    var out: String

    @Option(help: ArgumentHelp("The Cassandra that the configurations are for.", valueName: "version"))
    var cassandra = CassandraRelease.v4_0

    @Option(help: ArgumentHelp("Who signs: one authority (ca), or each for itself (self-signed).", valueName: "mode"))
    var mode = ClusterSettings.Mode.ca

    @Option(help: ArgumentHelp("The format of the keystores; jks opens with every Java.", valueName: "type"))
    var type = ClusterSettings.StoreType.jks

    @Option(help: "The algorithm of the keys; rsa by default.")
    var algorithm = KeystoreGenkey.Algorithm.rsa

    @Option(
        help: ArgumentHelp(
            "The size of the keys in bits: 2048, 3072 or 4096 for rsa; 256, 384 or 521 for ec.",
            valueName: "bits"
        )
    )
    var size: Int?

    @Flag(name: .customLong("insecure-compat"), help: "Allow RSA keys below 2048 bits, which today's clients refuse.")
    var allowsWeakKeys = false

    @Option(help: ArgumentHelp("How long the certificates of nodes and clients are valid, in days.", valueName: "days"))
    var days = 397

    @Option(
        name: .customLong("ca-days"),
        help: ArgumentHelp("How long the authority's certificate is valid, in days.", valueName: "days")
    )
    var authorityDays = 3650

    @Option(help: ArgumentHelp("What follows the names in the subjects, as in 'O=Company, C=US'.", valueName: "name"))
    var subject = ""

    @Option(
        name: .customLong("permit"),
        help: ArgumentHelp(
            "Let the authority sign for these names only: dns:DOMAIN or ip:ADDRESS/BITS; repeat for more.",
            valueName: "kind:range"
        )
    )
    var permittedNames: [String] = []

    @Flag(name: .customLong("no-localhost"), help: "Leave localhost, 127.0.0.1 and ::1 out of the nodes' certificates.")
    var leavesLocalhostOut = false

    @Flag(name: .customLong("client-auth"), help: "Let the nodes insist on a client certificate.")
    var requiresClientCertificates = false

    @Option(
        name: .customLong("install-dir"),
        help: ArgumentHelp(
            "The folder on the nodes that the files are copied to; else they are named where they are made.",
            valueName: "folder"
        )
    )
    var installFolder: String?

    @Flag(name: .customLong("dry-run"), help: "Say what would be made, and make nothing.")
    var isDryRun = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var passwordOptions: ClusterPasswordOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let settings = try clusterSettings()
        var members = try memberOptions.members()
        guard members.contains(where: { $0.role == .node }) else {
            throw CommandFailure(.usage, "there are no nodes", hint: "name them: --nodes n1=10.0.0.1, or --from FILE")
        }
        if !members.contains(where: { $0.role == .client }) { members.append(try Self.standardClient()) }
        let issuer = try Self.issuer(settings, invocation)
        if isDryRun {
            let plan = ClusterPlanReport(settings, members, out, now: invocation.now)
            try Terminal.print(output.chosen == .json ? JSONReport.text(plan) : plan.text)
            throw ExitCode(ExitStatus.changeNeeded.rawValue)
        }
        try Self.checkIsFree(out)
        let commonPassword = try password.readNew(invocation)?.revealText()
        let key = try passwordOptions.key(output.common, invocation)
        let folder = try StagedFolder(for: out)
        try Self.checkIsFree(out)
        output.common.detail("making the certificates of \(members.count) members")
        var passwords = try Self.passwords(of: members, commonPassword)
        if settings.mode == .ca { passwords.caKey = try ClusterPasswords.random() }
        let writer = ClusterWriter(
            folder,
            ClusterLayout(out, installFolder: installFolder, settings),
            settings,
            nodes: members.filter { $0.role == .node },
            truststorePassword: passwords.truststore,
            key: key,
            now: invocation.now
        )
        var manifest = ClusterManifest(settings, members: members, installFolder: installFolder)
        let authority = try settings.mode == .ca ? Self.authority(issuer) : nil
        let issuance = ClusterIssuance(issuer: issuer, authority: authority, writer: writer, passwords: passwords)
        let issued = try issuance.issue(
            members,
            ProgressBar("certificates", total: members.count, isQuiet: output.common.quiet)
        )
        manifest.update(issued.files)
        manifest.update(try writer.write(anchors: authority.map { [$0.certificate] } ?? issued.certificates))
        if let authority { manifest.update(try writer.write(authority, password: passwords.caKey ?? "")) }
        manifest.update(try writer.writeGuide())
        try writer.write(passwords, manifest)
        let report = try ClusterReport(
            proving: folder,
            as: out,
            passwords,
            "made",
            now: invocation.now,
            isQuiet: output.common.quiet
        )
        try folder.checkInterruption()
        try folder.commit()
        if settings.isWeak {
            output.common.remark("keys of \(settings.key.bits) bits can be broken: for old clients only")
        }
        try Terminal.print(output.chosen == .json ? JSONReport.text(report) : report.text)
    }

    private func clusterSettings() throws(CommandFailure) -> ClusterSettings {
        var settings = ClusterSettings()
        settings.release = cassandra
        settings.mode = mode
        settings.storeType = type
        settings.key = try keySize()
        settings.days = days
        settings.authorityDays = authorityDays
        settings.subject = subject
        settings.permittedNames = permittedNames
        settings.includesLocalhost = !leavesLocalhostOut
        settings.requiresClientCertificates = requiresClientCertificates
        for days in [days, authorityDays] where !(1...36_500).contains(days) {
            throw CommandFailure(.usage, "a validity of \(days) days is not possible", hint: "choose 1 to 36500")
        }
        guard mode == .ca || permittedNames.isEmpty else {
            throw CommandFailure(.usage, "--permit is about an authority", hint: "leave it out with --mode self-signed")
        }
        if let installFolder, !installFolder.hasPrefix("/") {
            throw CommandFailure(
                .usage,
                "'\(installFolder)' does not begin with '/'",
                hint: "name the folder from the root"
            )
        }
        return settings
    }

    private func keySize() throws(CommandFailure) -> ClusterSettings.Key {
        let bits = size ?? (algorithm == .rsa ? 2048 : 256)
        let key = ClusterSettings.Key(algorithm: algorithm.rawValue, bits: bits)
        switch algorithm {
        case .ec where key.specification == nil:
            throw CommandFailure(.usage, "there is no NIST curve of \(bits) bits", hint: "choose 256, 384 or 521")
        case .rsa where bits < 2048 && !allowsWeakKeys && (1024...16384).contains(bits):
            throw CommandFailure(
                .usage,
                "an RSA key of \(bits) bits is refused by today's clients",
                hint: "choose 2048, 3072 or 4096, or add --insecure-compat"
            )
        case .rsa where !(1024...16384).contains(bits) || !bits.isMultiple(of: 8):
            throw CommandFailure(.usage, "an RSA key of \(bits) bits is not made", hint: "choose 2048, 3072 or 4096")
        default: return key
        }
    }

    private static func standardClient() throws(CommandFailure) -> ClusterMember {
        do throws(ConfigError) {
            return try ClusterMember(name: "gir", role: .client, addresses: [])
        } catch {
            throw CommandFailure(error)
        }
    }

    static func issuer(_ settings: ClusterSettings, _ invocation: Invocation) throws(CommandFailure) -> ClusterIssuer {
        do throws(PKIError) {
            return try ClusterIssuer(settings, now: invocation.now)
        } catch {
            throw CommandFailure(error)
        }
    }

    static func authority(_ issuer: ClusterIssuer) throws(CommandFailure) -> ClusterAuthority {
        do throws(PKIError) {
            return try issuer.authority()
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func passwords(
        of members: [ClusterMember],
        _ common: String?
    ) throws(CommandFailure) -> ClusterPasswords {
        func password() throws(CommandFailure) -> String {
            if let common { common } else { try ClusterPasswords.random() }
        }
        var passwords = ClusterPasswords(truststore: try password())
        for member in members { passwords[member] = try password() }
        return passwords
    }

    private static func checkIsFree(_ path: String) throws(CommandFailure) {
        guard try InputPaths.isAbsentOrEmpty(path) else {
            throw CommandFailure(
                .cannotCreate,
                "'\(path)' is there already",
                hint: "choose another folder, or add to it with: girctl cassandra-certs add-node '\(path)'"
            )
        }
    }
}
