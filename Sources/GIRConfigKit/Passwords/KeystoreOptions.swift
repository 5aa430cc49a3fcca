import GIRPKI

/// The options of a configuration that name a keystore, each with the option that has its password.
public struct KeystoreOptions: Sendable {
    /// An option with the path of a keystore.
    public struct Reference: Sendable, Hashable {
        /// The path as it is written.
        public let file: String
        /// The options whose values are, or may be, the password of that keystore.
        public let passwords: [ConfiguredPassword]
        /// The option that must have the password.
        public let passwordOption: String
    }

    /// The references in the order of the table below.
    public let references: [Reference]

    /// Finds the options in a source.
    ///
    /// - Throws: a ``ConfigError`` with the code `syntax` for a source that is not YAML.
    public init(of source: SourceText) throws(ConfigError) {
        let stream = YAMLComposer.compose(source)
        if let failure = stream.failure { throw ConfigError(failure) }
        let scalars = OptionScalar.all(in: stream, of: source)
        func value(_ path: String) -> OptionScalar? { scalars.last { $0.path == path } }
        references = Self.table.compactMap { file, passwords in
            guard let text = value(file)?.scalar.text, let option = passwords.first else { return nil }
            let written = passwords.compactMap(value).map {
                ConfiguredPassword(raw: Secret($0.scalar.text), span: $0.node.span, path: $0.path)
            }
            return Reference(file: text, passwords: written, passwordOption: option)
        }
    }

    private static let table: [(file: String, passwords: [String])] = [
        ("jetty.ssl.keyStorePath", ["jetty.ssl.keyStorePassword", "jetty.ssl.keyManagerPassword"]),
        ("jetty.ssl.trustStorePath", ["jetty.ssl.trustStorePassword"]),
        ("cassandraCluster.trustStore", ["cassandraCluster.truststorePassword"]),
        ("girctl.cassandraKeyStore", ["girctl.cassandraKeyStorePassword"]),
        ("serverSettings.caCertificate", ["serverSettings.jksPassword"]),
        ("serverSettings.webDAVTrustedCA", ["serverSettings.webDAVJksPassword"]),
        ("serverSettings.rcsTrustedCA", ["serverSettings.rcsJksPassword"]),
        ("serverSettings.speechMinerTrustedCA", ["serverSettings.speechMinerJksPassword"]),
    ]
}
