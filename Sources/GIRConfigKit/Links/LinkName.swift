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
}
