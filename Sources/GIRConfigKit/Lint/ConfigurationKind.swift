/// Which program reads a source.
public enum ConfigurationKind: Sendable, Hashable, CaseIterable {
    /// application.yaml, of the recording web services.
    case application
    /// cassandra.yaml, of a Cassandra node.
    case cassandra

    /// Recognises cassandra.yaml by its name, and by its keys whatever its name is; all else is application.yaml.
    init(of stream: YAMLStream, at path: String) {
        let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        if name == "cassandra.yaml" || name == "cassandra.yml" {
            self = .cassandra
            return
        }
        var marks = 0
        for document in stream.documents {
            for pair in document.root?.pairs ?? [] {
                guard let key = pair.key.scalarText else { continue }
                if Self.sections.contains(key) {
                    self = .application
                    return
                }
                if Self.proofs.contains(key) { marks += 2 }
                if Self.signs.contains(key) { marks += 1 }
            }
        }
        self = marks > 1 ? .cassandra : .application
    }

    private static let sections: Set<String> = ["cassandraCluster", "jetty", "onPremiseSettings", "serverSettings"]

    /// Keys that no other program has.
    private static let proofs: Set<String> = ["client_encryption_options", "server_encryption_options"]

    /// Keys of which two together are enough.
    private static let signs: Set<String> = [
        "authenticator", "cluster_name", "commitlog_sync", "endpoint_snitch", "num_tokens", "partitioner",
        "seed_provider", "native_transport_port",
    ]
}
