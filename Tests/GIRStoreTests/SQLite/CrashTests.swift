import FoundationEssentials
import GIRStore
import GIRTestSupport
import Glibc
import Testing

@Suite struct `A store whose process is killed` {
    /// How often; the benchmark of the trade is 200 times, which takes a few minutes.
    private static let rounds = EnvironmentVariable.value("GIRCTL_CRASHES").flatMap { Int($0) } ?? 12

    @Test func `has lost no recording that was acknowledged`() async throws {
        let folder = try TemporaryDirectory()
        var random = SeededRandom(seed: 7)
        var acknowledged: Set<String> = []
        for round in 0..<Self.rounds {
            var command = Command("\(Girctl.buildFolder)/StoreLoad", ["insert", folder.path("data"), "r\(round)"])
            command.timeLimit = .seconds(60)
            let wait = Duration.milliseconds(Int.random(in: 1...120, using: &random))
            let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("r\(round)-") }) { running in
                try await Task.sleep(for: wait)
                running.send(SIGKILL)
            }
            acknowledged.formUnion(result.stdout.split(separator: "\n").map(String.init))
            if round % 10 == 9 || round == Self.rounds - 1 { try await check(folder.path("data"), acknowledged) }
        }
        // Also after what a power cut leaves: the files as they are on disk, without a clean end.
        let copy = try TemporaryDirectory().path("data")
        try FileManager.default.copyItem(atPath: folder.path("data"), toPath: copy)
        chmod(copy, 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: copy) { chmod("\(copy)/\(name)", 0o600) }
        unlink("\(copy)/store.sqlite-shm")
        try await check(copy, acknowledged)
    }

    private func check(_ folder: String, _ acknowledged: Set<String>) async throws {
        let store = try SQLiteStore.open(folder: folder)
        defer { try? store.close() }
        var kept: Set<String> = []
        var query = RecordingQuery(contactCenter: "load")
        query.limit = 10_000
        repeat {
            let page = try await store.recordings(query)
            kept.formUnion(page.recordings.map(\.id))
            query.position = page.next.map { .after($0) }
        } while query.position != nil
        #expect(!acknowledged.isEmpty)
        #expect(acknowledged.subtracting(kept).isEmpty)
        #expect(try SQLiteText.column("PRAGMA integrity_check", "\(folder)/store.sqlite") == ["ok"])
    }
}
