/// How to bring TLS to a running cluster without losing it: the text beside the files.
public enum RolloutGuide {
    /// The text.
    public static func text(_ settings: ClusterSettings) -> String {
        """
        Rolling TLS out on Cassandra \(settings.release.rawValue)

        Copy to each node, readable by Cassandra's user only: its folder below nodes/, and the truststore.
        Keep ca/ and passwords.json away from the nodes; ca/ may be moved offline.

        Clients, in two phases
        1. In client_encryption_options of every node: enabled: true, optional: true. Restart one node after the other.
           Encrypted and plain connections are accepted. Now switch the clients over, with the files below clients/.
        2. When no client comes in plain text any more (\(clients(settings.release))), set optional: false on every node and
           restart one node after the other.

        Between the nodes
        \(betweenNodes(settings.release))

        Check
          girctl cassandra-certs verify DIR
          openssl s_client -connect NODE:9042 -CAfile ca.pem -verify_return_error </dev/null

        """
    }

    private static func clients(_ release: CassandraRelease) -> String {
        release.listsProtocols ? "nodetool clientstats --all" : "ss -tn sport = :9042 lists who is connected"
    }

    private static func betweenNodes(_ release: CassandraRelease) -> String {
        guard release.hasOptionalInternode else {
            return """
                Cassandra \(release.rawValue) has no optional encryption between nodes: a node with internode_encryption: all and
                one without do not talk. Change server_encryption_options on all nodes, then restart all of them in one
                maintenance window.
                """
        }
        return """
            1. In server_encryption_options of every node: the stores, optional: true, internode_encryption: none.
               Restart one node after the other: each now understands both.
            2. Set internode_encryption: all, optional stays true. Restart one node after the other.
            3. Set optional: false. Restart one node after the other.
            """
    }
}
