/// What the section `girctl` says about running the server.
public struct OperationSettings: Sendable {
    /// The listener for health and metrics.
    public struct Management: Sendable {
        /// Whether it is opened.
        public let isEnabled: Bool
        /// The address it listens on.
        public let host: String
        /// Its port.
        public let port: Int
        /// Whether the port is written, not the default.
        public let isPortWritten: Bool
        /// Whether other machines may reach it.
        public let allowsOtherMachines: Bool
    }

    /// The listener for health and metrics.
    public let management: Management
    /// How long a stop waits for open requests, in seconds.
    public let shutdownTimeout: Int
    /// The most connections of one address; 0 is no limit.
    public let connectionsPerAddress: Int
    /// Whether settings may name media servers that only this machine reaches; nil where the file does not say.
    public let allowsLocalMedia: Bool?
    /// The addresses of links that the rest of the file does not have, as they are written.
    public let links: [LinkName: [String]]

    /// Whether the store is the keyspace of `cassandraCluster`: where nothing is written, its nodes decide.
    public let isStoreCassandra: Bool
    /// Whether `girctl.store` is written.
    public let isStoreWritten: Bool
    /// The native port of Cassandra's nodes.
    public let cassandraPort: Int
    /// The data center whose nodes are asked.
    public let cassandraDataCenter: String?

    /// The keystore with what Cassandra's nodes are shown; nil for nothing.
    public let cassandraKeyStore: String?
    /// Its store password.
    public let cassandraKeyStorePassword: ConfiguredPassword?

    /// The links whose addresses only this section has.
    static let addressedLinks: [LinkName] = [
        .sipServer, .interactionServer, .webDAV, .recordingCryptoServer, .speechMiner,
    ]

    init(_ reader: SettingReader) {
        management = Management(
            isEnabled: reader.flag("girctl.management.enabled"),
            host: reader.text("girctl.management.host") ?? "127.0.0.1",
            port: reader.number("girctl.management.port", 8091),
            isPortWritten: reader.writtenText("girctl.management.port") != nil,
            allowsOtherMachines: reader.flag("girctl.management.allowOtherMachines")
        )
        shutdownTimeout = reader.number("girctl.shutdownTimeout", 30)
        connectionsPerAddress = reader.number("girctl.connectionsPerAddress", 1000)
        let store = reader.text("girctl.store")
        isStoreWritten = store != nil
        isStoreCassandra = store.map { $0 == "cassandra" } ?? !reader.list("cassandraCluster.nodes").isEmpty
        allowsLocalMedia = reader.text("girctl.localMedia").map { $0 == "allowed" }
        cassandraPort = reader.number("girctl.cassandraPort", 9042)
        cassandraDataCenter = reader.text("girctl.cassandraDataCenter")
        cassandraKeyStore = reader.text("girctl.cassandraKeyStore")
        cassandraKeyStorePassword = reader.password("girctl.cassandraKeyStorePassword")
        links = Dictionary(
            Self.addressedLinks.map { ($0, reader.list("girctl.links.\($0.rawValue)")) }.filter { !$0.1.isEmpty },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
