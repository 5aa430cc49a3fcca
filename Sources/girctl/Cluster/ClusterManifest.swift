import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// What a folder of cluster certificates holds and how it was made: `manifest.json`.
struct ClusterManifest: Codable {
    static let fileName = "manifest.json"
    private static let schemaName = "girctl.cassandra-certs/1"

    var schema = Self.schemaName
    var cassandra: CassandraRelease
    var mode: ClusterSettings.Mode
    var settings: ClusterSettings
    /// Where the files of a node lie on the node; nil where they stay in the folder.
    var installFolder: String?
    /// How far a change of the authority has come.
    var rotation: Rotation?
    var members: [Member]
    var files: [File]

    /// The state between the steps of a change of the authority.
    enum Rotation: String, Codable {
        /// All trust the old authority and the new one.
        case trusted
        /// All certificates are the new authority's; the old one is still trusted.
        case reissued
    }

    struct Member: Codable {
        let name: String
        let role: ClusterMember.Role
        let addresses: [String]
    }

    struct File: Codable {
        let path: String
        let role: String
        let sha256: String
        let certificates: [CertificateReport]
        let notAfter: String?

        /// The same file under another name.
        func named(_ path: String) -> File {
            File(path: path, role: role, sha256: sha256, certificates: certificates, notAfter: notAfter)
        }
    }

    init(_ settings: ClusterSettings, members: [ClusterMember], installFolder: String?) {
        cassandra = settings.release
        mode = settings.mode
        self.settings = settings
        self.installFolder = installFolder
        self.members = members.map(Member.init)
        files = []
    }

    /// Reads the manifest of a folder.
    ///
    /// - Throws: status 66 where there is none, 65 where it is none of ours.
    init(of folder: String) throws(CommandFailure) {
        let path = "\(folder)/\(Self.fileName)"
        let bytes = try InputFile.read(path)
        let manifest = try? JSONDecoder().decode(ClusterManifest.self, from: Data(bytes))
        guard let manifest, manifest.schema == Self.schemaName else {
            throw CommandFailure(
                .data,
                "'\(path)' is no manifest of cluster certificates",
                hint: "name a folder that girctl cassandra-certs gen has made"
            )
        }
        self = manifest
    }

    /// The nodes, then the clients.
    func clusterMembers(in folder: String) throws(CommandFailure) -> [ClusterMember] {
        var result: [ClusterMember] = []
        for member in members {
            do {
                let addresses = try member.addresses.map { text throws(PKIError) in try GeneralName(text) }
                result.append(try ClusterMember(name: member.name, role: member.role, addresses: addresses))
            } catch {
                throw CommandFailure(
                    .data,
                    "'\(folder)/\(Self.fileName)': the member '\(member.name)' cannot be read: \(error)"
                )
            }
        }
        return result
    }

    /// The step of a change of the authority that comes next.
    var nextRotationStep: Int {
        switch rotation {
        case nil: 1
        case .trusted: 2
        case .reissued: 3
        }
    }

    /// Where the authority is that signs now.
    var authorityFolder: String {
        rotation == .reissued ? ClusterLayout.nextAuthorityFolder : ClusterLayout.authorityFolder
    }

    /// The files that are not what was written, each in words.
    func changedFiles(in folder: String) throws(CommandFailure) -> [String] {
        var changed: [String] = []
        for file in files {
            do throws(CommandFailure) {
                let bytes = try InputFile.read("\(folder)/\(file.path)")
                if Digest.sha256(bytes).hex != file.sha256 { changed.append("'\(file.path)' was changed") }
            } catch  where error.status == .inputMissing {
                // The authority's key is meant to be moved away.
                if !file.path.hasPrefix("\(ClusterLayout.authorityFolder)/") {
                    changed.append("'\(file.path)' is missing")
                }
            }
        }
        return changed
    }

    /// Puts files in the place of those with the same paths.
    mutating func update(_ new: [File]) {
        let paths = Set(new.map(\.path))
        files = (files.filter { !paths.contains($0.path) } + new).sorted { $0.path < $1.path }
    }
}

extension ClusterManifest.Member {
    init(_ member: ClusterMember) {
        self.init(name: member.name, role: member.role, addresses: member.addresses.map(\.description))
    }
}

/// The passwords of the stores and of the authority's key: `passwords.json`, the only place where all are readable.
struct ClusterPasswords: Codable {
    static let fileName = "passwords.json"

    var truststore: String
    var nodes: [String: String] = [:]
    var clients: [String: String] = [:]
    var caKey: String?

    /// Reads the passwords of a folder.
    ///
    /// - Throws: status 66 where there are none, 65 where the file is none of ours.
    static func read(in folder: String) throws(CommandFailure) -> ClusterPasswords {
        let path = "\(folder)/\(fileName)"
        guard let passwords = try? JSONDecoder().decode(Self.self, from: Data(try InputFile.read(path))) else {
            _ = try InputFile.read(path)
            throw CommandFailure(.data, "'\(path)' does not hold the passwords of a cluster")
        }
        return passwords
    }

    /// The store password of a member.
    subscript(member: ClusterMember) -> String? {
        get { member.role == .node ? nodes[member.name] : clients[member.name] }
        set { if member.role == .node { nodes[member.name] = newValue } else { clients[member.name] = newValue } }
    }

    /// A password that nobody guesses: 144 random bits.
    static func random() throws(CommandFailure) -> String {
        do throws(PKIError) {
            return Base64URL.encode(try SecureRandom.bytes(18))
        } catch {
            throw CommandFailure(error)
        }
    }
}
