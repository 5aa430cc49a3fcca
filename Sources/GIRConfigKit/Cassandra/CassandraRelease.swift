/// A line of Cassandra releases, by what its cassandra.yaml knows about TLS.
///
/// Read from `EncryptionOptions` and `conf/cassandra.yaml` of each line.
public enum CassandraRelease: String, Sendable, Hashable, CaseIterable {
    case v2_2 = "2.2"
    case v3_11 = "3.11"
    case v4_0 = "4.0"
    case v4_1 = "4.1"
    case v5_0 = "5.0"

    /// Whether nodes compare the names in each other's certificates: `require_endpoint_verification` between nodes.
    public var verifiesNodeNames: Bool { self != .v2_2 }

    /// Whether the versions of TLS can be listed; before, only the cipher suites tell old ones from new ones.
    public var listsProtocols: Bool { isNettyBased }

    /// Whether encrypted and plain traffic between nodes can share one port for a while: `optional` between nodes.
    public var hasOptionalInternode: Bool { isNettyBased }

    /// Whether keys and certificates can be read from PEM files: `PEMBasedSslContextFactory`.
    public var readsPEM: Bool { self == .v4_1 || self == .v5_0 }

    /// The option that keeps the second, encrypted port between nodes that 4.0 made superfluous; nil before.
    public var legacyPortOption: String? {
        switch self {
        case .v2_2, .v3_11: nil
        case .v4_0: "enable_legacy_ssl_storage_port"
        case .v4_1, .v5_0: "legacy_ssl_storage_port_enabled"
        }
    }

    private var isNettyBased: Bool { legacyPortOption != nil }
}
