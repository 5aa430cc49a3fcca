import GIRTestSupport
import Glibc
import Testing

/// Adding, listing and retiring keys, and bringing files from one to the next.
@Suite struct `Key rotation` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `goes from one key to the next without a moment in which a value does not decrypt`() async throws {
        let old = try await start(["a.yaml", "b.yaml"])
        let value = try await girctl(["encrypt", "--password-file", "-"], input: "hunter2").succeeded().stdout
        let added = try await girctl(["keys", "add"]).succeeded().stdout
        let new = try #require(added.split(separator: " ").dropFirst(2).first.map(String.init))
        #expect(new != old)
        #expect(try folder.mode("key") == 0o600)
        #expect(try await girctl(["decrypt"], input: value).succeeded().stdout == "hunter2\n")
        let next = try await girctl(["encrypt", "--password-file", "-"], input: "hunter2").succeeded().stdout
        #expect(next.hasPrefix("CRYPT:v1.\(new)."))

        let before = try folder.files()
        let dry = try await girctl(["rekey", "a.yaml", "b.yaml", "--dry-run"])
        #expect(dry.status == 3)
        #expect(dry.stdout.hasPrefix("--- a.yaml\n+++ a.yaml\n@@ -2 +2 @@ cassandraCluster.password\n"))
        #expect(try folder.files() == before)

        // A file that still needs the key keeps it.
        let needed = try await girctl(["keys", "retire", old, "a.yaml", "b.yaml"])
        #expect(needed.status == 65)
        #expect(
            needed.stderr.hasPrefix("girctl: error: 'a.yaml:2:13': 'cassandraCluster.password' still needs the key")
        )
        #expect(try folder.files() == before)

        let rekey = try await girctl(["rekey", "a.yaml", "b.yaml", "a.yaml"]).succeeded()
        #expect(
            rekey.stdout
                == "a.yaml: 1 value encrypted anew with key \(new)\nb.yaml: 1 value encrypted anew with key \(new)\n"
        )
        for name in ["a.yaml", "b.yaml"] {
            #expect(try folder.text(name).hasPrefix("cassandraCluster:\n  password: CRYPT:v1.\(new)."))
            #expect(try folder.text(name).hasSuffix(" # \(name)\n"))
        }
        let again = try await girctl(["rekey", "a.yaml", "b.yaml", "--dry-run"])
        #expect(again.status == 0 && again.stdout.isEmpty)

        let retired = try await girctl(["keys", "retire", old, "a.yaml", "b.yaml"]).succeeded()
        #expect(retired.stdout.contains(".bak'"))
        #expect(try folder.files().filter { $0.key.hasSuffix(".bak") }.map(\.value.mode) == [0o600])
        #expect(try await girctl(["encrypt", "--check", "a.yaml"]).succeeded().stdout.contains("1 of 1"))
        let gone = try await girctl(["decrypt"], input: value)
        #expect(gone.status == 65)
        #expect(gone.stderr.contains("key '\(old)' was retired on "))
        #expect(try await girctl(["keys", "retire", old]).succeeded().stdout.contains("nothing was changed"))
        #expect(try await girctl(["keys", "retire", new]).status == 64)
        #expect(try await girctl(["keys", "retire", "00000000"]).status == 64)
    }

    @Test func `lists keys by their ids and never shows one`() async throws {
        let old = try await start([])
        try await girctl(["keys", "add"]).succeeded()
        let text = try await girctl(["keys", "list"]).succeeded().stdout
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("\(old)  2") && lines[0].hasSuffix("old        decrypts"))
        #expect(lines[1].hasSuffix("active     encrypts and decrypts"))
        let json = try await girctl(["keys", "list", "--json"]).succeeded().stdout
        #expect(json.contains(#""schema" : "girctl.keys-list/1""#))
        #expect(json.contains(#""state" : "active""#) && json.contains(#""state" : "old""#))
        for key in try folder.text("key").split(separator: "\n").filter({ $0.hasPrefix("key ") }) {
            let material = try #require(key.split(separator: " ").last)
            #expect(!text.contains(material) && !json.contains(material))
        }
    }

    @Test func `changes no file where a value of one does not decrypt`() async throws {
        _ = try await start(["a.yaml", "b.yaml"])
        try folder.write("c: CRYPT:an03xPrxLAu9p==\n", to: "c.yaml")
        try await girctl(["keys", "add"]).succeeded()
        let before = try folder.files()
        let run = try await girctl(["rekey", "a.yaml", "b.yaml", "c.yaml"])
        #expect(run.status == 65)
        #expect(run.stderr.hasPrefix("girctl: error: 'c.yaml:1:4': 'c': value was not encrypted by girctl"))
        #expect(try folder.files() == before)
    }

    private static let canMount = geteuid() == 0 && Tool("unshare").found

    @Test(.enabled(if: canMount)) func `puts files back where a later one cannot be replaced`() async throws {
        _ = try await start(["a.yaml", "b.yaml"])
        try await girctl(["keys", "add"]).succeeded()
        let before = try folder.files()
        // A mount point can be read and written, and never renamed over: containers mount single files so.
        var command = girctlCommand([])
        command.arguments = [
            "-m", "sh", "-c", "mount --bind b.yaml b.yaml && exec \"$0\" rekey a.yaml b.yaml", Girctl.path,
        ]
        command.executable = "unshare"
        let run = try await CommandRunner.run(command)
        guard !run.stderr.contains("unshare:"), !run.stderr.contains("mount:") else { return }
        #expect(run.status == 73, "\(run)")
        #expect(run.stderr.hasPrefix("girctl: error: 'b.yaml' cannot be replaced: it is a mount point of its own"))
        #expect(try folder.files() == before)
    }

    @Test func `goes from a passphrase to the key file, and to another passphrase`() async throws {
        try folder.write("one\n", to: "one")
        try folder.write("two\n", to: "two")
        try await girctl(["keys", "init"]).succeeded()
        try folder.write("cassandraCluster:\n  password: hunter2\n", to: "a.yaml")
        try await girctl(["encrypt", "--in-place", "a.yaml", "--all", "--passphrase-file", "one"]).succeeded()
        try await girctl(["rekey", "a.yaml", "--passphrase-file", "one", "--new-passphrase-file", "two"]).succeeded()
        #expect(try await girctl(["encrypt", "--check", "a.yaml", "--passphrase-file", "one"]).status == 65)
        #expect(try await girctl(["encrypt", "--check", "a.yaml", "--passphrase-file", "two"]).status == 0)
        try await girctl(["rekey", "a.yaml", "--passphrase-file", "two"]).succeeded()
        #expect(try await girctl(["encrypt", "--check", "a.yaml"]).status == 0)
    }

    @Test func `many at once lose no key`() async throws {
        _ = try await start([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { try await girctl(["keys", "add"]).succeeded() } }
            try await group.waitForAll()
        }
        #expect(try await girctl(["keys", "list"]).succeeded().stdout.split(separator: "\n").count == 7)
    }

    /// Makes a key file and files with one encrypted value each; answers the key's id.
    private func start(_ files: [String]) async throws -> String {
        let id = try await girctl(["keys", "init"]).succeeded().stdout.split(separator: " ").dropFirst(2).first
        for name in files {
            try folder.write("cassandraCluster:\n  password: hunter2 # \(name)\n", to: name)
            try await girctl(["encrypt", "--in-place", name, "--all"]).succeeded()
        }
        return String(try #require(id))
    }

    private func girctlCommand(_ arguments: [String]) -> Command {
        var command = Girctl.command(arguments, in: folder)
        command.environment = ["GIRCTL_KEY_FILE": folder.path("key")]
        return command
    }

    private func girctl(_ arguments: [String], input: String = "") async throws -> CommandResult {
        var command = girctlCommand(arguments)
        command.input = Array(input.utf8)
        return try await CommandRunner.run(command)
    }
}
