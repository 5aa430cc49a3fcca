import FoundationEssentials
import GIRTestSupport
import Glibc
import Testing

/// Reading another process's memory takes root: the programs keep everybody else out.
private let canLook = geteuid() == 0 && (Tool.python3.found || Tool.required)

/// What can be seen of secrets from outside while a program runs: its memory, its arguments and its environment.
///
/// A command is stopped in the moment in which it writes its result: into a pipe that is full and that nobody reads.
@Suite(.enabled(if: canLook, "needs root")) struct `Secrets in processes` {
    private let folder: TemporaryDirectory
    private static let password = "zq7-unlikely-pässword-41"

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write(Self.password + "\n", to: "password")
    }

    @Test func `are not in memory once a password is encrypted`() async throws {
        try await makeKeys()
        let found = try await whileWriting(["encrypt", "--password-file", "password"]) { try await secrets(in: $0) }
        #expect(found == [])
    }

    @Test func `are seen by this test where they are in memory`() async throws {
        // The counter-proof: what is being printed is there.
        try await makeKeys()
        let value = try await girctl(["encrypt", "--password-file", "password"])
        let found = try await whileWriting(["decrypt", value.filter { !$0.isNewline }]) { try await secrets(in: $0) }
        #expect(found == ["password"])
    }

    @Test func `are not in memory once a file's values were decrypted`() async throws {
        try await makeKeys()
        try await writeConfiguration()
        let check = ["encrypt", "--check", "application.yaml"]
        let checked = try await whileWriting(check) { try await secrets(in: $0) }
        #expect(checked == [])
        try await girctl(["keys", "add"])
        let rekeyed = try await whileWriting(["rekey", "application.yaml"]) { try await secrets(in: $0) }
        #expect(rekeyed == [])
    }

    @Test(arguments: [["keys", "init"], ["keys", "add"], ["keys", "list"]])
    func `are not in memory once a key was made or listed`(
        arguments: [String]
    ) async throws {
        if arguments != ["keys", "init"] { try await makeKeys() }
        let found = try await whileWriting(arguments) { try await secrets(in: $0) }
        #expect(found == [])
    }

    @Test func `are not in the list of processes, even where they were typed as an argument`() async throws {
        try await makeKeys()
        let shown = try await whileWriting(["encrypt", Self.password]) { pid in
            (try Self.text("/proc/\(pid)/cmdline"), try Self.text("/proc/\(pid)/environ"))
        }
        #expect(shown.0.contains("encrypt\0xxxx"))
        #expect(!shown.0.contains("unlikely") && !shown.1.contains("unlikely"))
    }

    @Test func `are not in the environment once they were read from it`() async throws {
        try await makeKeys()
        let arguments = ["encrypt", "--password-env", "GIRCTL_TEST_PASSWORD"]
        let environment = try await whileWriting(arguments, environment: ["GIRCTL_TEST_PASSWORD": Self.password]) {
            try Self.text("/proc/\($0)/environ")
        }
        #expect(environment.contains("GIRCTL_TEST_PASSWORD="))
        #expect(!environment.contains("unlikely"))
    }

    @Test func `cannot reach a core dump, nor another program of the same user`() async throws {
        let (limits, owner) = try await whileWriting(
            ["--help"],
            shell: "ulimit -c unlimited; exec setpriv --reuid=65534 --"
        ) {
            var status = stat()
            #expect(stat("/proc/\($0)/mem", &status) == 0)
            return (try Self.text("/proc/\($0)/limits"), status.st_uid)
        }
        let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
        #expect(core?.split(separator: " ").filter { $0 == "0" }.count == 2, "\(core ?? "")")
        // proc(5): root's, although the process is not, since it is not dumpable.
        #expect(owner == 0)
    }

    @Test func `are not in the server once it has started, nor in its arguments, environment and log`() async throws {
        let served = try ServedFolder()
        try served.configure(password: ServedFolder.password)
        try served.folder.write("zq7-unlikely-passphrase\n", to: "passphrase")
        let encrypt = ["encrypt", "--in-place", "conf/application.yaml", "--all", "--passphrase-file", "passphrase"]
        try await Girctl.run(encrypt, in: served.folder).succeeded()
        var command = served.command
        command.arguments += ["--passphrase-env", "GIRCTL_TEST_PASSPHRASE", "--verbose"]
        command.environment["GIRCTL_TEST_PASSPHRASE"] = "zq7-unlikely-passphrase"
        let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            #expect(try await found(["password": Array(ServedFolder.password.utf8)], in: server.pid) == [])
            for name in ["cmdline", "environ"] {
                let shown = try Self.text("/proc/\(server.pid)/\(name)")
                #expect(!shown.contains("unlikely") && !shown.contains(ServedFolder.password))
            }
            #expect(try Self.text("/proc/\(server.pid)/task/\(server.pid)/children").isEmpty)
        }
        #expect(result.status == 0)
        #expect(!result.description.contains("unlikely") && !result.description.contains(ServedFolder.password))
    }

    private func makeKeys() async throws { try await girctl(["keys", "init"]) }

    private func writeConfiguration() async throws {
        try folder.write("cassandraCluster:\n  password: \(Self.password)\n", to: "application.yaml")
        try await girctl(["encrypt", "--in-place", "application.yaml", "--all"])
    }

    /// The secrets that the memory of the process holds, by name.
    private func secrets(in pid: Int32) async throws -> Set<String> {
        var patterns = ["password": Array(Self.password.utf8)]
        for line in try folder.text("key").split(separator: "\n") where line.hasPrefix("key ") {
            let fields = line.split(separator: " ")
            let text = String(fields[4])
            let padded = text.replacing("-", with: "+").replacing("_", with: "/") + "="
            patterns["key \(fields[3])"] = Array(try #require(Data(base64Encoded: padded)))
            patterns["text of the key \(fields[3])"] = Array(text.utf8)
        }
        return try await found(patterns, in: pid)
    }

    private func found(_ patterns: [String: [UInt8]], in pid: Int32) async throws -> Set<String> {
        let script = """
            import re, sys
            pid, patterns = sys.argv[1], [bytes.fromhex(text) for text in sys.argv[2:]]
            found = set()
            with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
                for line in maps:
                    start, end, rights = re.match(r"(\\w+)-(\\w+) (\\S+)", line).groups()
                    if not rights.startswith("rw"): continue
                    at, end = int(start, 16), int(end, 16)
                    while at < end:
                        try:
                            memory.seek(at)
                            piece = memory.read(min(1 << 24, end - at))
                        except OSError:
                            break
                        found |= {number for number, pattern in enumerate(patterns) if pattern in piece}
                        at += max(1 << 23, 1) if end - at > 1 << 24 else 1 << 24
            print(" ".join(map(str, sorted(found))))
            """
        let names = patterns.keys.sorted()
        let hex = names.map { patterns[$0, default: []].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
        let output = try await Tool.python3.run(["-c", script, String(pid)] + hex).succeeded().stdout
        return Set(output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.map { names[$0] })
    }

    /// Starts girctl, waits until it writes its result, and looks.
    private func whileWriting<Result: Sendable>(
        _ arguments: [String],
        environment: [String: String] = [:],
        shell: String = "exec",
        look: (Int32) async throws -> Result
    ) async throws -> Result {
        let pipe = folder.path("pipe")
        _ = unlink(pipe)
        #expect(mkfifo(pipe, 0o600) == 0)
        let descriptor = open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        defer { close(descriptor) }
        let filler = [UInt8](repeating: 0, count: 4096)
        while write(descriptor, filler, filler.count) > 0 {}
        while write(descriptor, filler, 1) > 0 {}
        var command = Command(
            "sh",
            ["-c", "echo ready >&2; \(shell) \"$@\" >pipe", "sh", Girctl.path] + arguments
        )
        command.workingDirectory = folder.path
        command.environment = ["GIRCTL_KEY_FILE": folder.path("key")]
        for (name, value) in environment { command.environment[name] = value }
        var result: Result?
        _ = try await CommandRunner.start(command, readyWhen: { $0 == "ready" }) { running in
            while try !Self.isWriting(running.pid) { try await Task.sleep(for: .milliseconds(10)) }
            result = try await look(running.pid)
        }
        return try #require(result)
    }

    /// Whether the process waits in write(2) to standard output: number 1 or 64, as the machine has it.
    private static func isWriting(_ pid: Int32) throws -> Bool {
        let call = try text("/proc/\(pid)/syscall")
        return call.hasPrefix("1 0x1 ") || call.hasPrefix("64 0x1 ")
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    @discardableResult
    private func girctl(_ arguments: [String]) async throws -> String {
        try await Girctl.run(arguments, in: folder, environment: ["GIRCTL_KEY_FILE": folder.path("key")])
            .succeeded().stdout
    }
}
