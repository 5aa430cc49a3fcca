import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRTestSupport
import Glibc
import Synchronization
import Testing

/// How `girctl store export` and `import` end before they are done.
@Suite struct `A transfer of a store` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// An export with so many definitions of labels.
    private func writeExport(_ count: Int) throws {
        var lines = [#"{"header":{"schema":"girctl.store-export/1","source":"file"}}"#]
        lines.append(
            #"{"contactCenter":{"domain":"Sample","features":[],"id":"c1","usesConfigurationServer":false}}"#
        )
        for number in 0..<count {
            let definition = #"{"contactCenter":"c1","description":"","displayName":"x","name":"l\#(number)"}"#
            lines.append(#"{"labelDefinition":\#(definition)}"#)
        }
        try folder.write(lines.joined(separator: "\n") + "\n" + #"{"end":{"recordings":0}}"# + "\n", to: "e.jsonl")
    }

    @Test func `that is interrupted ends the line of its bar and says how to go on`() async throws {
        let inserted = Mutex(0)
        let cluster = try await FakeStorage().makeCluster(1) { request in
            guard request.text.contains("INSERT INTO girctl_label_definition"), !request.values.isEmpty else {
                return nil
            }
            // The bar shows what the first lines were, then the cluster stands still.
            return inserted.withLock { count in
                count += 1
                return count > 520 ? .silence : nil
            }
        }
        try folder.write(
            "cassandraCluster:\n  nodes: \(try #require(cluster.endpoints.first))\n  keyspace: gir\ngirctl:\n  store: cassandra\n",
            to: "application.yaml"
        )
        let config = ["--config", "application.yaml"]
        try await Girctl.run(["store", "init", "--replication", "dc1=1"] + config, in: folder).succeeded()
        try writeExport(1000)
        let size = try folder.bytes("e.jsonl").count
        let command = Girctl.command(["store", "import", "e.jsonl"] + config, in: folder)
        var shell = Command(
            "sh",
            ["-c", "trap : INT; \"$@\"; echo \"status $?\"", "sh", command.executable] + command.arguments
        )
        shell.workingDirectory = folder.path
        let result = try await Terminal.run(shell, answers: [.init(to: " of \(size)", "\u{3}")])
        #expect(result.stdout.contains("\ngirctl: error: the import was interrupted; "), "\(result)")
        #expect(result.stdout.contains("hint: run the same command again: what is there stays as it is\n"), "\(result)")
        #expect(result.stdout.contains("\nstatus \(128 + SIGINT)\n"), "\(result)")
        await cluster.stop()
    }

    @Test func `that another run writes is to be tried again`() async throws {
        try await Girctl.run(["contact-center", "add", "Sample", "--data", "data"], in: folder).succeeded()
        let descriptor = open(folder.path("e.jsonl.partial"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX) == 0)
        let command = ["store", "export", "--out", "e.jsonl", "--data", "data"]
        try await Girctl.run(command, in: folder).expectFailure(
            75,
            "'e.jsonl.partial' is written by another run",
            hint: "wait until it is done, or name another file"
        )
        #expect(flock(descriptor, LOCK_UN) == 0)
        try await Girctl.run(command, in: folder).succeeded()
    }
}
