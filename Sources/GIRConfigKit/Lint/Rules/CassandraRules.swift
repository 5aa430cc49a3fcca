/// Rules about the connection to Cassandra: GIR5xx.
enum CassandraRules {
    static let rules = [untrustedCassandra, plaintextCredentials, incompleteCredentials, unusedTruststore]

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
}
