/// Rules about the connection to Cassandra: GIR5xx.
enum CassandraRules {
    static let rules = [
        untrustedCassandra, plaintextCredentials, incompleteCredentials, unusedTruststore, thriftPort, singleReplica,
        defaultSuperuser, impliedStore, impossibleKeyspace,
    ]

    static let untrustedCassandra = Rule(
        id: "GIR501",
        name: "untrusted-cassandra",
        summary: "Connections to Cassandra use TLS without a truststore.",
        severity: .warning,
        rationale: "The certificates of the nodes come from a CA of your own, which Java does not know.",
        flagged: ["cassandraCluster:\n  useSSL: ⟦true⟧\n"],
        accepted: ["cassandraCluster:\n  useSSL: true\n  trustStore: /opt/client.jks\n"],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            guard let setting = context["cassandraCluster.useSSL"], setting.flag == true else { return }
            guard !context.hasValue("cassandraCluster.trustStore") else { return }
            report(
                setting.atValue,
                "'useSSL' is set without 'cassandraCluster.trustStore'",
                help: ["set 'trustStore' and 'truststorePassword' below 'cassandraCluster:'"]
            )
        }
    )

    static let plaintextCredentials = Rule(
        id: "GIR502",
        name: "plaintext-credentials",
        summary: "The password goes to Cassandra without TLS.",
        severity: .warning,
        rationale: "Everyone on the way between the two can read it, encrypted in this file or not.",
        flagged: ["cassandraCluster:\n  userName: rws\n  ⟦password⟧: CRYPT:a\n"],
        accepted: ["cassandraCluster:\n  useSSL: true\n  userName: rws\n  password: CRYPT:a\n"],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            guard let setting = context["cassandraCluster.password"], context.hasValue(setting.path) else { return }
            let secured = context["cassandraCluster.useSSL"]
            guard secured?.flag != true, secured?.isPlaceholder != true else { return }
            report(
                setting.atKey,
                "the password goes to Cassandra without TLS",
                secondary: secured.map { [Label($0.atValue.span, "switched off here")] } ?? [],
                help: ["set 'useSSL: true' and 'trustStore' below 'cassandraCluster:'"]
            )
        }
    )

    static let incompleteCredentials = Rule(
        id: "GIR503",
        name: "incomplete-credentials",
        summary: "A user name stands without a password, or a password without a user name.",
        severity: .warning,
        rationale: "The program connects to Cassandra anonymously unless both are set.",
        flagged: ["cassandraCluster:\n  ⟦userName⟧: rws\n", "cassandraCluster:\n  ⟦password⟧: CRYPT:a\n"],
        accepted: ["cassandraCluster:\n  userName: rws\n  password: CRYPT:a\n", "cassandraCluster:\n  userName:\n"],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            let paths = ["cassandraCluster.userName", "cassandraCluster.password"]
            for (path, other) in zip(paths, paths.reversed()) {
                guard let setting = context[path], context.hasValue(path), !context.hasValue(other) else { continue }
                report(setting.atKey, "'\(path)' is set without '\(other)'", help: ["set '\(other)' too"])
            }
        }
    )

    static let unusedTruststore = Rule(
        id: "GIR504",
        name: "unused-truststore",
        summary: "A truststore for Cassandra is named and TLS is not switched on.",
        severity: .warning,
        rationale: "`useSSL` is off unless it is written: the connections are in plain text.",
        flagged: ["cassandraCluster:\n  ⟦trustStore⟧: /opt/client.jks\n"],
        accepted: ["cassandraCluster:\n  useSSL: true\n  trustStore: /opt/client.jks\n"],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            guard let setting = context["cassandraCluster.trustStore"], context.hasValue(setting.path) else { return }
            let secured = context["cassandraCluster.useSSL"]
            guard secured?.flag != true, secured?.isPlaceholder != true else { return }
            report(
                setting.atKey,
                "'trustStore' is set and 'cassandraCluster.useSSL' is not",
                secondary: secured.map { [Label($0.atValue.span, "switched off here")] } ?? [],
                help: ["set 'useSSL: true' below 'cassandraCluster:'"]
            )
        }
    )

    static let thriftPort = Rule(
        id: "GIR505",
        name: "thrift-port",
        summary: "A Thrift port is set, which Cassandra 4 does not have.",
        severity: .note,
        rationale: """
            Cassandra 4.0 removed the Thrift server, and from 2.2 on it is off unless `start_rpc` is set. With such a \
            cluster the option leads nowhere.
            """,
        flagged: ["cassandraCluster:\n  ⟦thrift_port⟧: 9160\n"],
        accepted: ["cassandraCluster:\n  jmx_port: 7199\n"],
        references: [VendorPage.security.address],
        check: { context, report in
            guard let setting = context["cassandraCluster.thrift_port"], !setting.isNull else { return }
            report(
                setting.atKey,
                "Cassandra 4 has no Thrift port",
                help: ["remove it where the cluster is 4.0 or later"]
            )
        }
    )

    static let singleReplica = Rule(
        id: "GIR506",
        name: "single-replica",
        summary: "Several nodes keep one copy of each row.",
        severity: .warning,
        rationale:
            "When one node is down its rows cannot be read; when it is lost, recordings cannot be found any more.",
        flagged: ["cassandraCluster:\n  nodes: 10.0.0.1, 10.0.0.2\n  replication_factor: ⟦1⟧\n"],
        accepted: [
            "cassandraCluster:\n  nodes: 10.0.0.1\n  replication_factor: 1\n",
            "cassandraCluster:\n  nodes: 10.0.0.1, 10.0.0.2, 10.0.0.3\n  replication_factor: 3\n",
        ],
        check: { context, report in
            guard let setting = context["cassandraCluster.replication_factor"], setting.number == 1,
                let nodes = context["cassandraCluster.nodes"]?.list, nodes.count > 1
            else { return }
            report(
                setting.atValue,
                "one copy of each row is kept, on \(nodes.count) nodes",
                help: ["use 3, with 3 nodes or more"]
            )
        }
    )

    static let defaultSuperuser = Rule(
        id: "GIR507",
        name: "default-superuser",
        summary: "The program logs in to Cassandra as the superuser that every installation has.",
        severity: .warning,
        rationale: """
            The role `cassandra` may do everything, its name and first password are known, and logins with it need a \
            quorum of all nodes. Make a role of your own and take the superuser's rights from `cassandra`.
            """,
        flagged: ["cassandraCluster:\n  userName: ⟦cassandra⟧\n  password: CRYPT:a\n"],
        accepted: ["cassandraCluster:\n  userName: rws\n  password: CRYPT:a\n"],
        references: [VendorPage.cassandraAuthentication.address],
        check: { context, report in
            guard let setting = context["cassandraCluster.userName"], setting.text == "cassandra" else { return }
            report(
                setting.atValue,
                "'userName' is the superuser of every installation",
                help: ["make a role of its own"]
            )
        }
    )

    static let impliedStore = Rule(
        id: "GIR508",
        name: "implied-store",
        summary: "Nodes of Cassandra are set, and nothing says whether `girctl serve` keeps its store there.",
        severity: .note,
        rationale: """
            Without `girctl.store` the nodes decide: the store is the keyspace of `cassandraCluster`. Files without the \
            section `girctl` are not looked at.
            """,
        flagged: ["cassandraCluster:\n  ⟦nodes⟧: 10.0.0.1\ngirctl:\n  shutdownTimeout: 30\n"],
        accepted: [
            "cassandraCluster:\n  nodes: 10.0.0.1\ngirctl:\n  store: file\n",
            "cassandraCluster:\n  nodes: 10.0.0.1\n", "girctl:\n  shutdownTimeout: 30\n",
        ],
        needsWholeFile: true,
        check: { context, report in
            guard let setting = context["cassandraCluster.nodes"], context.hasValue(setting.path),
                context["girctl"] != nil, context["girctl.store"] == nil
            else { return }
            report(
                setting.atKey,
                "the store is in this cluster, and 'girctl.store' does not say so",
                help: ["set 'store: cassandra' below 'girctl:', or 'store: file' where the nodes are a link only"]
            )
        }
    )

    static let impossibleKeyspace = Rule(
        id: "GIR509",
        name: "impossible-keyspace",
        summary: "The keyspace has a name that Cassandra takes for none.",
        severity: .error,
        rationale: """
            A name of a keyspace has 1 to 48 letters, digits and underscores of ASCII, in quotes too: Cassandra makes none with \
            another name, and there is none to be found.
            """,
        flagged: [
            "cassandraCluster:\n  keyspace: ⟦my keyspace⟧\n", "cassandraCluster:\n  keyspace: ⟦gir-prod⟧\n",
            "cassandraCluster:\n  keyspace: ⟦\(String(repeating: "k", count: 49))⟧\n",
        ],
        accepted: [
            "cassandraCluster:\n  keyspace: Gir_2\n", "cassandraCluster:\n  keyspace: ${KEYSPACE}\n",
            "cassandraCluster:\n  keyspace:\n",
        ],
        references: ["docs/store.md"],
        check: { context, report in
            guard let setting = context["cassandraCluster.keyspace"], context.hasValue(setting.path),
                !setting.isPlaceholder, let name = setting.text, !isKeyspace(name)
            else { return }
            report(
                setting.atValue,
                "no keyspace can be called '\(UnknownKey.shown(name))'",
                help: ["use letters, digits and underscores of ASCII, 48 at most"]
            )
        }
    )

    private static func isKeyspace(_ name: String) -> Bool {
        (1...48).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
                default: false
                }
            }
    }
}
