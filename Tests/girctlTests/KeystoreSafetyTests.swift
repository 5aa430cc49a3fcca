import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// What happens to a keystore when a command that changes it is stopped, or cannot go on.
@Suite struct `A keystore that is being changed` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }
    private static let password = Secret("changeit")
    private static let newPassword = Secret("another one")

    init() throws {
        keystore = try KeystoreFolder()
        let pki = try TestPKI()
        for name in ["old", "new"] {
            let server = try pki.server(["dns:\(name)"], subject: "CN=\(name)")
            _ = try folder.write(try server.key.pem().revealBytes() + Array(server.chainPEM.utf8), to: "\(name).pem")
        }
        _ = try folder.write(pki.root.certificate.pem, to: "ca.pem")
    }

    /// A store with a private key, `jetty`, and a trust anchor, `ca`.
    private func makeStore(_ type: String) async throws -> [UInt8] {
        let key = ["import", "store", "--alias", "jetty", "--cert", "old.pem", "--type", type]
        try await keystore.run(key, password: "pw").succeeded()
        try await keystore.run("import", "store", "--trusted", "ca.pem", "--alias", "ca").succeeded()
        return try folder.bytes("store")
    }

    private static let changes: [[String]] = [
        ["import", "store", "--alias", "jetty", "--cert", "new.pem", "--replace"],
        ["import", "store", "--alias", "second", "--cert", "new.pem"],
        ["delete", "store", "--alias", "jetty", "--yes"],
        ["passwd", "store", "--new-password-file", "pw2"],
    ]

    /// What a person would look for in the store: aliases, chains, and that the keys open.
    private func contents(_ bytes: [UInt8]) throws -> [String] {
        let first = try? KeyStore(decoding: bytes, password: Self.password)
        let store = try first ?? KeyStore(decoding: bytes, password: Self.newPassword)
        return try [first == nil ? "new password" : "old password"]
            + store.entries.map { entry in
                if entry.kind == .privateKey { _ = try entry.privateKey(keyPassword: nil) }
                return ([entry.alias, entry.kind.rawValue] + entry.certificates.map(\.sha256.hex)).joined(
                    separator: " "
                )
            }
    }

    /// Runs the command, kills it after so many microseconds, and answers whether it was still at work and, in
    /// microseconds, how long it was.
    private func run(_ arguments: [String], killedAfter delay: UInt32?) throws -> (killed: Bool, time: UInt32) {
        let paths = arguments.map { ["store", "new.pem", "pw2"].contains($0) ? folder.path($0) : $0 }
        let words = [Girctl.path, "keystore"] + paths + ["--password-file", folder.path("pw"), "--quiet"]
        var argv = words.map { strdup($0) } + [nil]
        defer { argv.forEach { free($0) } }
        let start = ContinuousClock.now
        var child: pid_t = 0
        try #require(posix_spawn(&child, Girctl.path, nil, nil, &argv, environ) == 0)
        if let delay {
            usleep(delay)
            _ = Glibc.kill(child, SIGKILL)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let time = start.duration(to: .now).components
        let killed = status & 0x7f == SIGKILL
        if !killed { #expect(status == 0) }
        return (killed, UInt32(clamping: time.seconds * 1_000_000 + time.attoseconds / 1_000_000_000_000))
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `holds the old entries or the new ones after 250 kills at random moments`(_ type: String) async throws {
        let before = try await makeStore(type)
        let old = try contents(before)
        var random = SeededRandom(seed: 9)
        var outcomes = (killed: 0, old: 0, new: 0)
        var spans: [(entries: [String], time: UInt32)] = []
        // A round whose command was done before its time came does not count.
        var round = -1
        while outcomes.killed < 250, round < 5000 {
            round += 1
            let change = Self.changes[round % Self.changes.count]
            if round < Self.changes.count {
                // Undisturbed once, to know what the new entries are, and how long it takes.
                let time = try run(change, killedAfter: nil).time
                spans.append((try contents(folder.bytes("store")), time))
                _ = try folder.write(before, to: "store")
            }
            let (new, longest) = spans[round % Self.changes.count]
            let end = try run(change, killedAfter: UInt32.random(in: 0...longest, using: &random))
            // One that came through says how long it takes now: the machine may have had other work before.
            if end.killed { outcomes.killed += 1 } else { spans[round % Self.changes.count].time = end.time }
            let found = try contents(folder.bytes("store"))
            #expect(found == old || found == new, "round \(round) of \(change)")
            if found == old { outcomes.old += 1 } else { outcomes.new += 1 }
            // Who comes next finds no lock that nobody holds.
            _ = try folder.write(before, to: "store")
        }
        #expect(outcomes.killed == 250, "\(outcomes)")
        for (name, file) in try folder.files() where name.hasPrefix(".store") || name.hasSuffix(".bak") {
            #expect(file.mode == 0o600, "\(name)")
        }
        try await keystore.run(Self.changes[0], password: "pw").succeeded()
    }

    /// Runs a script as root in a mount namespace of its own, in the folder `full` that it fills or makes read-only.
    private func inNamespace(_ prepare: String, _ change: [String]) async throws -> CommandResult {
        let change = change.map { $0 == "pw2" ? folder.path($0) : $0 }
        let words = ([Girctl.path, "keystore"] + change + ["--password-file", "\(folder.path)/pw"])
        let script = """
            mount -t tmpfs -o size=64k tmpfs disk && cp -p store new.pem ca.pem disk/ && cd disk && \(prepare)
            "$@"; status=$?
            cp -p store ../after && ls -A | sort >../names
            exit $status
            """
        var command = Command("unshare", ["-m", "bash", "-c", script, "bash"] + words)
        command.workingDirectory = folder.path
        return try await CommandRunner.run(command)
    }

    /// Whether this user may mount.
    private static let canMount = geteuid() == 0 && Tool("unshare").found

    @Test(.enabled(if: canMount, "only root can mount a small disk"), arguments: changes, ["jks", "pkcs12"])
    func `stays as it is on a full disk, and no other file is left`(_ change: [String], _ type: String) async throws {
        let before = try await makeStore(type)
        _ = try folder.makeFolder("disk")
        let fill = "{ dd if=/dev/zero of=fill bs=1k 2>/dev/null || true; }"
        let result = try await inNamespace(fill, change)
        #expect(result.status == 74, "\(result)")
        #expect(result.stderr.contains("cannot be written: no space left on device"), "\(result)")
        #expect(try folder.bytes("after") == before)
        #expect(try folder.text("names") == "ca.pem\nfill\nnew.pem\nstore\n")
    }

    @Test(.enabled(if: canMount, "only root can mount a read-only disk"), arguments: changes)
    func `stays as it is in a folder that is read-only`(_ change: [String]) async throws {
        let before = try await makeStore("jks")
        _ = try folder.makeFolder("disk")
        let result = try await inNamespace("mount -o remount,ro .", change)
        #expect(result.status == 77, "\(result)")
        #expect(try folder.bytes("after") == before)
        #expect(try folder.text("names") == "ca.pem\nnew.pem\nstore\n")
    }

    @Test(.enabled(if: geteuid() != 0, "root may write anywhere")) func `stays as it is where its folder is not ours`()
        async throws
    {
        let before = try await makeStore("jks")
        #expect(chmod(folder.path, 0o500) == 0)
        for change in Self.changes { #expect(try await keystore.run(change, password: "pw").status == 77) }
        #expect(chmod(folder.path, 0o700) == 0)
        #expect(try folder.bytes("store") == before)
    }

    @Test func `loses nothing to commands that change it at once`() async throws {
        _ = try await makeStore("pkcs12")
        let pki = try TestPKI()
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 1...8 {
                _ = try folder.write(pki.selfSigned(subject: "CN=Root \(number)").chainPEM, to: "root-\(number).pem")
                group.addTask {
                    try await keystore.run("import", "store", "--trusted", "root-\(number).pem").status
                }
            }
            group.addTask { try await keystore.run("delete", "store", "--alias", "ca").status }
            group.addTask {
                try await keystore.run(
                    ["import", "store", "--alias", "jetty", "--cert", "new.pem", "--replace"],
                    password: "pw"
                )
                .status
            }
            // 75 says that another one held it for too long: then nothing was changed either.
            for try await status in group { #expect(status == 0, "\(status)") }
        }
        let aliases = try KeyStore(decoding: folder.bytes("store"), password: Self.password).entries.map(\.alias)
        #expect(Set(aliases) == Set(["jetty"] + (1...8).map { "root-\($0)" }))
    }

    @Test func `is waited for, and the command gives up with status 75`() async throws {
        let before = try await makeStore("jks")
        let holder = open(folder.path("store"), O_RDWR | O_CLOEXEC)
        defer { close(holder) }
        #expect(flock(holder, LOCK_EX) == 0)
        let result = try await keystore.run("delete", "store", "--alias", "ca")
        #expect(result.status == 75, "\(result)")
        #expect(try folder.bytes("store") == before)
    }

    @Test(arguments: changes) func `stays behind its symbolic link, with its mode and owner`(
        _ change: [String]
    ) async throws {
        let before = try await makeStore("jks")
        let real = try folder.write(folder.bytes("store"), to: "real/keystore.jks", mode: 0o640)
        let isRoot = geteuid() == 0
        if isRoot { #expect(chown(real, 12, 34) == 0) }
        #expect(unlink(folder.path("store")) == 0 && symlink("real/keystore.jks", folder.path("store")) == 0)
        try await keystore.run(change, password: "pw").succeeded()
        var status = stat()
        #expect(lstat(folder.path("store"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(stat(real, &status) == 0 && status.st_mode & 0o7777 == 0o640)
        if isRoot { #expect([status.st_uid, status.st_gid] == [12, 34]) }
        #expect(try contents(folder.bytes("real/keystore.jks")) != contents(before))
    }

    @Test func `can be its own source`() async throws {
        let before = try await makeStore("jks")
        let source = ["import", "store", "--from", "store", "--source-password-file", "pw"]
        // What is there already is no change.
        try await keystore.run(source, password: "pw").succeeded()
        #expect(try folder.bytes("store") == before)
        try await keystore.run(source + ["--replace"], password: "pw").succeeded()
        #expect(try contents(folder.bytes("store")) == contents(before))
    }
}
