public import GIRPKI

/// The outbound links of the server, each with an address and a trust of its own.
public enum LinkName: String, Sendable, Hashable, CaseIterable, Codable {
    // In the order of the guide.
    case configurationServer
    case sipServer
    case interactionServer
    case webDAV
    case recordingCryptoServer
    case speechMiner
    case cassandra

    /// The rule by which the peer's name is compared.
    public var nameRule: NameRule {
        switch self {
        case .configurationServer, .interactionServer, .sipServer: .rws
        case .cassandra, .recordingCryptoServer, .speechMiner, .webDAV: .https
        }
    }

    /// The port that is meant where an address names none; nil where there is no usual one.
    public var usualPort: Int? {
        switch self {
        case .cassandra: 9042
        case .recordingCryptoServer, .speechMiner, .webDAV: 443
        case .configurationServer, .interactionServer, .sipServer: nil
        }
    }

    /// Where the address is written, in words that follow "its address is in".
    public var addressSource: String {
        switch self {
        case .cassandra: "'cassandraCluster.nodes'"
        case .configurationServer: "'onPremiseSettings.cmeHost' and 'onPremiseSettings.cmePort'"
        case .interactionServer, .sipServer: "the connections of the cluster application in Configuration Server"
        case .recordingCryptoServer: "the setting of the decrypt URI prefix, not in application.yaml"
        case .speechMiner: "the settings group 'speechminer' of the contact center, not in application.yaml"
        case .webDAV: "the settings group 'screen-recording' and the recording's own address, not in application.yaml"
        }
    }

    /// The option with what the peer is verified with.
    public var trustOption: String {
        switch self {
        case .cassandra: "cassandraCluster.trustStore"
        case .configurationServer, .interactionServer, .sipServer: "serverSettings.caCertificate"
        case .recordingCryptoServer: "serverSettings.rcsTrustedCA"
        case .speechMiner: "serverSettings.speechMinerTrustedCA"
        case .webDAV: "serverSettings.webDAVTrustedCA"
        }
    }

    /// The option that switches TLS on; nil where the port that the peer is called at decides.
    public var encryptionOption: String? {
        switch self {
        case .cassandra: "cassandraCluster.useSSL"
        case .configurationServer: "onPremiseSettings.tlsEnabled"
        case .interactionServer, .recordingCryptoServer, .sipServer, .speechMiner, .webDAV: nil
        }
    }

    /// The options with the hosts of the peer; none where application.yaml does not have them.
    var hostOptions: [String] {
        switch self {
        case .cassandra: ["cassandraCluster.nodes", "cassandraCluster.backup_nodes"]
        case .configurationServer: ["onPremiseSettings.cmeHost", "onPremiseSettings.backupCmeHost"]
        case .interactionServer, .recordingCryptoServer, .sipServer, .speechMiner, .webDAV: []
        }
    }
}
