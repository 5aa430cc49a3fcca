public import ArgumentParser
import GIRCommandLine
public import GIRConfigKit
import GIRPKI

/// The password of the authority's key.
enum AuthorityPassword: PasswordRole {
    static let prefix = "ca-password"
    static let password = "the password of the authority's key"
}

/// Which members a cluster gets.
struct ClusterMemberOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The nodes, as in n1=10.0.0.1,n2=n2.example.com+10.0.0.2; repeat for more.",
            valueName: "name=address"
        )
    )
    var nodes: [String] = []

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("A file that describes the cluster, in YAML; - is standard input.", valueName: "file")
    )
    var file: String?

    @Option(
        name: .customLong("client"),
        help: ArgumentHelp("A client with an identity of its own; repeat for more.", valueName: "name")
    )
    var clients: [String] = []

    /// The members, nodes first.
    ///
    /// - Throws: status 64 or 65 for what cannot be understood, and for a name that is there twice.
    func members() throws(CommandFailure) -> [ClusterMember] {
        var members = try fileMembers()
        do throws(ConfigError) {
            for text in nodes.flatMap({ $0.split(separator: ",") }) {
                members.append(try ClusterMember(node: String(text)))
            }
            for name in clients.flatMap({ $0.split(separator: ",") }) {
                members.append(try ClusterMember(name: String(name), role: .client, addresses: []))
            }
        } catch {
            throw CommandFailure(error)
        }
        var seen: Set<String> = []
        for member in members where !seen.insert("\(member.role) \(member.name.lowercased())").inserted {
            throw CommandFailure(
                .usage,
                "the \(member.role.rawValue) '\(member.name)' is there twice",
                hint: "names differ by more than upper and lower case"
            )
        }
        return members.filter { $0.role == .node } + members.filter { $0.role == .client }
    }

    private func fileMembers() throws(CommandFailure) -> [ClusterMember] {
        guard let file else { return [] }
        let bytes = try InputFile.read(file)
        do throws(ConfigError) {
            return try ClusterFile.members(of: SourceText(path: file, bytes: bytes))
        } catch {
            // What is wrong stands in a file, not on the command line.
            let failure = CommandFailure(error, in: file)
            throw CommandFailure(.data, failure.message, hint: failure.hint)
        }
    }
}

/// Where the key is that encrypts passwords in application.yaml.
struct ClusterPasswordOptions: ParsableArguments {
    @Flag(
        name: .customLong("plain-passwords"),
        help:
            "Write the truststore's password into application.yaml as it is, for servers that do not decrypt it there."
    )
    var isPlain = false

    @OptionGroup var keyFile: KeyFileOption

    /// The key, or nil where passwords stay as they are.
    ///
    /// Where no key file was named and there is none yet, one is made, as by `girctl keys init`.
    func key(_ common: CommonOptions, _ invocation: Invocation) throws(CommandFailure) -> EncryptionKey? {
        guard !isPlain else { return nil }
        let isNamed = keyFile.path != nil || !(invocation.environment["GIRCTL_KEY_FILE"] ?? "").isEmpty
        guard !isNamed, keyFile.locator(invocation).existing == nil else { return try keyFile.read(invocation).active }
        let made = try keyFile.make(invocation)
        if made.isNew {
            common.remark("made key \(made.key.id) in '\(made.path)', for the password in application.yaml")
        }
        return made.key
    }
}

/// Where the authority is that signs.
struct ClusterAuthorityOptions: ParsableArguments {
    @Option(
        name: .customLong("ca-dir"),
        help: ArgumentHelp(
            "The folder with ca.pem and ca.key, where they are not in the cluster's.",
            valueName: "folder"
        )
    )
    var folder: String?

    @OptionGroup var password: PasswordOptions<AuthorityPassword>

    /// The authority of a cluster.
    func read(
        _ cluster: String,
        _ place: String = ClusterLayout.authorityFolder,
        _ passwords: ClusterPasswords,
        _ invocation: Invocation
    ) throws(CommandFailure) -> ClusterAuthority {
        let secret = try password.read(invocation) ?? passwords.caKey.map { Secret($0) }
        return try ClusterAuthority(in: folder ?? "\(cluster)/\(place)", password: secret)
    }
}

extension CassandraRelease: ExpressibleByArgument {}
extension ClusterSettings.Mode: ExpressibleByArgument {}
extension ClusterSettings.StoreType: ExpressibleByArgument {}
