public import GIRPKI

/// The key and the certificates that Cassandra's nodes are shown: the first private key of `girctl.cassandraKeyStore`.
public struct CassandraIdentity: Sendable {
    /// The private key.
    public let key: PrivateKey
    /// The certificates, the client's own first.
    public let chain: [Certificate]

    /// Why there is none in the keystore that is named.
    public struct Obstacle: Error, Sendable {
        /// The reason in words.
        public let reason: String
        /// What to do about it.
        public let hint: String
    }

    /// Reads the bytes of the keystore.
    ///
    /// - Parameter path: where they come from, for the words of an ``Obstacle``.
    public init(_ bytes: [UInt8], path: String, password: Secret?) throws(Obstacle) {
        do throws(PKIError) {
            let keystore = try KeyStore(decoding: bytes, password: password)
            guard let entry = keystore.entries.first(where: { $0.kind == .privateKey }) else {
                throw PKIError(.aliasNotFound, "it holds no private key")
            }
            key = try keystore.privateKey(entry.alias, keyPassword: nil)
            chain = entry.certificates
        } catch {
            throw Obstacle(
                reason: "'girctl.cassandraKeyStore': '\(path)': \(error.reason)",
                hint: "see what is in it: girctl keystore list \(ShellWord.quoted(path))"
            )
        }
    }
}
