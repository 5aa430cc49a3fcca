import GIRPKI
import GIRTestSupport
import Glibc
import Testing

@Suite struct `A password prompt` {
    private let folder: TemporaryDirectory
    private static let genkey = [
        "keystore", "genkey", "store.p12", "--alias", "a", "--san", "dns:h", "--algorithm", "ec",
    ]

    init() throws { folder = try TemporaryDirectory() }

    @Test(arguments: [("\u{3}", SIGINT), ("\u{1c}", SIGQUIT)])
    func `ends by a key that interrupts, and the terminal shows again what is typed`(
        key: String,
        signal: Int32
    ) async throws {
        let result = try await Terminal.run(shell("\(girctl()); status=$?"), answers: [.init(to: "': ", key)])
        #expect(result.stdout.contains("\nstatus \(128 + signal)\n"), "\(result)")
        #expect(result.stdout.contains(" echo "), "\(result)")
        #expect(try folder.files().isEmpty)
    }

    @Test(arguments: [("HUP", SIGHUP), ("INT", SIGINT), ("QUIT", SIGQUIT), ("TERM", SIGTERM)])
    func `ends by a signal, and the terminal shows again what is typed`(name: String, number: Int32) async throws {
        let script = """
            exec 3<&0
            { for i in $(seq 50); do stty -a <&3 | grep -q -e ' -echo ' && break; sleep 0.1; done
              kill -\(name) $(cat pid); } &
            sh -c 'echo $$ > pid; exec "$@"' sh \(girctl()); status=$?; rm pid
            """
        let result = try await Terminal.run(shell(script), answers: [])
        #expect(result.stdout.contains("\nstatus \(128 + number)\n"), "\(result)")
        #expect(result.stdout.contains(" echo "), "\(result)")
        #expect(try folder.files().isEmpty)
    }

    @Test func `asks again after it was stopped`() async throws {
        let script = """
            set -m; \(girctl())
            stty -a | grep -q -e '-echo ' || echo shown; fg; status=$?
            """
        let result = try await Terminal.run(
            shell(script),
            answers: [.init(to: "': ", "\u{1a}"), .init(to: "': ", "secret"), .init(to: "again: ", "secret")]
        )
        #expect(result.stdout.contains("shown\n"), "\(result)")
        #expect(result.stdout.contains("\nstatus 0\n"), "\(result)")
        #expect(!result.stdout.contains("secret"))
        #expect(folder.exists("store.p12"))
    }

    @Test(arguments: [("\u{4}", "no password was given"), ("", "the new password is empty")])
    func `takes neither the end of input nor an empty line for a new password`(
        key: String,
        message: String
    ) async throws {
        let result = try await Terminal.run(
            Girctl.command(Self.genkey, in: folder),
            answers: [.init(to: "': ", key)]
        )
        #expect(result.status == 64, "\(result)")
        #expect(result.stdout.contains("girctl: error: \(message)\n"), "\(result)")
        #expect(try folder.files().isEmpty)
    }

    @Test func `holds no other command off`() async throws {
        try folder.write("changeit\n", to: "pw")
        try await Girctl.run(Self.genkey + ["--password-file", "pw"], in: folder).succeeded()
        try await run(
            "keystore delete store.p12 --alias a",
            andWhileItAsks: """
                \(Girctl.path) keystore delete store.p12 --alias a --yes --password-file pw && echo deleted > log
                \(girctl("other.p12")) --password-file pw && echo made >> log
                """
        )
        #expect(try folder.text("log") == "deleted\nmade\n")
    }

    @Test(arguments: ["encrypt --in-place a.yaml --all --passphrase", "rekey a.yaml --key-file key --new-passphrase"])
    func `for a passphrase holds no other command off`(asking: String) async throws {
        try folder.write("cassandraCluster:\n  password: secret\n", to: "a.yaml")
        try await Girctl.run(["keys", "init", "--key-file", "key"], in: folder).succeeded()
        let encrypt = "encrypt --in-place a.yaml --all --key-file key"
        try await run(asking, andWhileItAsks: "\(Girctl.path) \(encrypt) && echo encrypted > log")
        #expect(try folder.text("log") == "encrypted\n")
    }

    /// Runs a command up to its prompt, then others while it waits there, and ends it.
    private func run(_ command: String, andWhileItAsks others: String) async throws {
        let script = """
            exec 3<&0
            { for i in $(seq 100); do stty -a <&3 | grep -q -e ' -echo ' && break; sleep 0.1; done
            \(others)
            kill -TERM $(cat pid); } </dev/null &
            sh -c 'echo $$ > pid; exec "$@"' sh \(Girctl.path) \(command); status=$?
            """
        let result = try await Terminal.run(shell(script), answers: [])
        #expect(result.stdout.contains("\nstatus \(128 + SIGTERM)\n"), "\(result)")
    }

    @Test func `takes what is typed, which nobody sees`() async throws {
        let result = try await Terminal.run(
            Girctl.command(Self.genkey, in: folder),
            answers: [.init(to: "': ", "séc ret"), .init(to: "again: ", "séc ret")]
        )
        #expect(result.status == 0, "\(result)")
        #expect(!result.stdout.contains("ret"))
        let list = try await Girctl.run(
            ["keystore", "list", "store.p12", "--password-file", "-"],
            in: folder,
            input: "séc ret\n"
        )
        #expect(list.status == 0, "\(list)")
    }

    @Test func `refuses an empty file for a new password`() async throws {
        try folder.write("", to: "pw")
        let result = try await Girctl.run(Self.genkey + ["--password-file", "pw"], in: folder)
        #expect(result.status == 64, "\(result)")
        #expect(result.stderr.contains("the new password from 'pw' is empty"))
        #expect(!folder.exists("store.p12"))
    }

    @Test func `takes the bytes of a variable, also those that are not UTF-8`() async throws {
        var command = Command("sh", ["-c", "PW=$(printf 'n\\351') && export PW && \(girctl()) --password-env PW"])
        command.workingDirectory = folder.path
        let made = try await CommandRunner.run(command)
        try folder.write([0x6e, 0xe9], to: "same")
        try folder.write("n\u{fffd}", to: "other")
        let same = try await Girctl.run(["keystore", "list", "store.p12", "--password-file", "same"], in: folder)
        let other = try await Girctl.run(["keystore", "list", "store.p12", "--password-file", "other"], in: folder)
        #expect([made.status, same.status] == [0, 0] || made.status == 64, "\(made)")
        #expect(other.status != 0, "\(other)")
    }

    @Test func `says that a descriptor is not open`() async throws {
        for number in ["3", "9"] {
            let result = try await Girctl.run(Self.genkey + ["--password-fd", number], in: folder)
            #expect(result.status == 64, "\(result)")
            #expect(result.stderr.contains("descriptor \(number) is not open for reading"))
        }
    }

    private func girctl(_ store: String = "store.p12") -> String {
        ([Girctl.path] + Self.genkey.map { $0 == "store.p12" ? store : $0 }).joined(separator: " ")
    }

    /// A script that lives on after an interrupt and shows how the command ended and what the terminal is like.
    private func shell(_ script: String) -> Command {
        var command = Command("sh", ["-c", "trap : HUP INT QUIT; \(script)\necho \"status $status\"; stty -a"])
        command.workingDirectory = folder.path
        return command
    }
}

@Suite struct `The limits of girctl` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `keep the memory for a file without an end near the largest file`() async throws {
        // In KiB: 256 MiB for the file and 64 for all else.
        let script = "ulimit -d 327680 && \(Girctl.path) config lint /dev/zero"
        let result = try await CommandRunner.run(Command("sh", ["-c", script]))
        #expect(result.status == 65, "\(result)")
    }

    @Test(.enabled(if: geteuid() == 0 && Tool("setpriv").found))
    func `give no right to a group that takes the place of another`() async throws {
        let path = try folder.write("cassandraCluster:\n  password: y\n", to: "work/application.yaml", mode: 0o660)
        try await Girctl.run(["keys", "init", "--key-file", folder.path("work/key")]).succeeded()
        for name in ["work", "work/key", "work/application.yaml"] { #expect(chown(folder.path(name), 65534, 12) == 0) }
        var command = Command(
            "setpriv",
            ["--reuid", "65534", "--regid", "34", "--clear-groups", Girctl.path]
                + ["encrypt", "--in-place", "application.yaml", "cassandraCluster.password", "--key-file", "key"]
        )
        command.workingDirectory = folder.path("work")
        // Tests' folders lie in one that is closed to others.
        #expect(chmod("\(folder.path)/..", 0o711) == 0)
        #expect(chmod(folder.path, 0o711) == 0)
        let result = try await CommandRunner.run(command)
        #expect(result.status == 0, "\(result)")
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_gid == 34)
        #expect(status.st_mode & 0o777 == 0o600)
    }
}
