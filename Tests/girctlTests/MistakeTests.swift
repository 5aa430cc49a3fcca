import GIRTestSupport
import Glibc
import Testing

/// What people get wrong: each time two lines that say what and what to do.
@Suite struct `A mistake` {
    private let folder: TemporaryDirectory
    private static let password = ["--password-file", "pw"]
    private static let genkey = [
        "keystore", "genkey", "new.p12", "--alias", "a", "--san", "dns:h", "--algorithm", "ec",
    ]

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("changeit\n", to: "pw")
        try folder.write("wrong\n", to: "other")
        try folder.write("no certificate\n", to: "notes.txt")
        try folder.makeFolder("empty")
    }

    private func run(_ arguments: [String]) async throws -> CommandResult {
        try await Girctl.run(arguments, in: folder)
    }

    private func makeStore(_ type: String) async throws {
        let store = ["keystore", "genkey", "store", "--alias", "a", "--san", "dns:h", "--type", type]
        try await run(store + ["--algorithm", "ec"] + Self.password).succeeded()
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `in the password of a keystore`(type: String) async throws {
        try await makeStore(type)
        let commands: [[String]] = [
            ["keystore", "list", "store", "--password-file", "other"],
            ["keystore", "import", "new.p12", "--from", "store", "--source-password-file", "other"] + Self.password,
            ["ca", "validate", "--ca", "store", "--truststore-password-file", "other", "--chain", "chain.pem"],
        ]
        try await run(Self.genkey + ["--cert-out", "chain.pem"] + Self.password).succeeded()
        for command in commands {
            try await run(command).expectFailure(
                65,
                "'store': keystore was tampered with, or password was incorrect",
                hint: "check the password; if it is right the file was changed: take it from a backup"
            )
        }
    }

    @Test func `of a copy that broke off`() async throws {
        try await makeStore("jks")
        try folder.write(folder.bytes("store").prefix(100), to: "store")
        try await run(["keystore", "list", "store"] + Self.password).expectFailure(
            65,
            "'store': the keystore ends too early, in the middle of an entry",
            hint: "the file was cut short, as by a copy that broke off: copy it again, or take it from a backup"
        )
    }

    @Test func `in the kind of a file`() async throws {
        let kinds = "keystores are JKS, JCEKS or PKCS#12 files, certificates and keys PEM or DER"
        try await run(["keystore", "import", "new.p12", "--trusted", "notes.txt"] + Self.password)
            .expectFailure(65, "'notes.txt': this is neither PEM nor DER", hint: kinds)
        try await run(["keystore", "list", "/dev/null"] + Self.password).expectFailure(
            65,
            "'/dev/null' is not a keystore: its first bytes are neither JKS, JCEKS nor PKCS#12",
            hint:
                "the file is empty; make one under a new name: girctl keystore genkey NEW --alias NAME --san dns:HOST"
        )
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required)) func `in the password of a key`() async throws {
        try await Tool.openssl.run(
            ["req", "-x509", "-newkey", "rsa:2048", "-keyout", "k.pem", "-out", "c.pem", "-days", "3"]
                + ["-subj", "/CN=h", "-passout", "pass:secret"],
            in: folder
        ).succeeded()
        let command = ["keystore", "import", "new.p12", "--alias", "a", "--cert", "c.pem", "--key", "k.pem"]
        let result = try await run(command + ["--key-password-file", "other"] + Self.password)
        result.expectFailure(
            65,
            "'k.pem': the private key does not decrypt: the password is wrong or the key damaged",
            hint: "give the password that it was protected with"
        )
    }

    @Test func `of a folder in the place of a file`() async throws {
        for command in [
            Self.genkey + ["--password-file", "empty"], ["keys", "init", "--key-file", "empty"],
            ["encrypt", "--check", "empty"], ["encrypt", "--in-place", "empty", "--all"],
            ["encrypt", "--key-file", "empty", "--password-file", "pw"], ["keystore", "list", "empty"],
            ["keystore", "delete", "empty", "--alias", "a"] + Self.password,
            ["ca", "validate", "--ca", "empty", "--chain", "empty"],
        ] {
            try await run(command).expectFailure(74, "'empty' is a folder", hint: "name a file in it")
        }
        try await run(["config", "lint", "empty"]).expectFailure(
            66,
            "'empty' has no .yaml or .yml file",
            hint: "name the file itself, or a folder that has one"
        )
    }

    @Test(arguments: [
        (["keystre", "list"], "girctl keystre", "did you mean 'girctl keystore'?"),
        (["keystore", "lst"], "girctl keystore lst", "did you mean 'girctl keystore list'?"),
        (["genkey", "new.jks"], "girctl genkey", "did you mean 'girctl keystore genkey'?"),
        (["certreq"], "girctl certreq", "did you mean 'girctl keystore certreq'?"),
        (["keystore", "frobnicate"], "girctl keystore frobnicate", "see: girctl keystore --help"),
    ])
    func `in the name of a command`(arguments: [String], line: String, hint: String) async throws {
        try await run(arguments).expectFailure(64, "there is no command '\(line)'", hint: hint)
    }

    @Test func `in a path`() async throws {
        let long = String(repeating: "n", count: 300)
        try await run(["config", "lint", long]).expectFailure(
            74,
            "'\(long)' cannot be read: file name too long",
            hint: "shorten it: a file's name has at most 255 bytes"
        )
        #expect(symlink("loop", folder.path("loop")) == 0)
        try await run(["config", "lint", "loop"]).expectFailure(
            74,
            "'loop' cannot be read: too many levels of symbolic links",
            hint: "see where its symbolic links lead: one leads back to itself"
        )
    }

    @Test func `of a result that nothing has room for`() async throws {
        var command = Command("sh", ["-c", "\(Girctl.path) --help > /dev/full"])
        command.workingDirectory = folder.path
        try await CommandRunner.run(command).expectFailure(
            74,
            "the result cannot be written to standard output: no space left on device",
            hint: "make room on the disk that it goes to, or send it elsewhere"
        )
    }

    @Test func `of the guide's password tool names the command`() async throws {
        for arguments in [["--encrypt", "Pa55word"], ["-jar", "gir.jar", "--encrypt", "Pa55word"]] {
            try await run(arguments).expectFailure(
                64,
                "unknown option '\(arguments[0])'",
                hint: "the guide's password tool is here a command, which asks for the password: girctl encrypt"
            )
        }
    }

    @Test func `of a FIFO in the place of a file that is rewritten`() async throws {
        #expect(mkfifo(folder.path("fifo"), 0o600) == 0)
        for command in [
            ["keystore", "genkey", "fifo", "--alias", "a", "--san", "dns:h"] + Self.password,
            ["keystore", "delete", "fifo", "--alias", "a"] + Self.password,
            ["encrypt", "--in-place", "fifo", "--all"],
        ] {
            try await run(command)
                .expectFailure(73, "'fifo' is not a regular file", hint: "name a file, not a folder or device")
        }
    }

    @Test func `in a name with blanks gets a hint that can be copied`() async throws {
        try folder.write("-----BEGIN CERTIFICATE-----\n", to: "it's mine.pem")
        let result = try await run(["keystore", "list", "it's mine.pem"] + Self.password)
        #expect(result.stderr.contains(#"--cert 'it'\''s mine.pem' --key KEY"#), "\(result)")
    }

    @Test func `in the name of a new keystore is remarked on`() async throws {
        let genkey = ["keystore", "genkey", "new.jks", "--alias", "a", "--san", "dns:h", "--algorithm", "ec"]
        let result = try await run(genkey + Self.password).succeeded()
        let remark = "'new.jks' is a PKCS#12 keystore, which Java reads under any name; --type jks makes JKS\n"
        #expect(result.stderr.hasPrefix(remark), "\(result)")
    }
}
