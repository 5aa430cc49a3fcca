import ArgumentParser

/// The commands on the certificates of a Cassandra cluster.
struct CassandraCerts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cassandra-certs",
        abstract: "Make the certificates of a Cassandra cluster",
        discussion: """
            From one command: an authority, a keystore for each node, one truststore, identities for clients, and the \
            lines for cassandra.yaml, cqlshrc and application.yaml. All of it is proved with TLS handshakes before it is \
            there.

            EXAMPLES
              $ girctl cassandra-certs gen --nodes n1=10.0.0.1,n2=10.0.0.2 --out cluster --key-file girctl.key
              $ girctl cassandra-certs verify cluster
            """,
        subcommands: [
            CassandraCertsGen.self, CassandraCertsAddNode.self, CassandraCertsRenew.self, CassandraCertsRotateCA.self,
            CassandraCertsVerify.self,
        ]
    )
}
