/// Rules about the encryption of cassandra.yaml: GIR6xx.
enum CassandraServerRules {
    static let rules = [
        unauthenticatedNodes, plaintextNodes, plaintextClients, optionalEncryption, defaultKeystore,
        missingCassandraTruststore, weakCassandraCipher, weakCassandraProtocol, unboundedProtocol, unsupportedStoreType,
        unverifiedNodeName, wrongVersionOption, undecryptedPassword, openCassandra, plaintextPort,
    ]

    static let unauthenticatedNodes = Rule(
        id: "GIR601",
        name: "unauthenticated-nodes",
        summary: "Connections between nodes are encrypted, and anyone may open one.",
        severity: .warning,
        rationale: """
            `require_client_auth` is false unless it is written: a machine without a certificate of the cluster can join \
            it and receive its data. The RWS guide's example has the fault.
            """,
        flagged: [
            "server_encryption_options:\n  ⟦internode_encryption⟧: all\n",
            "server_encryption_options:\n  internode_encryption: dc\n  require_client_auth: ⟦false⟧\n",
        ],
        accepted: [
            "server_encryption_options:\n  internode_encryption: all\n  require_client_auth: true\n",
            "server_encryption_options:\n  internode_encryption: none\n",
        ],
        references: [VendorPage.cassandraConfiguration.address, VendorPage.security.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            guard isEncrypted(server, context), let switched = context["\(server).internode_encryption"] else { return }
            let required = context["\(server).require_client_auth"]
            guard required?.flag != true, required?.isPlaceholder != true else { return }
            var place = required?.atValue ?? switched.atKey
            place.path = "\(server).require_client_auth"
            report(
                place,
                "a node needs no certificate to join the cluster",
                help: ["set 'require_client_auth: true' below '\(server):'"]
            )
        }
    )

    static let plaintextNodes = Rule(
        id: "GIR602",
        name: "plaintext-nodes",
        summary: "Connections between nodes are not encrypted.",
        severity: .warning,
        rationale: """
            All that is written goes to the other replicas over these connections. To switch over without a pause set \
            `optional: true` and `internode_encryption: all`, restart each node, then remove `optional`.
            """,
        flagged: [
            "server_encryption_options:\n  internode_encryption: ⟦none⟧\n",
            "⟦server_encryption_options⟧:\n  keystore: conf/.keystore\n",
        ],
        accepted: [
            "server_encryption_options:\n  internode_encryption: all\n",
            "client_encryption_options:\n  enabled: true\n",
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            guard let section = context[server], !isEncrypted(server, context) else { return }
            let setting = context["\(server).internode_encryption"]
            guard setting?.isPlaceholder != true else { return }
            report(
                setting?.atValue ?? section.atKey,
                "connections between nodes are not encrypted",
                help: ["set 'internode_encryption: all' below '\(server):'"]
            )
        }
    )

    static let plaintextClients = Rule(
        id: "GIR603",
        name: "plaintext-clients",
        summary: "Connections of clients are not encrypted.",
        severity: .warning,
        rationale: "The password of the recording web services and everything they store pass in plain text.",
        flagged: [
            "client_encryption_options:\n  enabled: ⟦false⟧\n",
            "⟦client_encryption_options⟧:\n  keystore: conf/.keystore\n",
        ],
        accepted: ["client_encryption_options:\n  enabled: true\n", "cluster_name: a\npartitioner: b\n"],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            guard let section = context[client], !isEncrypted(client, context) else { return }
            let setting = context["\(client).enabled"]
            guard setting?.isPlaceholder != true else { return }
            report(
                setting?.atValue ?? section.atKey,
                "connections of clients are not encrypted",
                help: ["set 'enabled: true' below '\(client):'"]
            )
        }
    )

    static let optionalEncryption = Rule(
        id: "GIR604",
        name: "optional-encryption",
        summary: "Connections without TLS are accepted beside those with it.",
        severity: .warning,
        rationale: """
            `optional: true` is for the days of a switch-over. After it nothing shows that a client, or a node, still \
            speaks in plain text.
            """,
        flagged: [
            "client_encryption_options:\n  enabled: true\n  optional: ⟦true⟧\n",
            "server_encryption_options:\n  internode_encryption: all\n  optional: ⟦true⟧\n",
        ],
        accepted: ["client_encryption_options:\n  enabled: true\n  optional: false\n"],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        check: { context, report in
            for section in sections where isEncrypted(section, context) {
                guard let setting = context["\(section).optional"], setting.flag == true else { continue }
                report(setting.atValue, "connections without TLS are accepted too", help: ["set it to false"])
            }
        }
    )

    static let defaultKeystore = Rule(
        id: "GIR605",
        name: "default-keystore",
        summary: "Encryption is on without a keystore or its password.",
        severity: .warning,
        rationale: """
            Cassandra then opens `conf/.keystore` with the password `cassandra`, and does not start where there is none.
            """,
        flagged: [
            "⟦client_encryption_options⟧:\n  enabled: true\n  keystore_password: a\n",
            "⟦server_encryption_options⟧:\n  internode_encryption: all\n  keystore: /etc/cassandra/node.jks\n",
        ],
        accepted: [
            "client_encryption_options:\n  enabled: true\n  keystore: a.jks\n  keystore_password: b\n",
            """
            client_encryption_options:
              enabled: true
              ssl_context_factory:
                class_name: org.apache.cassandra.security.PEMBasedSslContextFactory

            """,
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            for name in sections where isEncrypted(name, context) && !hasFactory(name, context) {
                guard let section = context[name] else { continue }
                let hasPassword =
                    context.hasValue("\(name).keystore_password") || context.hasValue("\(name).keystore_password_file")
                for (key, isSet) in [
                    ("keystore", context.hasValue("\(name).keystore")), ("keystore_password", hasPassword),
                ] where !isSet {
                    var place = section.atKey
                    place.path = "\(name).\(key)"
                    report(place, "'\(name).\(key)' is not set, and encryption is on", help: ["set it"])
                }
            }
        }
    )

    static let missingCassandraTruststore = Rule(
        id: "GIR606",
        name: "missing-cassandra-truststore",
        summary: "Certificates are demanded, and no truststore is named to check them with.",
        severity: .warning,
        rationale: "Cassandra then opens `conf/.truststore` with the password `cassandra`.",
        flagged: ["client_encryption_options:\n  enabled: true\n  require_client_auth: ⟦true⟧\n"],
        accepted: [
            "client_encryption_options:\n  enabled: true\n  require_client_auth: true\n  truststore: a.jks\n",
            "client_encryption_options:\n  enabled: true\n  require_client_auth: false\n",
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            for section in sections where isEncrypted(section, context) && !hasFactory(section, context) {
                guard let setting = context["\(section).require_client_auth"], setting.flag == true,
                    !context.hasValue("\(section).truststore")
                else { continue }
                report(setting.atValue, "'require_client_auth' is set without 'truststore'", help: ["set 'truststore'"])
            }
        }
    )

    static let weakCassandraCipher = Rule(
        id: "GIR607",
        name: "weak-cassandra-cipher",
        summary: "A cipher suite is broken, or lets old connections be read once the key is lost.",
        severity: .warning,
        rationale: WeakTLS.cipherRationale,
        flagged: [
            "client_encryption_options:\n  cipher_suites: [⟦TLS_RSA_WITH_AES_128_CBC_SHA⟧, TLS_AES_128_GCM_SHA256]\n"
        ],
        accepted: ["client_encryption_options:\n  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n"],
        references: ["https://www.rfc-editor.org/rfc/rfc9325"],
        kinds: [.cassandra],
        check: { context, report in
            for section in sections { WeakTLS.reportCiphers(context, "\(section).cipher_suites", &report) }
        }
    )

    static let weakCassandraProtocol = Rule(
        id: "GIR608",
        name: "weak-cassandra-protocol",
        summary: "A version of TLS below 1.2 is spoken.",
        severity: .warning,
        rationale: "SSL 2, SSL 3, TLS 1.0 and TLS 1.1 are broken or withdrawn (RFC 7568, RFC 8996).",
        flagged: [
            "client_encryption_options:\n  accepted_protocols: [⟦TLSv1.1⟧, TLSv1.2]\n",
            "server_encryption_options:\n  internode_encryption: none\n  protocol: ⟦TLSv1⟧\n",
        ],
        accepted: ["client_encryption_options:\n  protocol: TLS\n  accepted_protocols: [TLSv1.2, TLSv1.3]\n"],
        references: ["https://www.rfc-editor.org/rfc/rfc8996"],
        kinds: [.cassandra],
        check: { context, report in
            for section in sections {
                for key in ["protocol", "accepted_protocols"] {
                    WeakTLS.reportProtocols(context, "\(section).\(key)", &report)
                }
            }
        }
    )

    static let unboundedProtocol = Rule(
        id: "GIR609",
        name: "unbounded-protocol",
        summary: "Encryption is on, and the versions of TLS are left to a library that speaks old ones.",
        severity: .note,
        rationale: """
            Cassandra 4.0 brings a TLS library that speaks TLS 1.0 and 1.1 unless it is told otherwise. `protocol: TLS` \
            leaves 1.2 and 1.3; `accepted_protocols` names them one by one.
            """,
        flagged: ["⟦client_encryption_options⟧:\n  enabled: true\n"],
        accepted: [
            "client_encryption_options:\n  enabled: true\n  protocol: TLS\n",
            "client_encryption_options:\n  enabled: true\n  accepted_protocols: [TLSv1.2]\n",
            "start_rpc: false\nclient_encryption_options:\n  enabled: true\n",
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            if let latest = CassandraVersion.latest(of: context), latest.version < .v4_0 { return }
            for name in sections where isEncrypted(name, context) {
                guard let section = context[name], context["\(name).protocol"] == nil,
                    context["\(name).accepted_protocols"] == nil
                else { continue }
                report(
                    section.atKey,
                    "'\(name)' leaves TLS 1.0 and 1.1 on",
                    help: ["set 'protocol: TLS' and, from 4.0 on, 'accepted_protocols: [TLSv1.2, TLSv1.3]'"]
                )
            }
        }
    )

    static let unsupportedStoreType = Rule(
        id: "GIR610",
        name: "unsupported-store-type",
        summary: "The store type is one that only another class than the usual one reads.",
        severity: .error,
        rationale: """
            PEM files are read by `PEMBasedSslContextFactory`, which there is from 4.1 on and which `ssl_context_factory` \
            must name. Without it Cassandra does not start.
            """,
        flagged: ["client_encryption_options:\n  store_type: ⟦PEM⟧\n"],
        accepted: [
            "client_encryption_options:\n  store_type: PKCS12\n",
            """
            client_encryption_options:
              store_type: PEM
              ssl_context_factory:
                class_name: org.apache.cassandra.security.PEMBasedSslContextFactory

            """,
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsWholeFile: true,
        check: { context, report in
            for section in sections where !hasFactory(section, context) {
                guard let setting = context["\(section).store_type"], setting.text == "PEM" else { continue }
                report(
                    setting.atValue,
                    "'store_type' is PEM without 'ssl_context_factory'",
                    help: [
                        "add 'ssl_context_factory: class_name: org.apache.cassandra.security.PEMBasedSslContextFactory'"
                    ]
                )
            }
        }
    )
}
