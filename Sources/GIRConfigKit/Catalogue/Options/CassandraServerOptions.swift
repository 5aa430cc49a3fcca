/// The options of cassandra.yaml that are about encryption and logins; the others are left to Cassandra.
enum CassandraServerOptions {
    static let options: [ConfigurationOption] =
        [
            option("authenticator", .text, default: "AllowAllAuthenticator", "How clients log in."),
            option("authorizer", .text, default: "AllowAllAuthorizer", "What a client may do."),
            option(
                "native_transport_port",
                .port,
                default: "9042",
                "The port for clients; with TLS where that is switched on."
            ),
            option("native_transport_port_ssl", .port, "A port of its own for clients with TLS."),
            option("server_encryption_options", .section, "TLS between the nodes."),
            option(
                "server_encryption_options.internode_encryption",
                .enumeration(["all", "dc", "none", "rack"]),
                default: "none",
                "Which connections between nodes are encrypted."
            ),
            option(
                "server_encryption_options.legacy_ssl_storage_port_enabled",
                .boolean,
                default: "false",
                "Whether nodes of versions before 4.0 find TLS on `ssl_storage_port`."
            ),
            option(
                "server_encryption_options.enable_legacy_ssl_storage_port",
                .boolean,
                default: "false",
                "The name of `legacy_ssl_storage_port_enabled` in 4.0."
            ),
            option(
                "server_encryption_options.outbound_keystore",
                .path,
                "The keystore for connections that the node opens, where it is not the same."
            ),
            secret("server_encryption_options.outbound_keystore_password", "The store password of that keystore."),
            option(
                "server_encryption_options.outbound_keystore_password_file",
                .path,
                "The file with that password."
            ),
            option("client_encryption_options", .section, "TLS for clients."),
        ] + shared("server_encryption_options") + shared("client_encryption_options")

    /// The options that both sections have.
    private static func shared(_ section: String) -> [ConfigurationOption] {
        func path(_ key: String) -> String { "\(section).\(key)" }
        return [
            option(path("enabled"), .boolean, default: "false", "Whether connections are encrypted."),
            option(path("optional"), .boolean, "Whether connections without TLS are accepted as well."),
            option(path("keystore"), .path, default: "conf/.keystore", "The keystore with the node's private key."),
            secret(path("keystore_password"), "The store password of the keystore, and of its key."),
            option(path("keystore_password_file"), .path, "The file with that password."),
            option(
                path("require_client_auth"),
                .enumeration(["true", "false", "optional"]),
                default: "false",
                "Whether the other side must present a certificate."
            ),
            option(
                path("require_endpoint_verification"),
                .boolean,
                default: "false",
                "Whether the other side's certificate must have its name or address."
            ),
            option(path("truststore"), .path, default: "conf/.truststore", "The truststore with the CAs."),
            secret(path("truststore_password"), "The store password of the truststore."),
            option(path("truststore_password_file"), .path, "The file with that password."),
            option(path("protocol"), .text, "The version of TLS; `TLS` leaves it to Java."),
            option(path("accepted_protocols"), .list, "The only versions of TLS that are spoken."),
            option(path("algorithm"), .text, default: "SunX509", "The Java algorithm that chooses the key."),
            option(
                path("store_type"),
                .enumeration(["JKS", "PKCS12", "JCEKS", "PEM", "BCFKS", "BKS"]),
                default: "JKS",
                "The type of keystore and truststore."
            ),
            option(path("cipher_suites"), .list, "The only cipher suites that are used."),
            option(path("ssl_context_factory"), .section, "The class that makes the TLS settings."),
            option(path("ssl_context_factory.class_name"), .text, "Its name."),
            option(path("ssl_context_factory.parameters"), .section, "What it takes."),
            option(path("max_certificate_validity_period"), .text, "The longest validity of a client's certificate."),
            option(
                path("certificate_validity_warn_threshold"),
                .text,
                "How long before its end a certificate is warned about."
            ),
        ]
    }

    private static func option(
        _ path: String,
        _ type: OptionType,
        default text: String? = nil,
        _ summary: String
    ) -> ConfigurationOption {
        ConfigurationOption(
            path,
            type,
            .documented(.cassandraConfiguration),
            default: text.map { .documented($0) },
            summary
        )
    }

    private static func secret(_ path: String, _ summary: String) -> ConfigurationOption {
        ConfigurationOption(
            path,
            .text,
            .documented(.cassandraConfiguration),
            secrecy: .secret(crypt: .no),
            summary
        )
    }
}
