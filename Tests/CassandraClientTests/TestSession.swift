import CassandraClient
import CassandraFake
import Logging
import NIOCore
import Synchronization

/// Sessions with a fake cluster: rests are short, and limits so long that no busy machine reaches them.
enum TestSession {
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func settings(_ endpoints: [CassandraEndpoint]) -> CassandraSettings {
        var settings = CassandraSettings(contactPoints: endpoints)
        settings.eventDelay = .milliseconds(20)
        settings.firstRest = .milliseconds(50)
        settings.longestRest = .milliseconds(200)
        (settings.connectTime, settings.handshakeTime) = (.seconds(60), .seconds(60))
        (settings.requestTime, settings.queueTime) = (.seconds(60), .seconds(60))
        (settings.heartbeatTime, settings.agreementTime) = (.seconds(60), .seconds(60))
        settings.readConsistency = .one
        settings.writeConsistency = .one
        return settings
    }

    /// Runs a test with a cluster and a session, and ends both whatever happens.
    static func run(
        _ count: Int = 1,
        _ cluster: FakeCluster.Settings = FakeCluster.Settings(),
        script: @escaping FakeCluster.Script = { _ in nil },
        change: (inout CassandraSettings) -> Void = { _ in },
        _ body: (CassandraSession, FakeCluster) async throws -> Void
    ) async throws {
        let fake = try await FakeCluster(count, cluster, script: script)
        var settings = settings(fake.endpoints)
        change(&settings)
        let session: CassandraSession
        do {
            session = try await CassandraSession.connect(settings, logger: logger)
        } catch {
            await fake.stop()
            throw error
        }
        do {
            try await body(session, fake)
        } catch {
            await session.close()
            await fake.stop()
            throw error
        }
        await session.close()
        await fake.stop()
    }

    /// The error of a connection that cannot be made.
    static func failure(
        _ cluster: FakeCluster.Settings = FakeCluster.Settings(),
        script: @escaping FakeCluster.Script = { _ in nil },
        change: (inout CassandraSettings) -> Void = { _ in }
    ) async throws -> CassandraError? {
        do {
            try await run(1, cluster, script: script, change: change) { _, _ in }
            return nil
        } catch let error as CassandraError {
            return error
        }
    }

    /// Waits until something is so; false where it does not come to be.
    static func eventually(_ condition: () -> Bool) async -> Bool {
        for _ in 0..<12_000 {
            if condition() { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return condition()
    }

    static let text = [CQLColumn("v", .varchar)]

    /// Answers statements with their first value.
    static let echo: FakeCluster.Script = { request in
        guard case .execute(_, let values) = request.kind else { return nil }
        return .rows(text, [[.text(String(buffer: values.first.flatMap { $0 } ?? ByteBuffer()))]])
    }

    /// What ``echo`` needs.
    static var echoing: FakeCluster.Settings {
        var settings = FakeCluster.Settings()
        settings.describe = { _ in FakeStatement(markers: text, partitionKey: [0], columns: text) }
        return settings
    }
}

/// Counts what several tasks do.
final class Counter: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func add() { number.withLock { $0 += 1 } }
}
