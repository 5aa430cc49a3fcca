/// An option that names a keystore, a truststore or a PEM file, and what it is for.
struct StoreUse: Sendable {
    /// What is looked for in the file.
    enum Role: Sendable {
        /// A private key with its certificate chain.
        case identity
        /// Certificates of CAs.
        case trust
    }

    /// The option with the path.
    let path: String
    /// The option with the store password.
    let password: String
    /// The option with the key password, where it may be another one.
    var keyPassword: String?
    /// The option with the alias of the private key, where there is one.
    var alias: String?
    /// What is looked for.
    let role: Role
    /// The flag without which the file is not opened.
    var condition: String?

    /// The uses of a kind of configuration.
    static func all(of kind: ConfigurationKind) -> [StoreUse] { kind == .cassandra ? cassandra : application }

    /// Whether the program opens the file.
    func isActive(in context: LintContext) -> Bool {
        condition.map { context.isSet($0, to: true) } ?? true
    }

    private static let application: [StoreUse] = [
        StoreUse(
            path: "jetty.ssl.keyStorePath",
            password: "jetty.ssl.keyStorePassword",
            keyPassword: "jetty.ssl.keyManagerPassword",
            alias: "jetty.ssl.certAlias",
            role: .identity,
            condition: "jetty.enableSsl"
        ),
        StoreUse(
            path: "jetty.ssl.trustStorePath",
            password: "jetty.ssl.trustStorePassword",
            role: .trust,
            condition: "jetty.enableSsl"
        ),
        StoreUse(
            path: "cassandraCluster.trustStore",
            password: "cassandraCluster.truststorePassword",
            role: .trust,
            condition: "cassandraCluster.useSSL"
        ),
        StoreUse(
            path: "girctl.cassandraKeyStore",
            password: "girctl.cassandraKeyStorePassword",
            role: .identity,
            condition: "cassandraCluster.useSSL"
        ),
        StoreUse(path: "serverSettings.caCertificate", password: "serverSettings.jksPassword", role: .trust),
        StoreUse(path: "serverSettings.webDAVTrustedCA", password: "serverSettings.webDAVJksPassword", role: .trust),
        StoreUse(path: "serverSettings.rcsTrustedCA", password: "serverSettings.rcsJksPassword", role: .trust),
        StoreUse(
            path: "serverSettings.speechMinerTrustedCA",
            password: "serverSettings.speechMinerJksPassword",
            role: .trust
        ),
    ]

    // A section that is switched off has its stores opened all the same by some versions.
    private static let cassandra: [StoreUse] = CassandraServerRules.sections.flatMap { section in
        [
            StoreUse(path: "\(section).keystore", password: "\(section).keystore_password", role: .identity),
            StoreUse(path: "\(section).truststore", password: "\(section).truststore_password", role: .trust),
        ]
    }
}
