import GIRCommandLine
import GIRConfigKit

/// Where each file of a cluster's folder lies.
struct ClusterLayout {
    /// The folder's own path, from the root.
    let root: String
    /// Where the files of a node lie on the node; nil where they stay in the folder.
    let installFolder: String?
    let storeType: ClusterSettings.StoreType

    init(_ folder: String, installFolder: String?, _ settings: ClusterSettings) {
        root = ResolvedPath(folder).text
        self.installFolder = installFolder
        storeType = settings.storeType
    }

    static let authorityFolder = "ca"
    static let authorityCertificate = "ca/ca.pem"
    static let authorityKey = "ca/ca.key"
    /// The authority that is being introduced.
    static let nextAuthorityFolder = "ca/next"
    static let authorities = "ca.pem"
    static let guide = "ROLLOUT.txt"

    var truststore: String { "truststore.\(storeType.suffix)" }

    func folder(_ member: ClusterMember) -> String {
        member.role == .node ? "nodes/\(member.name)" : "clients/\(member.name)"
    }

    func keystore(_ member: ClusterMember) -> String { "\(folder(member))/keystore.\(storeType.suffix)" }

    func chain(_ member: ClusterMember) -> String {
        "\(folder(member))/\(member.role == .node ? "chain.pem" : "client.pem")"
    }

    func key(_ member: ClusterMember) -> String {
        "\(folder(member))/\(member.role == .node ? "key.pem" : "client.key")"
    }

    /// The paths that the configurations of a member name.
    func paths(_ member: ClusterMember) -> ClusterPaths {
        let names = [keystore(member), truststore, Self.authorities, chain(member), key(member)]
        let paths = names.map { name in
            // On a node all of its files lie in one folder.
            guard member.role == .node, let installFolder else { return "\(root)/\(name)" }
            return "\(installFolder)/\(name.split(separator: "/").last ?? "")"
        }
        return ClusterPaths(
            keystore: paths[0],
            truststore: paths[1],
            authorities: paths[2],
            chain: paths[3],
            key: paths[4]
        )
    }
}
