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
        for tree in stream.trees {
            for document in tree.documents where document.root >= 0 && tree.kind(of: Int(document.root)) == .mapping {
                var isKey = false
                for child in tree.children(of: Int(document.root)) {
                    isKey.toggle()
                    guard isKey, let weight = tree.withText(of: child, { Self.marks[$0] }) ?? nil else { continue }
                    if weight == 0 {
                        self = .application
                        return
                    }
                    marks += weight
                }
            }
        }
        self = marks > 1 ? .cassandra : .application
    }

    /// The top keys that tell, with what each counts for cassandra.yaml; one of application.yaml decides at once.
    private static let marks: KeyTable = {
        var table = KeyTable()
        for section in ["cassandraCluster", "jetty", "onPremiseSettings", "serverSettings"] { table.add(section, 0) }
        // No other program has these.
        for proof in ["client_encryption_options", "server_encryption_options"] { table.add(proof, 2) }
        for sign in [
            "authenticator", "cluster_name", "commitlog_sync", "endpoint_snitch", "num_tokens", "partitioner",
            "seed_provider", "native_transport_port",
        ] { table.add(sign, 1) }
        return table
    }()
}
