/// The versions of Cassandra between which cassandra.yaml changed in what matters here.
enum CassandraVersion: String, CaseIterable, Comparable {
    case v2_2 = "2.2"
    case v3_11 = "3.11"
    case v4_0 = "4.0"
    case v4_1 = "4.1"
    case v5_0 = "5.0"
    case v6_0 = "6.0"

    static func < (left: CassandraVersion, right: CassandraVersion) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The key of a source that only versions up to a certain one have, with that version.
    static func latest(of context: LintContext) -> (version: CassandraVersion, key: YAMLNode)? {
        topKeys(context).compactMap { key in
            key.scalarText.flatMap { lastVersions[$0] }.map { (version: $0, key: key) }
        }.min { $0.version < $1.version }
    }

    /// The key of a source that only versions from a certain one on have, with that version.
    static func earliest(of context: LintContext) -> (version: CassandraVersion, key: YAMLNode)? {
        topKeys(context).compactMap { key in
            key.scalarText.flatMap { firstVersions[$0] }.map { (version: $0, key: key) }
        }.max { $0.version < $1.version }
    }

    /// The first version that has an option of the encryption sections, where it is not 2.2.
    static func first(of option: String) -> CassandraVersion? { firstOptions[option] }

    private static func topKeys(_ context: LintContext) -> [YAMLNode] {
        context.stream.documents.flatMap { $0.root?.pairs.map(\.key) ?? [] }
    }

    /// Keys that a later version refuses to start with.
    private static let lastVersions: [String: CassandraVersion] = [
        "request_scheduler": .v3_11, "rpc_max_threads": .v3_11, "rpc_min_threads": .v3_11, "rpc_port": .v3_11,
        "rpc_server_type": .v3_11, "start_rpc": .v3_11, "thrift_framed_transport_size_in_mb": .v3_11,
        "thrift_prepared_statements_cache_size_mb": .v3_11,
    ]

    private static let firstVersions: [String: CassandraVersion] = [
        "allocate_tokens_for_local_replication_factor": .v4_0, "audit_logging_options": .v4_0,
        "full_query_logging_options": .v4_0, "native_transport_allow_older_protocols": .v4_0,
        "network_authorizer": .v4_0, "read_request_timeout": .v4_1, "request_timeout": .v4_1,
        "storage_compatibility_mode": .v5_0, "user_defined_functions_enabled": .v4_1,
        "write_request_timeout": .v4_1,
    ]

    private static let firstOptions: [String: CassandraVersion] = {
        var first: [String: CassandraVersion] = [
            "server_encryption_options.enable_legacy_ssl_storage_port": .v4_0,
            "server_encryption_options.enabled": .v4_0,
            "server_encryption_options.legacy_ssl_storage_port_enabled": .v4_1,
            "server_encryption_options.optional": .v4_0,
            "server_encryption_options.outbound_keystore": .v5_0,
            "server_encryption_options.outbound_keystore_password": .v5_0,
            "server_encryption_options.outbound_keystore_password_file": .v6_0,
        ]
        for section in ["server_encryption_options", "client_encryption_options"] {
            first["\(section).accepted_protocols"] = .v4_0
            first["\(section).certificate_validity_warn_threshold"] = .v6_0
            first["\(section).keystore_password_file"] = .v6_0
            first["\(section).max_certificate_validity_period"] = .v6_0
            first["\(section).require_endpoint_verification"] = .v3_11
            first["\(section).ssl_context_factory"] = .v4_1
            first["\(section).truststore_password_file"] = .v6_0
        }
        return first
    }()
}
