import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `The help` {
    @Test func `of every command says what it is for, what each option means, and shows an example`() async throws {
        let commands = try await CommandTree.commands()
        #expect(commands.count > 12)
        for command in commands {
            #expect((10...60).contains(command.abstract.count), "\(command): '\(command.abstract)'")
            #expect(command.abstract.first?.isUppercase == true && !command.abstract.hasSuffix("."), "\(command)")
            #expect(command.undescribed.isEmpty, "\(command) does not describe \(command.undescribed)")
            #expect(!command.examples.isEmpty, "\(command) has no example")
            #expect(command.isGroup || command.discussion.contains("EXIT STATUS"), "\(command) has no EXIT STATUS")
        }
    }

    @Test func `goes to standard output and is no error`() async throws {
        for arguments in [["--help"], ["keystore", "--help"], ["help", "config", "lint"], ["--version"]] {
            let result = try await Girctl.run(arguments)
            #expect(result.status == 0)
            #expect(result.stderr.isEmpty)
            #expect(!result.stdout.isEmpty)
        }
        #expect(try await Girctl.run(["--version"]).stdout.hasPrefix("girctl "))
    }

    @Test(arguments: [
        (["frobnicate"], "girctl --help"), (["keystore", "list"], "girctl keystore list --help"),
        (["keystore", "list", "a", "--nonsense"], "girctl keystore list --help"),
        (["config", "lint", "a", "--format", "xml"], "girctl config lint --help"),
        (["keystore", "list", "a", "--password", "x"], "girctl keystore list --help"),
    ])
    func `is what a usage error points to`(arguments: [String], help: String) async throws {
        let result = try await Girctl.run(arguments)
        #expect(result.status == 64)
        #expect(result.stdout.isEmpty)
        let lines = result.stderr.split(separator: "\n")
        #expect(lines.count == 2, "\(result)")
        #expect(lines.first?.hasPrefix("girctl: error: ") == true)
        #expect(lines.last == "  hint: see: \(help)")
    }

    @Test func `has examples that work`() async throws {
        for command in try await CommandTree.commands() where command.words.count > 1 {
            for example in command.examples
            where !example.contains("girctl serve --config") || example.contains("--check") {
                // It needs a cluster; its own tests have one.
                guard !example.contains("girctl store init") else { continue }
                let folder = try await ExampleFolder.make(encrypted: command.words[1] != "encrypt")
                if command.words[1] == "cassandra-certs" { try await ExampleFolder.makeCluster(folder, for: example) }
                var shell = Command("sh", ["-c", "set -e; PATH=\"\(Girctl.buildFolder):$PATH\"; \(example)"])
                shell.workingDirectory = folder.path
                shell.environment = ["HOME": folder.path, "GIRCTL_KEY_FILE": folder.path("girctl.key")]
                let result = try await CommandRunner.run(shell)
                // 3 is the answer of an example that only asks whether something would change.
                let expected: Set<Int32> =
                    example.contains("--dry-run") ? [3] : Self.asksMachine(example) ? [0, 1, 2, 69] : [0]
                #expect(expected.contains(result.status), "\(command): \(example)\n\(result)")
            }
        }
    }
}

extension `The help` {
    /// Whether what an example ends with depends on servers that no test has, and on this machine.
    private static func asksMachine(_ example: String) -> Bool {
        ["girctl doctor", "ca validate --config", "--connect", ":9042"].contains { example.contains($0) }
    }
}

/// A folder with the files that the examples of the help speak of.
private enum ExampleFolder {
    static func make(encrypted: Bool) async throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        _ = try folder.write("a long enough password\n", to: "password.txt")
        _ = try folder.write("4f1c62e8b7\n", to: "keystore.password")
        let pki = try TestPKI(now: Date())
        let key = try PrivateKey.generate(.ec(.p256))
        let server = try pki.template("CN=rws.example.com", ["dns:rws.example.com"], [.serverAuth])
            .signed(for: key.publicKey, by: pki.root.certificate, key: pki.root.key)
        _ = try folder.write(pki.root.certificate.pem, to: "ca.pem")
        _ = try folder.write(server.pem, to: "server.pem")
        _ = try folder.write(key.pem().revealBytes(), to: "server.key")
        for (store, type) in [("keystore.jks", "jks"), ("keystore.p12", "pkcs12")] {
            try await run(
                [
                    "keystore", "import", store, "--type", type, "--alias", "old", "--cert", "server.pem", "--key",
                    "server.key", "--password-file", "keystore.password",
                ],
                folder
            )
        }
        try await run(
            ["keystore", "import", "truststore.p12", "--trusted", "ca.pem", "--password-file", "keystore.password"],
            folder
        )
        _ = try folder.write("correct horse battery staple\n", to: "passphrase.txt")
        _ = try folder.write(keys, to: "girctl.key")
        try await run(
            [
                "keystore", "genkey", "selfsigned.jks", "--alias", "a", "--san", "dns:h", "--algorithm", "ec",
                "--password-file", "keystore.password",
            ],
            folder
        )
        _ = try folder.write(configuration, to: "application.yaml")
        if encrypted {
            try await run(["encrypt", "--in-place", "application.yaml", "--all", "--key-file", "girctl.key"], folder)
        }
        return folder
    }

    /// The description of a cluster, and its folder as the example finds it.
    static func makeCluster(_ folder: TemporaryDirectory, for example: String) async throws {
        _ = try folder.write(
            "nodes:\n  n1: 10.0.0.1\n  n2: [n2.example.com, 10.0.0.2]\nclients: [gir]\n",
            to: "cluster.yaml"
        )
        guard !example.contains("certs gen") else { return }
        let description = ["--from", "cluster.yaml", "--algorithm", "ec", "--out", "cluster"]
        try await run(["cassandra-certs", "gen", "--key-file", "girctl.key"] + description, folder)
        let step = example.split(separator: "--step ").last?.first?.wholeNumberValue ?? 1
        for earlier in 1..<max(1, step) {
            try await run(
                ["cassandra-certs", "rotate-ca", "cluster", "--step", "\(earlier)", "--key-file", "girctl.key"],
                folder
            )
        }
    }

    private static func run(_ arguments: [String], _ folder: TemporaryDirectory) async throws {
        let result = try await Girctl.run(arguments, in: folder)
        #expect(result.status == 0, "\(result)")
    }

    /// The keys of docs/crypt-format.md.
    private static let keys = """
        girctl-keys v1
        key ae216c2e 2024-01-31T12:34:56Z old AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA
        key 630dcd29 2025-01-31T12:34:56Z active AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8

        """

    private static let configuration = """
        jetty:
          host: localhost
          enableSsl: true
          ssl:
            port: 9443
            keyStorePath: keystore.jks
            keyStorePassword: 4f1c62e8b7
          cookies:
            secure: true
        cassandraCluster:
          nodes: cassandra.example.com
          useSSL: true
          trustStore: truststore.p12
          truststorePassword: 4f1c62e8b7
          userName: rws
          password: 70b3aa61d2
        serverSettings:
          externalApiUrlV2: https://rws.example.com/api/v2
          internalApiUrlV2: https://rws.example.com/internal-api
          crClusterName: recordings
          cryptoSecurityKey: d20f6a97c1

        """
}
