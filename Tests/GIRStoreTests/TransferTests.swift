import CassandraClient
import CassandraFake
import FoundationEssentials
import Synchronization
import Testing

@testable import GIRCassandraStore
@testable import GIRStore

@Suite struct `An export of a store` {
    private static let other = ContactCenter(id: "other", domain: "other", usesConfigurationServer: false)

    fileprivate static func fill(_ store: any Store) async throws {
        let center = ContactCenter.sample
        try await store.add(center)
        try await store.add(other)
        for name in ["anna", "Berta", "émile"] { try await store.add(User.sample(name)) }
        try await store.add(
            LabelDefinition(contactCenter: center.id, name: "x", displayName: "X", description: "with \"quotes\"")
        )
        try await store.set(Setting(contactCenter: center.id, group: "g", name: "n", location: "/US", value: "[1]"))
        for number in 0..<25 {
            let moment = Date(timeIntervalSince1970: 1_790_000_000 + Double(number / 2))
            try await store.add(
                Recording(
                    id: "\(number)",
                    contactCenter: number % 5 == 0 ? other.id : center.id,
                    callerPhoneNumber: "+1 555 \(number)",
                    start: moment,
                    stop: moment,
                    agents: ["anna"],
                    isProtected: number == 1,
                    document: #"{"id":"\#(number)","note":"\u{1F3A7}\n"}"#
                )
            )
        }
        try await store.set(Label(name: "x", value: "1"), on: "1", in: center.id)
    }

    fileprivate static func lines(_ store: any Store, _ progress: StoreExport.Progress? = nil) async throws -> [[UInt8]]
    {
        var bytes: [UInt8] = []
        let count = try await StoreExport(store, source: "test", pageSize: 4).run(after: progress) { bytes += $0 }
        #expect(count == 25)
        #expect(bytes.last == 0x0A)
        return bytes.split(separator: 0x0A).map { Array($0) }
    }

    /// What two exports have in common whatever the kind of store: places are a store's own.
    private static func content(_ lines: [[UInt8]]) -> Set<[UInt8]> {
        Set(lines.filter { (try? StoreLine.read($0))?.checkpoint == nil })
    }

    @Test(arguments: StoreKind.allCases, StoreKind.allCases)
    func `is the same out of the store that it was read into`(from: StoreKind, to: StoreKind) async throws {
        let (old, new) = (try await from.make(), try await to.make())
        try await Self.fill(old)
        let lines = try await Self.lines(old)
        let transfer = StoreImport(to: new)
        try await transfer.take(lines)
        #expect(transfer.counts.isComplete && transfer.counts.present == 0 && transfer.counts.added == 32)
        let center = ContactCenter.sample.id
        let (centers, users) = (try await old.contactCenters(), try await old.users(of: nil, after: nil, limit: 9))
        let settings = try await old.settings(of: center, group: "g")
        #expect(try await new.contactCenters() == centers)
        #expect(try await new.users(of: nil, after: nil, limit: 9) == users)
        #expect(try await new.settings(of: center, group: "g") == settings)
        #expect(try await new.labels(of: "1", in: center) == [Label(name: "x", value: "1")])
        var query = RecordingQuery(contactCenter: center)
        query.agent = "anna"
        let recordings = Set(try await old.recordings(query).recordings)
        #expect(Set(try await new.recordings(query).recordings) == recordings)
        // Once more: nothing is added, and nothing is lost.
        let again = StoreImport(to: new)
        try await again.take(lines)
        #expect(again.counts.added == 0 && again.counts.present == 32)
    }

    @Test(arguments: StoreKind.allCases)
    func `that was interrupted is gone on with`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await Self.fill(store)
        let whole = try await Self.lines(store)
        let export = StoreExport(store, source: "test", pageSize: 4)
        #expect(try export.progress(in: [[UInt8]]()) == nil)
        for length in 1...whole.count {
            // The last line is half.
            let begun = Array(whole[..<length]) + [Array(whole[length - 1].prefix(9))]
            guard let progress = try export.progress(in: begun) else { continue }
            let bytes = begun.map { $0 + [0x0A] }.joined().prefix(progress.length)
            let rest = try await Self.lines(store, progress)
            let all = bytes.split(separator: 0x0A).map { Array($0) } + rest
            #expect(Self.content(all) == Self.content(whole))
            #expect(all.count { (try? StoreLine.read($0))?.recording != nil } == 25)
        }
        #expect(throws: StoreError(.data, "")) {
            _ = try StoreExport(store, source: "another", pageSize: 4).progress(in: whole)
        }
    }

    @Test func `tells how far it is, and at the end that it is done`() async throws {
        let store = try SQLiteStore.inMemory()
        try await Self.fill(store)
        var parts: [Double] = []
        _ = try await StoreExport(store, source: "test", pageSize: 4).run(told: { parts.append($0) }, write: { _ in })
        #expect(parts.count > 5 && parts == parts.sorted() && parts.last == 1, "\(parts)")
        #expect(parts.contains { $0 > 0.2 && $0 < 0.8 }, "\(parts)")
    }

    @Test func `that is none, or not whole, is told apart`() async throws {
        let store = try SQLiteStore.inMemory()
        for text in ["", "{}", "x", #"{"user":{}}"#, #"{"header":{"schema":"girctl.store-export/9","source":""}}"#] {
            guard !text.isEmpty else { continue }
            await expectStoreError(.data) { try await StoreImport(to: store).take([Array(text.utf8)]) }
        }
        try await Self.fill(store)
        let transfer = StoreImport(to: try SQLiteStore.inMemory())
        try await transfer.take(Array(try await Self.lines(store).dropLast()))
        #expect(!transfer.counts.isComplete)
    }

    @Test func `does not take the name of somebody else`() async throws {
        let (old, new) = (try SQLiteStore.inMemory(), try SQLiteStore.inMemory())
        try await Self.fill(old)
        try await new.add(ContactCenter(id: "another", domain: "SAMPLE", usesConfigurationServer: false))
        let lines = try await Self.lines(old)
        await expectStoreError(.alreadyExists) { try await StoreImport(to: new).take(lines) }
    }
}

@Suite struct `An import into a cluster that has too much to do` {
    /// The settings of a client.
    ///
    /// - Parameter patience: how long a statement waits for a node that is not there.
    private static func settings(_ cluster: FakeCluster, patience: Duration = .seconds(60)) -> CassandraSettings {
        var settings = CassandraSettings(contactPoints: cluster.endpoints)
        settings.keyspace = "k"
        settings.queueTime = patience
        (settings.connectTime, settings.handshakeTime, settings.requestTime) = (
            .seconds(60), .seconds(60), .seconds(60)
        )
        (settings.firstRest, settings.longestRest) = (.milliseconds(10), .milliseconds(50))
        return settings
    }

    private static func lines() async throws -> [[UInt8]] {
        let old = try SQLiteStore.inMemory()
        try await `An export of a store`.fill(old)
        return try await `An export of a store`.lines(old)
    }

    private static let faults: [FakeReply] = [
        .fault(0x1001, "starving"),
        .fault(0x1100, "late", .writeTimeout(.localQuorum, received: 1, required: 2, kind: "SIMPLE")),
        .fault(0x1000, "gone", .unavailable(.localQuorum, required: 2, alive: 1)),
    ]

    @Test(arguments: faults.indices)
    func `rests longer and longer, and goes on as soon as it can`(fault: Int) async throws {
        let isStarving = Mutex(false)
        let taken = Counter()
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster { request in
            guard request.text.hasPrefix("INSERT INTO girctl_recording ("), case .execute = request.kind else {
                return nil
            }
            if taken.add() == 10 { isStarving.withLock { $0 = true } }
            return isStarving.withLock { $0 } ? Self.faults[fault] : nil
        }
        _ = try await CassandraStore.prepare(Self.settings(cluster), logger: .silent)
        let store = try await CassandraStore.open(Self.settings(cluster), logger: .silent)
        let rests = Mutex<[Duration]>([])
        let transfer = StoreImport(to: store) { time, error in
            #expect(error.code == .unavailable)
            let count = rests.withLock { rests in
                rests.append(time)
                return rests.count
            }
            if count == 3 { isStarving.withLock { $0 = false } }
        }
        try await transfer.take(try await Self.lines())
        #expect(transfer.counts.isComplete && transfer.counts.added == 32)
        let seen = rests.withLock { $0 }
        #expect(seen.count == 3 && seen.suffix(2) == [seen[0] * 2, seen[0] * 4], "\(seen)")
        await store.close()
        await cluster.stop()
    }

    @Test func `gives up in the end, and is gone on with by the next one`() async throws {
        let storage = FakeStorage()
        let cluster = try await storage.makeCluster()
        _ = try await CassandraStore.prepare(Self.settings(cluster), logger: .silent)
        let store = try await CassandraStore.open(
            Self.settings(cluster, patience: .milliseconds(500)),
            logger: .silent
        )
        let lines = try await Self.lines()
        let rests = Mutex<[Duration]>([])
        let transfer = StoreImport(to: store) { time, error in
            #expect(error.code == .unreachable || error.code == .unavailable)
            rests.withLock { $0.append(time) }
        }
        // No recording yet: those come at the end.
        let first = Array(lines.prefix { (try? StoreLine.read($0))?.recording == nil })
        try await transfer.take(first)
        let before = transfer.counts.added
        await cluster.nodes[0].stop()
        await #expect(throws: StoreError.self) { try await transfer.take(Array(lines.dropFirst(first.count))) }
        #expect(transfer.counts.added == before && !transfer.counts.isComplete)
        let seen = rests.withLock { $0 }
        #expect(seen == seen.sorted() && seen.last == .seconds(30))
        #expect((Duration.seconds(240)...Duration.seconds(360)).contains(seen.reduce(.zero, +)))
        try await cluster.nodes[0].start(in: cluster)
        let again = StoreImport(to: store) { _, _ in try await Task.sleep(for: .milliseconds(20)) }
        try await again.take(lines)
        #expect(again.counts.isComplete && again.counts.present == before && again.counts.added == 32 - before)
        await store.close()
        await cluster.stop()
    }

    @Test func `asks for less at once`() {
        var pace = ImportPace()
        let widest = pace.width
        _ = pace.slowDown()
        #expect(pace.width == widest / 2)
        for _ in 0..<10 { _ = pace.slowDown() }
        #expect(pace.width == 1)
        for _ in 0..<100 { pace.speedUp() }
        #expect(pace.width == widest)
        pace.goOn()
        #expect(pace.slowDown() == .milliseconds(500))
    }
}

private final class Counter: Sendable {
    private let number = Mutex(0)

    /// Counts one more, and gives how many there are.
    func add() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }
}
