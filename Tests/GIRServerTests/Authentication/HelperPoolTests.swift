import GIRPKI
import GIRTestSupport
import Glibc
import NIOCore
import Testing

@testable import GIRServer

@Suite(.timeLimit(.minutes(10))) struct `Processes of an authentication helper` {
    private let log = LogLines()
    private let folder: TemporaryDirectory
    private let program: String

    /// Answers by the user's name; with `channels` as its argument it numbers its answers, and gives them in pairs, the
    /// second first.
    init() throws {
        folder = try TemporaryDirectory()
        program = try folder.write(
            """
            #!/bin/sh
            if [ "$1" = channels ]; then
                while read -r one a x && read -r other b y; do echo "$other OK user=$b"; echo "$one OK user=$a"; done
                exit
            fi
            while read -r user password; do
                case $user in
                arguments) echo "OK user=$(tr '\\0' ',' </proc/$$/cmdline)" ;;
                broken) echo "BH message=away" ;;
                descriptors) echo "OK user=$(ls /proc/$$/fd | tr '\\n' ,)" ;;
                dies) exit 3 ;;
                noise) echo "hello" ;;
                process) echo "OK user=$$" ;;
                says) echo "it is so" >&2; echo OK ;;
                signals) echo "OK user=$(grep -E 'Sig(Ign|Blk)' /proc/$$/status | tr -d '[:space:]')" ;;
                slow) sleep 60; echo OK ;;
                variables) echo "OK user=$(tr '\\0' '\\n' </proc/$$/environ | cut -d= -f1 | sort | tr '\\n' ,)" ;;
                where) echo "OK user=$(pwd)" ;;
                *) [ "$password" = right ] && echo "OK user=$user" || echo ERR ;;
                esac
            done

            """,
            to: "helper",
            mode: 0o700
        )
    }

    private func command(_ more: String..., timeout: Duration = .seconds(120)) -> HelperCommand {
        var command = HelperCommand([program] + more)
        command.timeout = timeout
        command.processes = 2
        return command
    }

    private func withPool(_ command: HelperCommand, _ body: (HelperPool) async throws -> Void) async throws {
        let pool = HelperPool(command, logger: log.logger())
        do {
            try await body(pool)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    private func ask(_ pool: HelperPool, _ user: String, _ password: String = "right") async -> HelperReply? {
        await pool.ask(BasicCredentials(userName: user, password: Secret(password)))
    }

    @Test func `answer one question after the other, and live on`() async throws {
        try await withPool(command()) { pool in
            let first = await ask(pool, "process")?["user"]
            #expect(await ask(pool, "alice")?.word == .accepted)
            #expect(await ask(pool, "alice", "wrong")?.word == .refused)
            #expect(await ask(pool, "broken")?["message"] == "away")
            #expect(await ask(pool, "process")?["user"] == first)
        }
    }

    @Test func `are as many as there are questions at once, and no more than the limit`() async throws {
        try await withPool(command()) { pool in
            let replies = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<40 { group.addTask { await ask(pool, "process")?["user"] } }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0 != nil })
            #expect((1...2).contains(Set(replies).count))
        }
    }

    @Test func `take several questions at once where they number their answers`() async throws {
        var command = command("channels")
        command.processes = 1
        command.channels = 4
        try await withPool(command) { pool in
            async let one = ask(pool, "one")
            async let other = ask(pool, "other")
            #expect(await one?["user"] == "one")
            #expect(await other?["user"] == "other")
        }
    }

    @Test(arguments: ["dies", "noise"])
    func `are started anew where one ends or talks nonsense`(user: String) async throws {
        try await withPool(command()) { pool in
            #expect(await ask(pool, user) == nil)
            #expect(await ask(pool, "alice")?.word == .accepted)
        }
        #expect(log.all.contains { $0.contains("authentication helper has ended") })
    }

    @Test func `are ended where an answer is overdue, for it would be to the next question`() async throws {
        try await withPool(command(timeout: .seconds(3))) { pool in
            // Waiting for the process to start counts as well, and is not what this is about.
            while await ask(pool, "alice")?.word != .accepted { try await Task.sleep(for: .milliseconds(10)) }
            #expect(await ask(pool, "slow") == nil)
            // Whoever asked has given up a moment before the helper's own time is over.
            for _ in 0..<6000 where !log.all.contains(where: { $0.contains("answer is overdue") }) {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        #expect(log.all.contains { $0.contains("answer is overdue") })
    }

    @Test func `keep a bounded number of questions waiting`() async throws {
        var command = command(timeout: .seconds(2))
        command.processes = 1
        command.queue = 1
        try await withPool(command) { pool in
            let nothing = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 { group.addTask { await ask(pool, "slow") == nil } }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(nothing == 10)
        }
    }

    @Test func `are not there where the program is not`() async throws {
        var command = HelperCommand([folder.path("none")])
        command.timeout = .milliseconds(500)
        #expect(command.obstacle != nil)
        #expect(HelperCommand(["helper"]).obstacle != nil)
        #expect(HelperCommand([program]).obstacle == nil)
        try await withPool(command) { pool in #expect(await ask(pool, "alice") == nil) }
        #expect(log.all.contains { $0.contains("authentication helper cannot be started") })
    }

    @Test func `get nothing of this process but a few variables and three descriptors`() async throws {
        setenv("GIRCTL_CANARY", "canary", 1)
        try await withPool(command()) { pool in
            let variables = try #require(await ask(pool, "variables")?["user"]).split(separator: ",").map(String.init)
            #expect(variables.contains("PATH"))
            #expect(
                Set(variables).isSubset(of: Set(HelperCommand.variables + ["PATH", "PWD", "OLDPWD", "_", "SHLVL"]))
            )
            let descriptors = try #require(await ask(pool, "descriptors")?["user"]).split(separator: ",")
            // The shell has its script open besides.
            #expect(descriptors.count <= 5 && descriptors.contains("0") && descriptors.contains("2"))
            #expect(await ask(pool, "where")?["user"] == "/")
            let signals = try #require(await ask(pool, "signals")?["user"])
            #expect(signals.hasPrefix("SigBlk:0000000000000000SigIgn:"))
            // The C library keeps 32 and 33 for itself.
            #expect(UInt64(signals.suffix(16), radix: 16).map { $0 & 0x7fff_ffff } == 0)
            let arguments = try #require(await ask(pool, "arguments", "argv-canary")?["user"])
            #expect(!arguments.contains("argv-canary"))
        }
    }

    @Test func `have what they say on standard error written to the log`() async throws {
        try await withPool(command()) { pool in
            #expect(await ask(pool, "says")?.word == .accepted)
            for _ in 0..<12_000 where !log.all.contains(where: { $0.contains("it is so") }) {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(log.all.contains { $0.contains("authentication helper says") && $0.contains("it is so") })
        }
    }

    @Test func `are waited for and asked within one time-out, and not ended for those that waited long`() async throws {
        let gate = folder.path("gate")
        let program = try folder.write(
            """
            #!/bin/sh
            while read -r user password; do
                [ "$user" = first ] && while [ ! -e \(gate) ]; do sleep 0.05; done
                echo "OK user=$$"
            done

            """,
            to: "gated",
            mode: 0o700
        )
        var command = HelperCommand([program])
        command.processes = 1
        command.timeout = .seconds(60)
        let pool = HelperPool(command, logger: log.logger())
        let process = try #require(await ask(pool, "process")?["user"])
        async let first = ask(pool, "first")
        // It waits until the process is free, and has no more than the rest of its time then.
        let begun = ContinuousClock.now
        async let impatient = pool.ask(
            BasicCredentials(userName: "second", password: Secret("x")),
            until: .now() + .milliseconds(300)
        )
        #expect(await impatient == nil)
        #expect(ContinuousClock.now - begun < .seconds(59))
        try folder.write("", to: "gate")
        #expect(await first?["user"] == process)
        #expect(await ask(pool, "third")?["user"] == process)
        await pool.close()
        #expect(pid_t(process).map { kill($0, 0) } != 0)
    }

    @Test func `that answer late are late for who asked, and go on`() async throws {
        let program = try folder.write(
            """
            #!/bin/sh
            while read -r user password; do
                [ "$user" = late ] && sleep 1
                echo "OK user=$$"
            done

            """,
            to: "late",
            mode: 0o700
        )
        var command = HelperCommand([program])
        command.processes = 1
        command.timeout = .seconds(60)
        let pool = HelperPool(command, logger: log.logger())
        let process = try #require(await ask(pool, "process")?["user"])
        let late = BasicCredentials(userName: "late", password: Secret("x"))
        #expect(await pool.ask(late, until: .now() + .milliseconds(100)) == nil)
        #expect(await ask(pool, "next")?["user"] == process)
        await pool.close()
    }

    @Test func `end with the server`() async throws {
        let process = HelperPool(command(), logger: log.logger())
        let text = try #require(await ask(process, "process")?["user"])
        let id = try #require(pid_t(text))
        await process.close()
        // Whoever has closed it may go: no child is left behind.
        #expect(kill(id, 0) != 0)
        #expect(await ask(process, "alice") == nil)
    }
}
