import GIRTestSupport
import Testing

@Suite struct `girctl encrypt` {
    private let folder: TemporaryDirectory
    private static let configuration = """
        # the site's settings
        jetty:
          enableSsl: true
          ssl:
            keyStorePassword: "storepwd"   # from the store
        cassandraCluster:
            userName: rws
            password: 'hunter2'
        serverSettings:
          opsUserName: ops
          opsUserPassword: ${OPS}
          webDAVPassword: |
            s3cret
          interceptors: [a, b]

        """
    private static let passwords = ["hunter2", "storepwd", "s3cret"]

    init() throws { folder = try TemporaryDirectory() }

    @Test func `with --all takes one file, and says what to do with more`() async throws {
        try folder.write("cassandraCluster:\n  password: a\n", to: "a.yaml")
        try await girctl(["encrypt", "--in-place", "a.yaml", "b.yaml", "--all"]).expectFailure(
            64,
            "--in-place takes one file, and 'b.yaml' is another one",
            hint: "run it for each: for f in a.yaml b.yaml; do girctl encrypt --in-place \"$f\" --all; done"
        )
        try await girctl(["encrypt", "--in-place", "a.yaml", "cassandraCluster.password", "--all"]).expectFailure(
            64,
            "--all encrypts every password, and 'cassandraCluster.password' is one of them",
            hint: "leave out one of the two"
        )
    }

    @Test func `reads the password from each source and never prints it`() async throws {
        try await makeKey()
        try folder.write("hunter2\n", to: "password.txt")
        let runs = [
            try await girctl(["encrypt"], input: "hunter2\n"),
            try await girctl(["encrypt", "--password-file", "password.txt"]),
            try await girctl(["encrypt", "--password-file", "-"], input: "hunter2\r\n"),
            try await girctl(["encrypt", "--password-fd", "0"], input: "hunter2"),
            try await girctl(["encrypt", "--password-env", "DB"], environment: ["DB": "hunter2"]),
            try await girctl(["encrypt", "hunter2"]),
        ]
        for run in runs {
            let value = try run.succeeded().stdout
            #expect(value.hasPrefix("CRYPT:v1."))
            #expect(!run.description.contains("hunter2"))
            #expect(try await girctl(["decrypt"], input: value).stdout == "hunter2\n")
        }
        #expect(Set(runs.map(\.stdout)).count == runs.count)
        #expect(runs.map(\.stderr.isEmpty) == [true, true, true, true, true, false])
        #expect(runs.last?.stderr.contains("history") == true)
    }

    @Test func `asks twice on a terminal`() async throws {
        try await makeKey()
        let command = girctlCommand(["encrypt"])
        let answers = [
            Terminal.Answer(to: "Password to encrypt: ", "hunter2"),
            Terminal.Answer(to: "Password to encrypt, again: ", "hunter2"),
        ]
        let run = try await Terminal.run(command, answers: answers)
        #expect(run.status == 0)
        #expect(run.stdout.contains("CRYPT:v1."))
        #expect(!run.stdout.contains("hunter2"))
        let differing = [answers[0], Terminal.Answer(to: "Password to encrypt, again: ", "hunter3")]
        #expect(try await Terminal.run(command, answers: differing).status == 64)
    }

    @Test(
        arguments: [
            (["encrypt"], 64), (["encrypt", "-q", ""], 64), (["encrypt", "a", "b"], 64), (["encrypt", "--all"], 64),
            (["encrypt", "--dry-run"], 64), (["encrypt", "--in-place", "a.yaml"], 64),
            (["encrypt", "--in-place", "a.yaml", "--check", "a.yaml"], 64),
            (["encrypt", "--in-place", "a.yaml", "--all", "x.y"], 64), (["encrypt", "--in-place", "-", "--all"], 64),
            (["encrypt", "--check", "a.yaml", "x.y"], 64), (["encrypt", "x", "--password-file", "a.yaml"], 64),
            (["encrypt", "--in-place", "none.yaml", "--all"], 66), (["encrypt", "--check", "none.yaml"], 66),
            (["encrypt", "--in-place", "bad.yaml", "--all"], 65), (["encrypt", "--check", "bad.yaml"], 65),
            (["encrypt", "--in-place", "a.yaml", "no.such"], 64), (["encrypt", "--scheme", "md5"], 64),
        ] as [([String], Int32)]
    )
    func `refuses what makes no sense in two lines`(arguments: [String], status: Int32) async throws {
        try await makeKey()
        try folder.write("cassandraCluster:\n  password: a\n", to: "a.yaml")
        try folder.write("a: [1\nb: }", to: "bad.yaml")
        let before = try folder.files()
        let run = try await girctl(arguments)
        #expect(run.status == status)
        #expect(run.stdout.isEmpty)
        #expect(run.stderr.hasPrefix("girctl: error: "))
        #expect(run.stderr.split(separator: "\n").count <= 2)
        #expect(try folder.files() == before)
    }

    @Test func `without a key file names the places that it tried`() async throws {
        let run = try await Girctl.run(
            ["encrypt", "--password-file", "-"],
            in: folder,
            input: "x",
            environment: ["CREDENTIALS_DIRECTORY": folder.path("credentials"), "XDG_CONFIG_HOME": folder.path("xdg")]
        )
        #expect(run.status == 66)
        #expect(run.stderr.contains("neither --key-file nor GIRCTL_KEY_FILE names one"))
        #expect(run.stderr.contains("'\(folder.path("credentials/girctl.key"))', then '"))
        #expect(run.stderr.contains("girctl keys init"))
    }

    @Test(arguments: [0o640, 0o604, 0o666] as [UInt16]) func `refuses a key that others can read`(
        mode: UInt16
    ) async throws {
        try await makeKey()
        try folder.write(try folder.bytes("key"), to: "key", mode: mode)
        let run = try await girctl(["encrypt", "--password-file", "-"], input: "x")
        #expect(run.status == 77)
        #expect(run.stderr.contains("chmod 600"))
        let forced = try await girctl(["encrypt", "--insecure-key-permissions", "--password-file", "-"], input: "x")
        #expect(forced.status == 0)
    }

    @Test func `encrypts a file in place and nothing else in it`() async throws {
        try await makeKey()
        let file = try folder.write(Self.configuration, to: "application.yaml", mode: 0o640)
        let run = try await girctl(["encrypt", "--in-place", "application.yaml", "--all"])
        #expect(run.status == 0, "\(run)")
        let text = try folder.text("application.yaml")
        for password in Self.passwords {
            #expect(!text.contains(password))
            #expect(!run.description.contains(password))
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[4].hasPrefix("    keyStorePassword: \"CRYPT:v1."))
        #expect(lines[4].hasSuffix("\"   # from the store"))
        #expect(lines[7].hasPrefix("    password: 'CRYPT:v1."))
        #expect(lines[11].hasPrefix("  webDAVPassword: CRYPT:v1."))
        let untouched = Self.configuration.split(separator: "\n", omittingEmptySubsequences: false)
        for index in [0, 1, 2, 3, 5, 6, 8, 9, 10] { #expect(lines[index] == untouched[index]) }
        #expect(lines[12...] == untouched[13...])
        #expect(try folder.mode("application.yaml") == 0o640)
        #expect(run.stderr.contains("'jetty.ssl.keyStorePassword' is decrypted by girctl serve"))
        #expect(run.stderr.contains("placeholder"))

        let check = try await girctl(["encrypt", "--check", file]).succeeded()
        #expect(check.stdout == "\(file): 3 of 3 encrypted values decrypt\n")
        let before = try folder.files()
        let again = try await girctl(["encrypt", "--in-place", "application.yaml", "--all"]).succeeded()
        #expect(again.stdout == "application.yaml: 0 passwords encrypted, 3 encrypted before\n")
        #expect(try folder.files() == before)
    }

    @Test func `shows in a dry run what it would change, as a masked diff`() async throws {
        try await makeKey()
        try folder.write(Self.configuration, to: "application.yaml")
        let before = try folder.files()
        let run = try await girctl([
            "encrypt", "--in-place", "application.yaml", "cassandraCluster.password", "--dry-run",
        ])
        #expect(run.status == 3)
        let lines = run.stdout.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(
            lines.prefix(3) == [
                "--- application.yaml", "+++ application.yaml", "@@ -8 +8 @@ cassandraCluster.password",
            ]
        )
        #expect(lines[3] == "-    password: ••••••••")
        #expect(lines[4].hasPrefix("+    password: 'CRYPT:v1.") && lines[4].hasSuffix(".…'"))
        #expect(run.stderr.hasPrefix("application.yaml: 1 password to encrypt\n"))
        for password in Self.passwords { #expect(!run.description.contains(password)) }
        #expect(try folder.files() == before)
        let json = try await girctl(["encrypt", "--in-place", "application.yaml", "--all", "--dry-run", "--json"])
        #expect(json.status == 3)
        #expect(json.stdout.contains(#""written" : false"#))
        for password in Self.passwords { #expect(!json.description.contains(password)) }
        try await girctl(["encrypt", "--in-place", "application.yaml", "--all"]).succeeded()
        let done = try await girctl(["encrypt", "--in-place", "application.yaml", "--all", "--dry-run"])
        #expect(done.status == 0)
        #expect(done.stdout.isEmpty)
    }

    @Test func `encrypts with a passphrase alone, and decrypts with it alone`() async throws {
        try folder.write("correct horse battery\n", to: "passphrase.txt")
        try folder.write("cassandraCluster:\n  password: hunter2\nserverSettings:\n  cmePassword: x1\n", to: "a.yaml")
        let with = ["--passphrase-file", "passphrase.txt"]
        let value = try await girctl(["encrypt", "--password-file", "-"] + with, input: "hunter2").succeeded().stdout
        #expect(try await girctl(["decrypt"] + with, input: value).succeeded().stdout == "hunter2\n")
        #expect(try await girctl(["decrypt"], input: value).status == 64)
        let wrong = try await girctl(["decrypt", "--passphrase-fd", "0"], input: value + "other\n")
        #expect(wrong.status == 65)
        #expect(wrong.stderr.contains("the passphrase is another, or it was changed"))
        try await girctl(["encrypt", "--in-place", "a.yaml", "--all"] + with).succeeded()
        #expect(try await girctl(["encrypt", "--check", "a.yaml"] + with).succeeded().stdout.contains("2 of 2"))
        let without = try await girctl(["encrypt", "--check", "a.yaml"])
        #expect(without.status == 65)
        #expect(
            without.stdout.contains("a.yaml:2:13: cassandraCluster.password: value was encrypted with a passphrase")
        )
        #expect(!folder.exists("key"))
    }

    @Test func `asks for the passphrase twice`() async throws {
        try folder.write("hunter2\n", to: "password.txt")
        let command = girctlCommand(["encrypt", "--password-file", "password.txt", "--passphrase"])
        let answers = [
            Terminal.Answer(to: "Passphrase: ", "correct horse"),
            Terminal.Answer(to: "Passphrase, again: ", "correct horse"),
        ]
        let run = try await Terminal.run(command, answers: answers)
        #expect(run.status == 0)
        #expect(run.stdout.contains("CRYPT:v1.") && !run.stdout.contains("horse"))
        #expect(try await girctl(["encrypt", "--password-file", "password.txt", "--passphrase"]).status == 64)
    }

    @Test func `ends with 2 where --all leaves a password in clear text`() async throws {
        try await makeKey()
        try folder.write("cassandraCluster:\n  password: 0123\nserverSettings:\n  jksPassword: x1\n", to: "a.yaml")
        let run = try await girctl(["encrypt", "--in-place", "a.yaml", "--all", "--json"])
        #expect(run.status == 2)
        #expect(run.stdout.contains(#""schema" : "girctl.encrypt-in-place/1""#))
        #expect(run.stderr.contains("a.yaml:2:13: 'cassandraCluster.password' is left as it is"))
        #expect(try folder.text("a.yaml").contains("jksPassword: CRYPT:v1."))
        let named = try await girctl(["encrypt", "--in-place", "a.yaml", "cassandraCluster.password"])
        #expect(named.status == 65)
        #expect(named.stderr.contains("put it in quotes"))
    }

    @Test func `checks every value and says where one does not decrypt`() async throws {
        try await makeKey()
        let value = try await girctl(["encrypt", "--password-file", "-"], input: "hunter2").succeeded().stdout
        let damaged = value.dropLast(2) + (value.dropLast().last == "A" ? "Q" : "A")
        try folder.write(
            "a: CRYPT:an03xPrxLAu9p==\nb:\n  - x\n  - \(damaged)\nc: \(value)d: CRYPT\n",
            to: "a.yaml"
        )
        let run = try await girctl(["encrypt", "--check", "a.yaml"])
        #expect(run.status == 65)
        let lines = run.stdout.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("a.yaml:1:4: a: value was not encrypted by girctl"))
        #expect(lines[1].hasPrefix("a.yaml:4:5: b.1: "))
        #expect(lines[2] == "a.yaml: 1 of 3 encrypted values decrypt")
        #expect(run.stderr.hasPrefix("girctl: error: 'a.yaml': 2 of 3 encrypted values do not decrypt"))
        let json = try await girctl(["encrypt", "--check", "a.yaml", "--format", "json"])
        #expect(json.status == 65)
        #expect(json.stdout.contains(#""schema" : "girctl.encrypt-check/1""#))
        #expect(json.stdout.contains(#""reason" : null"#))
    }

    @Test func `needs no key file to check a file without encrypted values`() async throws {
        try folder.write("a: b\n", to: "a.yaml")
        let run = try await girctl(["encrypt", "--check", "a.yaml"])
        #expect(run.status == 0)
        #expect(run.stdout == "a.yaml: 0 of 0 encrypted values decrypt\n")
    }

    @Test func `writes Jetty's form without a key`() async throws {
        let run = try await girctl(["encrypt", "--scheme", "obf", "--password-file", "-"], input: "password")
        #expect(try run.succeeded().stdout == "OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v\n")
    }

    private func makeKey() async throws { try await girctl(["keys", "init"]).succeeded() }

    private func girctlCommand(_ arguments: [String]) -> Command {
        var command = Girctl.command(arguments, in: folder)
        command.environment = ["GIRCTL_KEY_FILE": folder.path("key")]
        return command
    }

    private func girctl(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        var command = girctlCommand(arguments)
        command.input = Array(input.utf8)
        for (name, value) in environment { command.environment[name] = value }
        return try await CommandRunner.run(command)
    }
}
