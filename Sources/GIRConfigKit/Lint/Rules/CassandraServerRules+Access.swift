extension CassandraServerRules {
    static let unverifiedNodeName = Rule(
        id: "GIR611",
        name: "unverified-node-name",
        summary: "A node's certificate is accepted from any address.",
        severity: .note,
        rationale: """
            With `require_endpoint_verification` a certificate must have the address that the connection comes from. It \
            needs certificates with the IP addresses of the nodes: `girctl cassandra-certs` makes them so.
            """,
        flagged: ["server_encryption_options:\n  ⟦internode_encryption⟧: all\n  require_client_auth: true\n"],
        accepted: [
            """
            server_encryption_options:
              internode_encryption: all
              require_client_auth: true
              require_endpoint_verification: true

            """,
            "start_rpc: true\nserver_encryption_options:\n  internode_encryption: all\n  require_client_auth: true\n",
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            // 2.2 does not have the option, and what has Thrift may be 2.2.
            guard isEncrypted(server, context), CassandraVersion.latest(of: context) == nil,
                let switched = context["\(server).internode_encryption"],
                context.isSet("\(server).require_client_auth", to: true)
            else { return }
            let setting = context["\(server).require_endpoint_verification"]
            guard setting?.flag != true, setting?.isPlaceholder != true else { return }
            var place = setting?.atValue ?? switched.atKey
            place.path = "\(server).require_endpoint_verification"
            report(
                place,
                "the addresses in the nodes' certificates are not checked",
                help: [
                    "set 'require_endpoint_verification: true', which 3.11 and later know, when the certificates have the "
                        + "addresses"
                ]
            )
        }
    )

    static let wrongVersionOption = Rule(
        id: "GIR612",
        name: "wrong-version-option",
        summary: "An option belongs to another version of Cassandra than the rest of the file.",
        severity: .error,
        rationale: """
            Cassandra does not start with an option that it does not know. The version is told by keys that only some \
            have: `start_rpc` ends with 3.11, `audit_logging_options` begins with 4.0, `read_request_timeout` with 4.1, \
            `storage_compatibility_mode` with 5.0.
            """,
        flagged: [
            "start_rpc: false\nserver_encryption_options:\n  ⟦optional⟧: true\n",
            "⟦start_rpc⟧: false\nread_request_timeout: 5s\nclient_encryption_options:\n  enabled: true\n",
            "start_rpc: false\nclient_encryption_options:\n  ⟦accepted_protocols⟧: [TLSv1.2]\n",
        ],
        accepted: [
            "read_request_timeout: 5s\nserver_encryption_options:\n  optional: true\n",
            "start_rpc: false\nclient_encryption_options:\n  optional: true\n",
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        check: { context, report in
            guard let latest = CassandraVersion.latest(of: context), let old = latest.key.scalarText else { return }
            if let earliest = CassandraVersion.earliest(of: context), let new = earliest.key.scalarText,
                earliest.version > latest.version
            {
                report(
                    RuleReporter.Place(span: latest.key.span, path: old),
                    "'\(old)' ends with Cassandra \(latest.version.rawValue)",
                    secondary: [Label(earliest.key.span, "only from \(earliest.version.rawValue) on")],
                    help: ["remove '\(old)', or '\(new)' where the node is older"]
                )
                return
            }
            for setting in context.settings {
                guard let first = CassandraVersion.first(of: setting.path), first > latest.version else { continue }
                report(
                    setting.atKey,
                    "'\(setting.path)' begins with Cassandra \(first.rawValue)",
                    secondary: [Label(latest.key.span, "only up to \(latest.version.rawValue)")],
                    help: ["remove it, or '\(old)' where the node is newer"]
                )
            }
        }
    )

    static let undecryptedPassword = Rule(
        id: "GIR613",
        name: "undecrypted-password",
        summary: "A password is encrypted or obfuscated, which Cassandra does not undo.",
        severity: .error,
        rationale: """
            Cassandra takes the text as the password. Write it plainly, give the file mode 0600 and the user that \
            Cassandra runs as, or use `keystore_password_file` where the version has it (6.0).
            """,
        flagged: [
            "client_encryption_options:\n  keystore_password: ⟦CRYPT:aGVsbG8=⟧\n",
            "server_encryption_options:\n  truststore_password: ⟦OBF:1v2j1v1v⟧\n",
        ],
        accepted: ["client_encryption_options:\n  keystore_password: hunter2\n"],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        check: { context, report in
            for (_, setting) in context.secrets {
                guard let text = setting.text, PasswordText.isMarked(text) else { continue }
                report(setting.atValue, "Cassandra does not decrypt '\(setting.path)'", help: ["write it plainly"])
            }
        }
    )

    static let openCassandra = Rule(
        id: "GIR614",
        name: "open-cassandra",
        summary: "Everyone may log in to Cassandra without a password, or do everything there.",
        severity: .warning,
        rationale: """
            Recordings' metadata and the settings with their keys are in it. Use `PasswordAuthenticator` and \
            `CassandraAuthorizer`, replicate `system_auth` to all nodes, and replace the role `cassandra`.
            """,
        flagged: [
            "authenticator: ⟦AllowAllAuthenticator⟧\ncluster_name: a\n",
            "authorizer: ⟦org.apache.cassandra.auth.AllowAllAuthorizer⟧\nauthenticator: PasswordAuthenticator\ncluster_name: a\n",
        ],
        accepted: ["authenticator: PasswordAuthenticator\nauthorizer: CassandraAuthorizer\n"],
        references: [VendorPage.cassandraAuthentication.address],
        kinds: [.cassandra],
        check: { context, report in
            for (path, name, better) in [
                ("authenticator", "AllowAllAuthenticator", "PasswordAuthenticator"),
                ("authorizer", "AllowAllAuthorizer", "CassandraAuthorizer"),
            ] {
                guard let setting = context[path], let text = setting.text else { continue }
                guard text == name || text.hasSuffix(".\(name)") else { continue }
                report(
                    setting.atValue,
                    path == "authenticator" ? "Cassandra asks for no password" : "every role may do everything",
                    help: ["set '\(path): \(better)'"]
                )
            }
        }
    )

    static let plaintextPort = Rule(
        id: "GIR615",
        name: "plaintext-port",
        summary: "A port of its own for TLS leaves the other one in plain text.",
        severity: .warning,
        rationale: """
            Where `native_transport_port_ssl` differs from `native_transport_port` only the first has TLS. Without it the \
            one port has.
            """,
        flagged: [
            "⟦native_transport_port_ssl⟧: 9142\nnative_transport_port: 9042\nclient_encryption_options:\n  enabled: true\n"
        ],
        accepted: [
            "native_transport_port: 9042\nclient_encryption_options:\n  enabled: true\n",
            "native_transport_port_ssl: 9142\nclient_encryption_options:\n  enabled: false\n",
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        check: { context, report in
            guard isEncrypted(client, context), let setting = context["native_transport_port_ssl"],
                let port = setting.number, port != context.number("native_transport_port")
            else { return }
            report(setting.atKey, "clients can go on without TLS at the other port", help: ["remove it"])
        }
    )

    static let server = "server_encryption_options"
    static let client = "client_encryption_options"
    static let sections = [server, client]

    /// Whether a section switches encryption on.
    static func isEncrypted(_ section: String, _ context: LintContext) -> Bool {
        guard section == server else { return context.isSet("\(section).enabled", to: true) }
        return context["\(section).internode_encryption"]?.text.map { ["all", "dc", "rack"].contains($0) } ?? false
    }

    /// Whether a class of one's own makes the TLS settings, so that what the section says need not be all.
    static func hasFactory(_ section: String, _ context: LintContext) -> Bool {
        context["\(section).ssl_context_factory"].map { !$0.isNull } ?? false
    }
}
