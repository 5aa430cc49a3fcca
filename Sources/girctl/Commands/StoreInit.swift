import ArgumentParser
import GIRCommandLine

/// Makes the keyspace of a store.
struct StoreInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the keyspace and tables of a store in Cassandra",
        discussion: """
            For a configuration with cassandraCluster.nodes and without girctl.store: file. It makes what is missing, and changes nothing that is there: \
            run it before the first start, and after an update of girctl. A new keyspace is replicated by \
            NetworkTopologyStrategy: as --replication says, else cassandraCluster.replication_factor times in the data center \
            of the first node that answers. Of one that is there with another replication than --replication says, a note has the \
            statement that changes it.

            EXAMPLES
              $ girctl store init --config application.yaml --replication dc1=3

            EXIT STATUS
              0 the tables are there; 64 usage, also where the store is a file or the cluster has no such data center; 65 the tables are of a later version; 69 the \
            cluster cannot be reached; 77 the role may not make them; 78 the configuration has errors.
            """
    )

    @Option(
        name: .customLong("replication"),
        help: ArgumentHelp(
            "How many nodes of a data center hold each row of a new keyspace, such as dc1=3; may be given more than once.",
            valueName: "dc=n"
        )
    )
    var replication: [String] = []

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        let result = try StoreKeeper.run(.initialise(replication: try counts()), in: place)
        guard let keyspace = result.keyspace else { return }
        if let alteration = keyspace.alteration {
            output.common.remark(
                "note: the keyspace '\(keyspace.name)' has another replication than --replication says, and is left as it is; to change it run in cqlsh: "
                    + "\(alteration); then on every node: nodetool repair --full \(keyspace.name)"
            )
        }
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(keyspace, isChanged: result.isChanged)))
        case .text:
            let strategy = keyspace.replication.sorted { $0.key < $1.key }.filter { $0.key != "class" }
                .map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            let name = keyspace.replication["class"]?.split(separator: ".").last.map(String.init) ?? "?"
            let state = keyspace.isNew ? "made" : "is there"
            try Terminal.print(TerminalText.safe("keyspace '\(keyspace.name)' \(state): \(name), \(strategy)"))
            try Terminal.print("tables of version \(keyspace.version) \(result.isChanged ? "made" : "are there")")
        }
    }

    private func counts() throws(CommandFailure) -> [String: Int] {
        var counts: [String: Int] = [:]
        for text in replication {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let count = Int(parts[1]), (1...100).contains(count),
                counts[String(parts[0])] == nil
            else {
                throw CommandFailure(
                    .usage,
                    "--replication '\(text)' does not name a data center and a number of nodes",
                    hint: "write it as: --replication dc1=3"
                )
            }
            counts[String(parts[0])] = count
        }
        return counts
    }

    private struct Report: Encodable {
        let schema = "girctl.store-init/1"
        let keyspace: String
        let isNew: Bool
        let isChanged: Bool
        let replication: [String: String]
        let version: Int
        /// Present where the keyspace has another replication than was asked for.
        let alteration: String?

        init(_ keyspace: StoreErrandResult.Keyspace, isChanged: Bool) {
            self.keyspace = keyspace.name
            isNew = keyspace.isNew
            self.isChanged = isChanged
            replication = keyspace.replication
            version = keyspace.version
            alteration = keyspace.alteration
        }
    }
}
