/// Rules about the Cassandra cluster that was logged in to: GIR961 and GIR962.
enum ClusterLoginRules {
    static let rules = [refusedLogin, unfitStore]

    static let refusedLogin = Rule(
        id: "GIR961",
        name: "refused-login",
        summary: "Cassandra does not let the configured role in, or not do what the server has to.",
        severity: .error,
        rationale: """
            The server does not start, or it starts and fails when a recording comes. The role needs LOGIN, and SELECT and \
            MODIFY on the keyspace.
            """,
        flagged: [cluster("refusing.example.com", user: "⟦gir⟧")],
        accepted: [cluster("sound.example.com", user: "gir")],
        references: ["docs/store.md"],
        needsLinks: true,
        check: { context, report in
            each(context, .loginRefused) { found in
                report(
                    context["cassandraCluster.userName"]?.atValue ?? found.hostPlace(in: context),
                    "the cluster refuses what the server needs: \(found.message)",
                    notes: found.notes,
                    help: found.help
                )
            }
        }
    )

    static let unfitStore = Rule(
        id: "GIR962",
        name: "unfit-store",
        summary: "The keyspace is not one that the server can keep its store in.",
        severity: .error,
        rationale: """
            It is missing, lacks tables or has those of another version, or has no copies in the data center whose nodes \
            are asked, or more than nodes that could agree. The server does not start.
            """,
        flagged: [cluster("unfit.example.com", keyspace: "⟦gir⟧")],
        accepted: [cluster("sound.example.com", keyspace: "gir")],
        references: ["docs/store.md"],
        needsLinks: true,
        check: { context, report in
            each(context, .storeUnfit) { found in
                report(
                    context["cassandraCluster.keyspace"]?.atValue ?? found.hostPlace(in: context),
                    "the cluster cannot be the store: \(found.message)",
                    notes: found.notes,
                    help: found.help
                )
            }
        }
    )

    private static func each(_ context: LintContext, _ wanted: LinkReason, _ look: (LinkInspection) -> Void) {
        for found in context.links {
            if case .link(wanted) = found.reason { look(found) }
        }
    }

    private static func cluster(_ node: String, user: String = "gir", keyspace: String = "gir") -> String {
        """
        cassandraCluster:
          nodes: \(node)
          keyspace: \(keyspace)
          useSSL: true
          trustStore: /etc/rws/ca.jks
          truststorePassword: changed1
          userName: \(user)
          password: changed2

        """
    }
}
