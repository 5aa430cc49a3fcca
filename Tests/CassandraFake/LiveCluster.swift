package import CassandraClient
import FoundationEssentials
import GIRPKI
import NIOSSL

/// A real Cassandra, where there is one: `GIRCTL_TEST_CASSANDRA=host:port`, with `…_USER`, `…_PASSWORD`, `…_TRUSTSTORE`
/// and `…_TRUSTSTORE_PASSWORD`, and `…_KEYSTORE` and `…_KEYSTORE_PASSWORD` for a client's certificate; several nodes with
/// commas between them.
package enum LiveCluster {
    /// Its nodes; none where no variable names any.
    package static let endpoints: [CassandraEndpoint] =
        (environment["GIRCTL_TEST_CASSANDRA"] ?? "").split(separator: ",").map { text in
            let parts = text.split(separator: ":")
            return CassandraEndpoint(String(parts[0]), port: parts.count > 1 ? Int(parts[1]) ?? 9042 : 9042)
        }

    /// How to reach it.
    package static func settings(_ version: ProtocolVersion = .v5) throws -> CassandraSettings {
        var settings = CassandraSettings(contactPoints: endpoints)
        settings.newestVersion = version
        // A node on a busy machine stands still now and then.
        (settings.connectTime, settings.handshakeTime) = (.seconds(60), .seconds(60))
        settings.requestTime = .seconds(60)
        settings.agreementTime = .seconds(60)
        settings.readConsistency = .localQuorum
        settings.writeConsistency = .localQuorum
        if let user = value("USER"), let password = value("PASSWORD") {
            settings.credentials = CassandraCredentials(user: user) { Array(password.utf8) }
        }
        if let tls = try tls() { settings.tls = CassandraTLS(tls) }
        return settings
    }

    /// What else is said of it.
    package static func value(_ name: String) -> String? { environment["GIRCTL_TEST_CASSANDRA_\(name)"] }

    private static let environment = ProcessInfo.processInfo.environment

    private static func store(_ name: String) throws -> KeyStore? {
        guard let path = value(name), let data = FileManager.default.contents(atPath: path) else { return nil }
        return try KeyStore(decoding: Array(data), password: Secret(value("\(name)_PASSWORD") ?? ""))
    }

    private static func tls() throws -> NIOSSLContext? {
        guard let truststore = try store("TRUSTSTORE") else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        let anchors = truststore.entries.flatMap(\.certificates)
        configuration.trustRoots = .certificates(try anchors.map { try NIOSSLCertificate(bytes: $0.der, format: .der) })
        if let keystore = try store("KEYSTORE"), let entry = keystore.entries.first, entry.kind == .privateKey {
            let key = try keystore.privateKey(entry.alias, keyPassword: nil)
            configuration.certificateChain = try entry.certificates.map {
                .certificate(try NIOSSLCertificate(bytes: $0.der, format: .der))
            }
            let bytes = try key.pkcs8().revealBytes()
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: bytes, format: .der))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
