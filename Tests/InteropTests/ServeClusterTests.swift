import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// `serve` on nodes that speak Cassandra's protocol in this process.
@Suite(.serialized, .enabled(if: Tool.curl.found || Tool.required)) struct `girctl serve on a cluster` {
    private let folder: TemporaryDirectory
    private let ports: [Int]

    init() throws {
        folder = try TemporaryDirectory()
        ports = try FreePort.find(2)
        try folder.write("correct horse\n", to: "pw")
    }

    /// Writes a configuration for each of two servers; only the first one says that the cluster is the store.
    private func configure(_ cluster: FakeCluster) throws {
        let nodes = cluster.endpoints.map(\.description).joined(separator: ",")
        for (index, port) in ports.enumerated() {
            try folder.write(
                """
                jetty:
                  host: 127.0.0.1
                  port: \(port)
                cassandraCluster:
                  nodes: \(nodes)
                  keyspace: gir
                  read_consistency_level: CL_LOCAL_QUORUM
                  write_consistency_level: CL_LOCAL_QUORUM
                girctl:
                  \(index == 0 ? "store: cassandra" : "shutdownTimeout: 30")
                  management:
                    enabled: false

                """,
                to: "\(index).yaml"
            )
        }
    }

    @discardableResult
    private func girctl(_ arguments: String...) async throws -> CommandResult {
        try await Girctl.run(arguments + ["--config", "0.yaml"], in: folder)
    }

    private func serve(
        _ index: Int,
        _ body: (RunningCommand) async throws -> Void
    ) async throws -> CommandResult {
        let command = Girctl.command(["serve", "--config", "\(index).yaml"], in: folder)
        return try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }, body: body)
    }

    /// The status of a request to one of the servers.
    private func status(_ index: Int, _ arguments: [String]) async throws -> String {
        let url = "http://127.0.0.1:\(ports[index])/api/v2/me"
        let quiet = ["--silent", "--max-time", "60", "--output", "body", "--write-out", "%{http_code}"]
        return try await Tool.curl.run(quiet + arguments + [url], in: folder).stdout
    }

    private func expect(
        _ wanted: String,
        _ index: Int,
        _ arguments: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await status(index, arguments)
        #expect(found == wanted, sourceLocation: sourceLocation)
    }

    private func setUp() async throws -> FakeCluster {
        let cluster = try await FakeStorage().makeCluster(2)
        try configure(cluster)
        let made = try await girctl("store", "init", "--replication", "dc1=2").succeeded()
        #expect(made.stdout == "keyspace 'gir' made: NetworkTopologyStrategy, dc1=2\ntables of version 3 made\n")
        try await girctl("contact-center", "add", "Sample").succeeded()
        try await girctl("user", "add", "anna", "--password-file", "pw").succeeded()
        return cluster
    }

    @Test func `shares logins between servers, and loses none with one that is killed`() async throws {
        let cluster = try await setUp()
        let run = try await serve(1) { survivor in
            let killed = try await serve(0) { first in
                try await expect("200", 0, "--user", "anna:correct horse", "--cookie-jar", "jar")
                try await expect("200", 1, "--cookie", "jar")
                first.send(SIGKILL)
            }
            #expect(killed.status != 0)
            try await expect("200", 1, "--cookie", "jar")
            try await expect("200", 1, "--user", "anna:correct horse", "--cookie-jar", "other")
            // One node of the cluster goes as well.
            await cluster.nodes[0].stop()
            try await expect("200", 1, "--cookie", "jar")
            try await expect("200", 1, "--user", "anna:correct horse", "--cookie-jar", "third")
            try await girctl("user", "disable", "anna").succeeded()
            var last = ""
            for _ in 0..<120 where last != "401" {
                last = try await status(1, ["--cookie", "jar"])
                try await Task.sleep(for: .milliseconds(500))
            }
            #expect(last == "401")
            survivor.send(SIGTERM)
        }
        #expect(run.stderr.contains("whoever reads the keyspace can find out by trying whose logins failed"))
        await cluster.stop()
    }

    @Test func `moves from a file to a cluster and back`() async throws {
        let cluster = try await setUp()
        func local(_ arguments: String...) async throws -> CommandResult {
            try await Girctl.run(arguments + ["--data", "data"], in: folder)
        }
        let out = try await girctl("store", "export", "--out", "cluster.jsonl").succeeded()
        #expect(out.stdout == "the store is in 'cluster.jsonl', with 0 recordings\n")
        let mode = try folder.mode("cluster.jsonl")
        #expect(mode == 0o600)
        #expect(try await girctl("store", "export", "--out", "cluster.jsonl").status == 73)
        let taken = try await local("store", "import", "cluster.jsonl").succeeded()
        #expect(taken.stdout == "'cluster.jsonl': 2 added, 0 were there\n")
        #expect(try await local("user", "list").succeeded().stdout.hasPrefix("'anna'"))
        try await local("user", "add", "berta", "--password-file", "pw").succeeded()
        try await local("store", "export", "--out", "file.jsonl").succeeded()
        let back = try await girctl("store", "import", "file.jsonl").succeeded()
        #expect(back.stdout == "'file.jsonl': 1 added, 2 were there\n")
        #expect(try await girctl("user", "list").succeeded().stdout.contains("'berta'"))
        try folder.write("{}\n", to: "broken.jsonl")
        #expect(try await local("store", "import", "broken.jsonl").status == 65)
        #expect(try await local("store", "import", "missing.jsonl").status == 66)
        #expect(try await girctl("store", "backup", "--out", "copy").status == 64)
        await cluster.stop()
    }

    @Test func `says what is missing before it serves`() async throws {
        let cluster = try await FakeStorage().makeCluster(1)
        try configure(cluster)
        let run = try await Girctl.run(["serve", "--config", "0.yaml"], in: folder)
        #expect(run.status == 65 && run.stderr.contains("girctl store init"))
        #expect(try await girctl("store", "init").status == 64)
        let implied = try await Girctl.run(["serve", "--config", "1.yaml"], in: folder)
        #expect(implied.status == 65 && implied.stderr.contains("girctl store init; or set 'girctl.store' to 'file'"))
        await cluster.stop()
        let gone = try await Girctl.run(["serve", "--config", "0.yaml"], in: folder)
        #expect(gone.status == 69 && gone.stderr.contains("nothing accepts the connection: connection refused"))
    }

    @Test func `takes the cluster for the store as soon as nodes are set, unless the file says otherwise`() async throws
    {
        let cluster = try await setUp()
        try await Girctl.run(["contact-center", "add", "Old", "--data", "data"], in: folder).succeeded()
        let listed = try await Girctl.run(["user", "list", "--config", "1.yaml", "--data", "data"], in: folder)
        #expect(listed.stdout.hasPrefix("'anna'"))
        var command = Girctl.command(["serve", "--config", "1.yaml", "--data", "data"], in: folder)
        let implied = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            try await expect("200", 1, "--user", "anna:correct horse")
            server.send(SIGTERM)
        }
        #expect(
            implied.stderr.contains("store is in the cluster because=\"cassandraCluster.nodes is set\" keyspace=gir")
        )
        #expect(implied.stderr.contains("warning the store in the data folder is not used"))
        try folder.write(try folder.text("1.yaml").replacing("shutdownTimeout: 30", with: "store: file"), to: "1.yaml")
        command = Girctl.command(["serve", "--config", "1.yaml", "--data", "data"], in: folder)
        let file = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            try await expect("401", 1, "--user", "anna:correct horse")
            server.send(SIGTERM)
        }
        #expect(!file.stderr.contains("store is in the cluster"))
        await cluster.stop()
    }

    @Test func `shows the nodes the certificate of its keystore where they demand one`() async throws {
        let pki = try TestPKI(now: Date())
        let (server, client) = (try pki.server(), try pki.client())
        var settings = FakeCluster.Settings()
        try settings.secure(server.key, server.chain, demandingThoseOf: pki.root.certificate)
        let cluster = try await FakeStorage().makeCluster(1, settings)
        try configure(cluster)
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        try folder.write(client.chainPEM, to: "client.pem")
        try folder.write(client.key.pem().revealBytes(), to: "client.key")
        try await Girctl.run(
            ["keystore", "import", "client.p12", "--alias", "rws", "--cert", "client.pem", "--key", "client.key"]
                + ["--password-file", "pw", "--type", "pkcs12"],
            in: folder
        ).succeeded()
        let secured = try folder.text("1.yaml")
            .replacing("  keyspace: gir\n", with: "  keyspace: gir\n  useSSL: true\n  trustStore: ca.pem\n")
        try folder.write(secured, to: "0.yaml")
        let bare = try await girctl("store", "init", "--replication", "dc1=1")
        #expect(bare.status == 69 && bare.stderr.contains("the node wants a client certificate"), "\(bare)")
        #expect(bare.stderr.contains("hint: name one that the node's truststore knows in 'girctl.cassandraKeyStore'"))
        try folder.write(
            secured.replacing(
                "girctl:\n",
                with: """
                    serverSettings:
                      cryptoSecurityKey: the words
                    girctl:
                      cassandraKeyStore: client.p12
                      cassandraKeyStorePassword: correct horse

                    """
            ),
            to: "0.yaml"
        )
        let key = ["--key-file", "key"]
        try await Girctl.run(["keys", "init"] + key, in: folder).succeeded()
        try await Girctl.run(["encrypt", "--in-place", "0.yaml", "--all"] + key, in: folder).succeeded()
        try await girctl("store", "init", "--replication", "dc1=1", "--key-file", "key").succeeded()
        let command = Girctl.command(["serve", "--config", "0.yaml"] + key, in: folder)
        let run = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            _ = try await server.line { $0.contains("link established") && $0.contains("link=cassandra") }
            server.send(SIGTERM)
        }
        #expect(run.status == 0 && !run.stderr.contains("find out by trying"))
        await cluster.stop()
    }
}
