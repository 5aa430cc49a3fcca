import GIRConfigKit
import GIRLinks
import GIRPKI

/// What proves the server to Cassandra's nodes.
struct ClusterIdentity {
    /// The path of application.yaml.
    let source: String
    let resolver: PasswordResolver
    let files: ServerStart.FileReader

    /// What the settings name; nil for nothing.
    func read(_ settings: OperationSettings) throws -> LinkTLS.Identity? {
        guard let name = settings.cassandraKeyStore else { return nil }
        let path = RelativePath.resolve(name, from: source)
        let password = try settings.cassandraKeyStorePassword.map { try resolver.resolve($0) }
        let bytes = try files(path, "girctl.cassandraKeyStore")
        do throws(CassandraIdentity.Obstacle) {
            let identity = try CassandraIdentity(bytes, path: path, password: password)
            return LinkTLS.Identity(key: identity.key, chain: identity.chain)
        } catch {
            throw ServerError(.data, error.reason, hint: error.hint)
        }
    }
}
