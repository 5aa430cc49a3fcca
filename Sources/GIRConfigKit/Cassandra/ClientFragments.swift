/// What a client of the cluster puts into its configuration.
public enum ClientFragments {
    /// The sections of application.yaml; where the nodes insist on a client's certificate, also where it is.
    ///
    /// - Parameters:
    ///   - truststorePassword: the store password of the truststore, encrypted or as it is.
    ///   - keystorePassword: that of the client's keystore, likewise.
    public static func application(
        _ settings: ClusterSettings,
        nodes: [ClusterMember],
        client: ClusterMember,
        paths: ClusterPaths,
        truststorePassword: String,
        keystorePassword: String
    ) -> String {
        let hosts = nodes.prefix(seeds).map(\.host).joined(separator: ",")
        let identity =
            settings.requiresClientCertificates
            ? """
            # girctl serve shows this to the nodes; RWS has no option for it.
            girctl:
              cassandraKeyStore: \(ScalarWriter.written(paths.keystore, like: .plain))
              cassandraKeyStorePassword: \(ScalarWriter.written(keystorePassword, like: .plain))

            """ : ""
        return """
            # TLS from '\(client.name)' to the Cassandra cluster, made by girctl cassandra-certs.
            cassandraCluster:
              nodes: \(ScalarWriter.written(hosts, like: .plain))
              useSSL: true
              trustStore: \(ScalarWriter.written(paths.truststore, like: .plain))
              truststorePassword: \(ScalarWriter.written(truststorePassword, like: .plain))
            \(identity)
            """
    }

    /// The configuration of cqlsh, `~/.cassandra/cqlshrc`.
    public static func cqlshrc(_ settings: ClusterSettings, nodes: [ClusterMember], paths: ClusterPaths) -> String {
        let host = nodes.first?.host ?? "localhost"
        // Python's own idea of the version was TLS 1.0 then.
        let version = settings.release.listsProtocols ? "" : "version = TLSv1_2\n"
        let client =
            settings.requiresClientCertificates
            ? "; The cluster asks for a client certificate.\nuserkey = \(paths.key)\nusercert = \(paths.chain)\n" : ""
        return """
            ; cqlsh over TLS, made by girctl cassandra-certs; with Cassandra before 4.0 start it as: cqlsh --ssl
            [connection]
            hostname = \(host)
            port = 9042
            ssl = true

            [ssl]
            certfile = \(paths.authorities)
            validate = true
            \(version)\(client)
            """
    }

    // A driver finds the others through the first ones that answer.
    private static let seeds = 16
}
