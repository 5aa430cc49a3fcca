/// The description of a cluster in YAML: its nodes with their addresses, and its clients.
///
/// ```yaml
/// nodes:
///   n1: 10.0.0.1
///   n2: [n2.example.com, 10.0.0.2]
///   n3.example.com:
/// clients: [gir, reports]
/// ```
/// `nodes` may also be a list of what `--nodes` takes.
public enum ClusterFile {
    /// The members of the file, nodes first.
    ///
    /// - Throws: `syntax` or `invalidMember`, with the place in the file.
    public static func members(of source: SourceText) throws(ConfigError) -> [ClusterMember] {
        let stream = YAMLComposer.compose(source)
        if let failure = stream.failure {
            throw ConfigError(
                .syntax,
                "the file is not YAML: \(failure.message)",
                place: .init(path: "", span: failure.position)
            )
        }
        guard stream.documents.count == 1, let root = stream.documents.first?.root, root.isMapping else {
            throw ConfigError(.invalidMember, "the file describes no cluster", hint: "it begins with: nodes:")
        }
        for pair in root.pairs where !["clients", "nodes"].contains(pair.key.scalarText) {
            throw failure("'\(pair.key.scalarText ?? "")' is none of 'nodes' and 'clients'", pair.key, "")
        }
        var members: [ClusterMember] = []
        for pair in root.pairs {
            let isNodes = pair.key.scalarText == "nodes"
            members += isNodes ? try nodes(pair.value) : try clients(pair.value)
        }
        return members.filter { $0.role == .node } + members.filter { $0.role == .client }
    }

    private static func nodes(_ node: YAMLNode) throws(ConfigError) -> [ClusterMember] {
        var members: [ClusterMember] = []
        for item in node.items {
            guard let text = item.scalarText else { throw failure("expected NAME=ADDRESS", item, "nodes") }
            members.append(try located(item, "nodes") { () throws(ConfigError) in try ClusterMember(node: text) })
        }
        for pair in node.pairs {
            guard let name = pair.key.scalarText else {
                throw failure("expected the name of a node", pair.key, "nodes")
            }
            let values =
                pair.value.isEmpty || pair.value.value == .null
                ? [] : pair.value.isSequence ? pair.value.items : [pair.value]
            var addresses: [String] = []
            for value in values {
                guard let text = value.scalarText else { throw failure("expected an address", value, "nodes.\(name)") }
                addresses.append(text)
            }
            members.append(
                try located(pair.key, "nodes.\(name)") { () throws(ConfigError) in
                    try ClusterMember(node: name, addresses: addresses)
                }
            )
        }
        guard !members.isEmpty else { throw failure("there are no nodes", node, "nodes") }
        return members
    }

    private static func clients(_ node: YAMLNode) throws(ConfigError) -> [ClusterMember] {
        var members: [ClusterMember] = []
        for item in node.isSequence ? node.items : [node] where !item.isEmpty {
            guard let name = item.scalarText else { throw failure("expected the name of a client", item, "clients") }
            members.append(
                try located(item, "clients") { () throws(ConfigError) in
                    try ClusterMember(name: name, role: .client, addresses: [])
                }
            )
        }
        return members
    }

    private static func located<Result>(
        _ node: YAMLNode,
        _ path: String,
        _ body: () throws(ConfigError) -> Result
    ) throws(ConfigError) -> Result {
        do throws(ConfigError) {
            return try body()
        } catch {
            throw error.at(.init(path: path, span: node.span))
        }
    }

    private static func failure(_ reason: String, _ node: YAMLNode, _ path: String) -> ConfigError {
        ConfigError(
            .invalidMember,
            reason,
            hint: "write nodes as NAME: ADDRESS, clients as a list of names",
            place: .init(path: path, span: node.span)
        )
    }
}
