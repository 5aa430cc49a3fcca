import GIRConfigKit
import GIRLinks
import GIRPKI

/// The key and the certificate that Cassandra's nodes are shown: the first private key of `girctl.cassandraKeyStore`.
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
        let bytes = try files(path)
        do throws(PKIError) {
            let keystore = try KeyStore(decoding: bytes, password: password)
            guard let entry = keystore.entries.first(where: { $0.kind == .privateKey }) else {
                throw PKIError(.aliasNotFound, "it holds no private key")
            }
            return LinkTLS.Identity(
                key: try keystore.privateKey(entry.alias, keyPassword: nil),
                chain: entry.certificates
            )
        } catch {
            throw ServerError(
                .data,
                "'girctl.cassandraKeyStore': '\(path)': \(error.reason)",
                hint: "see what is in it: girctl keystore list \(ShellWord.quoted(path))"
            )
        }
    }
}
