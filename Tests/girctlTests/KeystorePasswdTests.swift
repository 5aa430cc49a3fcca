import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl keystore passwd` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }
    private static let configuration = """
        jetty:
          ssl:
            keyStorePath: store        # relative
            keyStorePassword: "changeit"   # stays
            keyManagerPassword: OBF:1vn21ugu1saj1v9i1v941sar1ugw1vo0
        cassandraCluster:
          trustStore: store
          truststorePassword: changeit
          password: changeit

        """
    private static let passwd = ["passwd", "store", "--new-password-file", "pw2"]

    init() throws {
        keystore = try KeystoreFolder()
        try folder.write(Self.configuration, to: "application.yaml")
    }

    private func make(_ type: String) async throws {
        let made = try await keystore.run(
            ["genkey", "store", "--san", "dns:h", "--algorithm", "ec", "--type", type],
            password: "pw"
        )
        #expect(made.status == 0, "\(made)")
    }

    private func passwd(_ options: [String] = [], password: String = "pw") async throws -> CommandResult {
        try await Girctl.run(
            ["keystore"] + Self.passwd + ["--password-file", password] + options,
            in: folder,
            environment: ["GIRCTL_KEY_FILE": folder.path("girctl.key")]
        )
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `protects every entry by the new password`(type: String) async throws {
        try await make(type)
        let key = try store("changeit").privateKey("mykey", keyPassword: nil).publicKey
        #expect(try await passwd(["--check"]).status == 3)
        #expect(try store("changeit").entries.count == 1)
        let result = try await passwd()
        #expect(result.status == 0, "\(result)")
        #expect(result.stderr == "'store' has the new password\n")
        #expect(try store("another one").privateKey("mykey", keyPassword: nil).publicKey == key)
        let before = try folder.files()
        let again = try await passwd()
        #expect(again.status == 0)
        #expect(again.stderr == "'store' has this password already; nothing was changed\n")
        #expect(try folder.files() == before)
    }

    @Test func `says which key keeps a password of its own`() async throws {
        _ = try folder.write("own secret", to: "own")
        _ = try await keystore.run(
            ["genkey", "store", "--san", "dns:h", "--algorithm", "ec", "--type", "jks", "--key-password-file", "own"],
            password: "pw"
        )
        let result = try await passwd()
        #expect(result.stderr.contains("the key 'mykey' has a password of its own, which stays"), "\(result)")
        _ = try store("another one").privateKey("mykey", keyPassword: Secret("own secret"))
    }

    @Test func `writes it into the configuration, each option in its form`() async throws {
        try await make("jks")
        #expect(try await Girctl.run(["keys", "init", "--key-file", "girctl.key"], in: folder).status == 0)
        let check = try await passwd(["--update-config", "application.yaml", "--check"])
        #expect(check.status == 3, "\(check)")
        #expect(try folder.text("application.yaml") == Self.configuration)
        let result = try await passwd(["--update-config", "application.yaml"])
        #expect(result.status == 0, "\(result)")
        let lines = try folder.text("application.yaml").split(separator: "\n").map(String.init)
        #expect(lines[3].hasPrefix("    keyStorePassword: \"OBF:") && lines[3].hasSuffix("\"   # stays"))
        #expect(lines[4].hasPrefix("    keyManagerPassword: OBF:"))
        #expect(lines[7].hasPrefix("  truststorePassword: CRYPT:v1."))
        #expect(lines[8] == "  password: changeit")
        #expect(!result.description.contains("another one"))
        for line in [
            lines[3].split(separator: "\"")[1], lines[4].split(separator: " ")[1], lines[7].split(separator: " ")[1],
        ] {
            let clear = try await Girctl.run(["decrypt", "--key-file", "girctl.key", String(line)], in: folder)
            #expect(clear.stdout == "another one\n", "\(clear)")
        }
        let before = try folder.files()
        #expect(try await passwd(["--update-config", "application.yaml"]).stderr.contains("nothing was changed"))
        #expect(try folder.files() == before)
    }

    @Test func `finishes what an interrupted run has left`() async throws {
        try await make("pkcs12")
        #expect(try await Girctl.run(["keys", "init", "--key-file", "girctl.key"], in: folder).status == 0)
        #expect(try await passwd().status == 0)
        let result = try await passwd(["--update-config", "application.yaml"])
        #expect(result.status == 0, "\(result)")
        #expect(result.stderr.contains("'application.yaml' has the password of 'store' at"), "\(result)")
        #expect(!(try folder.text("application.yaml").contains("keyStorePassword: \"changeit")))
    }

    @Test func `changes neither file where one cannot be`() async throws {
        try await make("jks")
        let cases: [(configuration: String, status: Int32, message: String)] = [
            (Self.configuration, 66, "there is no key file"),
            ("jetty:\n  ssl:\n    keyStorePath: other\n    keyStorePassword: x\n", 64, "no option that names 'store'"),
            ("jetty: {}\n", 64, "it names no keystore at all"),
            ("jetty:\n  ssl:\n    keyStorePath: store\n", 64, "has no 'jetty.ssl.keyStorePassword'"),
            ("jetty: [\n", 65, "not valid YAML"),
            ("jetty:\n  ssl:\n    keyStorePath: store\n    keyStorePassword: &a x\n", 65, "shared through the anchor"),
        ]
        for (configuration, status, message) in cases {
            try folder.write(configuration, to: "application.yaml")
            let before = try folder.files()
            let result = try await passwd(["--update-config", "application.yaml"])
            #expect(result.status == status, "\(result)")
            #expect(result.stderr.contains(message), "\(result)")
            #expect(try folder.files() == before)
        }
        let missing = try await passwd(["--update-config", "missing.yaml"])
        #expect(missing.status == 66)
        _ = try store("changeit")
    }

    @Test func `changes neither file where the disk is full`() async throws {
        try await make("pkcs12")
        try folder.write(
            "jetty:\n  ssl:\n    keyStorePath: store\n    keyStorePassword: x\n"
                + String(repeating: "# a long comment\n", count: 1000),
            to: "application.yaml"
        )
        let before = try folder.files()
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\""
        let arguments = Self.passwd + ["--password-file", "pw", "--update-config", "application.yaml"]
        var command = Command("sh", ["-c", script, "sh", Girctl.path, "keystore"] + arguments)
        command.workingDirectory = folder.path
        let result = try await CommandRunner.run(command)
        #expect(result.status == 74, "\(result)")
        #expect(try folder.files() == before)
    }

    // A file that is mounted by itself can be read and locked, but nothing can take its place.
    @Test(.enabled("needs user namespaces") { try await Command.canMount() })
    func `puts the keystore back where the configuration cannot be replaced`() async throws {
        try await make("pkcs12")
        try folder.write("jetty:\n  ssl:\n    keyStorePath: store\n    keyStorePassword: x\n", to: "application.yaml")
        let before = try folder.files()
        let script = "mount --bind application.yaml application.yaml && exec \"$@\""
        let arguments = Self.passwd + ["--password-file", "pw", "--update-config", "application.yaml"]
        var command = Command("unshare", ["-rm", "sh", "-c", script, "sh", Girctl.path, "keystore"] + arguments)
        command.workingDirectory = folder.path
        let result = try await CommandRunner.run(command)
        #expect(result.status == 73, "\(result)")
        #expect(result.stderr.contains("'application.yaml' cannot be replaced: it is a mount point"), "\(result)")
        #expect(try folder.files() == before)
    }

    @Test func `asks for both passwords`() async throws {
        try await make("jks")
        let result = try await Terminal.run(
            Girctl.command(["keystore", "passwd", "store"], in: folder),
            answers: [
                .init(to: "password of 'store': ", "changeit"), .init(to: "new password for 'store': ", "another one"),
                .init(to: "again: ", "another one"),
            ]
        )
        #expect(result.status == 0, "\(result)")
        _ = try store("another one")
    }

    private func store(_ password: String) throws -> KeyStore {
        try KeyStore(decoding: folder.bytes("store"), password: Secret(password))
    }
}

extension Command {
    /// Whether this user may mount in a namespace of its own.
    fileprivate static func canMount() async throws -> Bool {
        try await CommandRunner.run(Command("unshare", ["-rm", "mount", "--bind", "/tmp", "/tmp"])).status == 0
    }
}
