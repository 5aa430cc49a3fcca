import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRTestSupport
import Testing

/// `girctl store init` with a cluster that is there, and one that is not.
@Suite struct `girctl store init` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func configure(_ cluster: FakeCluster) throws {
        try folder.write(
            """
            cassandraCluster:
              nodes: \(cluster.endpoints.map(\.description).joined(separator: ","))
              keyspace: gir
            girctl:
              store: cassandra
            """,
            to: "application.yaml"
        )
    }

    private func girctl(_ arguments: String...) async throws -> CommandResult {
        try await Girctl.run(["store"] + arguments + ["--config", "application.yaml"], in: folder)
    }

    @Test func `names the data centers that there are`() async throws {
        let cluster = try await FakeStorage().makeCluster(2)
        try configure(cluster)
        for _ in 0..<2 {
            try await girctl("init", "--replication", "dc9=3").expectFailure(
                64,
                "the cluster has no data center 'dc9'; it has: dc1",
                hint: "name one that it has, such as: --replication dc1=2"
            )
            try await girctl("init", "--replication", "dc1=2").succeeded()
        }
        await cluster.stop()
    }

    @Test func `leaves the replication of a keyspace, and says how to change it`() async throws {
        let cluster = try await FakeStorage().makeCluster(2)
        try configure(cluster)
        for arguments in [["--replication", "dc1=2"], ["--replication", "dc1=2"], []] {
            let same = try await Girctl.run(
                ["store", "init", "--config", "application.yaml"] + arguments,
                in: folder
            ).succeeded()
            #expect(!same.stderr.contains("note"), "\(same)")
        }
        let other = try await girctl("init", "--replication", "dc1=1").succeeded()
        let statement = "ALTER KEYSPACE gir WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': 1}"
        #expect(other.stderr.contains(statement) && other.stderr.contains("nodetool repair --full gir"), "\(other)")
        #expect(other.stdout.contains("keyspace 'gir' is there: NetworkTopologyStrategy, dc1=2"), "\(other)")
        let json = try await girctl("init", "--replication", "dc1=1", "--json").succeeded()
        #expect(json.stdout.contains("ALTER KEYSPACE gir"), "\(json)")
        await cluster.stop()
    }

    @Test func `does not look for a keyspace that no cluster can have`() async throws {
        for name in ["'my keyspace'", "gir-prod", "'gir\"; DROP'"] {
            try folder.write("cassandraCluster:\n  nodes: 127.0.0.1:1\n  keyspace: \(name)\n", to: "application.yaml")
            let made = try await girctl("init", "--replication", "dc1=1")
            #expect(made.status == 78 && made.stderr.contains("application.yaml:3:13"), "\(made)")
            #expect(made.stderr.contains("[GIR509]"), "\(made)")
        }
    }
}
