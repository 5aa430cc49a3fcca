import CassandraFake
import GIRTestSupport
import NIOCore
import Testing

@testable import CassandraClient

@Suite(.enabled(if: !LiveCluster.endpoints.isEmpty), .serialized) struct `A real Cassandra` {
    private static let keyspace = "girctl_client_test"

    private static func run(
        _ version: ProtocolVersion = .v5,
        isCompressed: Bool = false,
        _ body: (CassandraSession) async throws -> Void
    ) async throws {
        var settings = try LiveCluster.settings(version)
        settings.isCompressed = isCompressed
        let session = try await CassandraSession.connect(settings, logger: TestSession.logger)
        do {
            try await session.query(
                "CREATE KEYSPACE IF NOT EXISTS \(keyspace) WITH replication = "
                    + "{'class': 'SimpleStrategy', 'replication_factor': 1}"
            )
            try await body(session)
        } catch {
            await session.close()
            throw error
        }
        await session.close()
    }

    @Test func `can be looked at`() async throws {
        let probe = try await CassandraProbe.look(
            at: try #require(LiveCluster.endpoints.first),
            try LiveCluster.settings()
        )
        #expect(probe.releaseVersion != nil && probe.clusterName != nil && probe.dataCenter != nil)
        #expect((probe.authenticator != nil) == (LiveCluster.value("USER") != nil))
    }

    @Test(arguments: [ProtocolVersion.v4, .v5], [false, true])
    func `keeps values of every type`(version: ProtocolVersion, isCompressed: Bool) async throws {
        try await Self.run(version, isCompressed: isCompressed) { session in
            #expect(session.state.protocolVersion == version)
            try await session.query("CREATE TYPE IF NOT EXISTS \(Self.keyspace).place (street text, number int)")
            try await session.query(
                """
                CREATE TABLE IF NOT EXISTS \(Self.keyspace).types (k uuid PRIMARY KEY, a ascii, b bigint, bl blob, bo boolean,
                da date, de decimal, d double, du duration, f float, i inet, n int, l list<text>, m map<text, int>, s set<int>,
                sm smallint, ti time, ts timestamp, tu timeuuid, ty tinyint, p tuple<int, text>, u frozen<place>, t text, v varint)
                """
            )
            let insert = try await session.prepare(
                """
                INSERT INTO \(Self.keyspace).types (k, a, b, bl, bo, da, de, d, du, f, i, n, l, m, s, sm, ti, ts, tu, ty, p, u, t, v)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            )
            let time = try #require(CQLUUID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))
            let address = try #require(CQLAddress("2001:db8::7"))
            let values: [CQLValue] = [
                .uuid(.random()), "ascii", .int(.max), .bytes([0, 1, 255]), true, .date(-3),
                .decimal(unscaled: [0x7b], scale: 2),
                .double(1.25), .duration(months: 1, days: 2, nanoseconds: 3_000_000_000), .double(0.5), .inet(address),
                -7,
                .list(["a", "ä"]), .map([CQLValue.Entry("k", 1)]), .list([1, 2, 3]), .int(-30_000),
                .time(86_399_999_999_999),
                .timestamp(1_700_000_000_123), .uuid(time), -128, .tuple([5, "five"]), .tuple(["street", 9]), "text ü🙂",
                .varint([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            ]
            try await session.execute(insert, values)
            let columns = "k, a, b, bl, bo, da, de, d, du, f, i, n, l, m, s, sm, ti, ts, tu, ty, p, u, t, v"
            let select = try await session.prepare("SELECT \(columns) FROM \(Self.keyspace).types WHERE k = ?")
            let rows = try await session.execute(select, [values[0]])
            #expect(try rows.first?.values() == values)
            // A value that is not set leaves what was there; null takes it away.
            let update = try await session.prepare("UPDATE \(Self.keyspace).types SET a = ?, t = ? WHERE k = ?")
            try await session.execute(update, [.unset, .null, values[0]])
            let row = try #require(try await session.execute(select, [values[0]]).first)
            #expect(try row.decode("a", as: String.self) == "ascii")
            #expect(try row.decodeIfPresent("t", as: String.self) == nil)
        }
    }

    @Test(arguments: [ProtocolVersion.v4, .v5])
    func `pages, batches, and decides conditions`(version: ProtocolVersion) async throws {
        try await Self.run(version) { session in
            let table = "\(Self.keyspace).pages_\(version.rawValue)"
            try await session.query("DROP TABLE IF EXISTS \(table)")
            try await session.query("CREATE TABLE \(table) (k int, c int, v text, PRIMARY KEY (k, c))")
            let insert = try await session.prepare("INSERT INTO \(table) (k, c, v) VALUES (?, ?, ?)")
            for start in stride(from: 0, to: 1000, by: 100) {
                let writes = (start..<(start + 100)).map { (insert, [1, CQLValue.int(Int64($0)), .text("row \($0)")]) }
                try await session.batch(writes, .unlogged)
            }
            var options = StatementOptions()
            options.pageSize = 64
            let select = try await session.prepare("SELECT c, v FROM \(table) WHERE k = ?")
            var (found, pages) = ([Int](), 0)
            for try await page in session.pages(select, [1], options) {
                pages += 1
                for row in page { found.append(try row.decode("c")) }
            }
            #expect(found == Array(0..<1000) && pages >= 16)
            let conditional = try await session.prepare("INSERT INTO \(table) (k, c, v) VALUES (?, ?, ?) IF NOT EXISTS")
            #expect(try await session.execute(conditional, [2, 1, "first"]).wasApplied)
            #expect(try await !session.execute(conditional, [2, 1, "second"]).wasApplied)
            try await session.batch([(insert, [3, 1, "a"]), (insert, [3, 2, "b"])], .logged)
            #expect(try await session.execute(select, [3]).count == 2)
        }
    }

    @Test(arguments: [ProtocolVersion.v4, .v5])
    func `changes its tables under prepared statements`(version: ProtocolVersion) async throws {
        try await Self.run(version) { session in
            let table = "\(Self.keyspace).changing_\(version.rawValue)"
            try await session.query("DROP TABLE IF EXISTS \(table)")
            try await session.query("CREATE TABLE \(table) (k int PRIMARY KEY, a text)")
            let insert = try await session.prepare("INSERT INTO \(table) (k, a) VALUES (?, ?)")
            let select = try await session.prepare("SELECT * FROM \(table) WHERE k = ?")
            try await session.execute(insert, [1, "one"])
            #expect(try await session.execute(select, [1]).columns.map(\.name) == ["k", "a"])
            try await session.query("ALTER TABLE \(table) ADD aa int")
            try await session.query("UPDATE \(table) SET aa = 5 WHERE k = 1")
            for _ in 0..<3 {
                let row = try #require(try await session.execute(select, [1]).first)
                #expect(try row.decode("a", as: String.self) == "one")
                if row.columns.count == 3 { #expect(try row.decode("aa", as: Int.self) == 5) }
            }
            try await session.query("DROP TABLE \(table)")
            try await session.query("CREATE TABLE \(table) (k int PRIMARY KEY, a text)")
            // The nodes have forgotten what was prepared.
            try await session.execute(insert, [1, "two"])
            #expect(try await session.execute(select, [1]).first?.decode("a", as: String.self) == "two")
        }
    }

    @Test func `computes the same tokens`() async throws {
        try await Self.run { session in
            let single = "\(Self.keyspace).tokens", pair = "\(Self.keyspace).tokens_of_two"
            try await session.query("CREATE TABLE IF NOT EXISTS \(single) (k blob PRIMARY KEY)")
            try await session.query("CREATE TABLE IF NOT EXISTS \(pair) (k text, l int, PRIMARY KEY ((k, l)))")
            let insert = try await session.prepare("INSERT INTO \(single) (k) VALUES (?)")
            let select = try await session.prepare("SELECT token(k) FROM \(single) WHERE k = ?")
            var random = SeededRandom(seed: 5)
            for length in 1..<50 {
                let key = CQLValue.bytes(random.bytes(length))
                try await session.execute(insert, [key])
                let token = try await session.execute(select, [key]).first?.decode(0, as: Int64.self)
                #expect(select.token(try select.encode([key])) == token)
            }
            let insertPair = try await session.prepare("INSERT INTO \(pair) (l, k) VALUES (?, ?)")
            let selectPair = try await session.prepare("SELECT token(k, l) FROM \(pair) WHERE l = ? AND k = ?")
            for number in 0..<20 {
                let key: [CQLValue] = [.int(Int64(number)), .text("key ä \(number)")]
                try await session.execute(insertPair, key)
                let token = try await session.execute(selectPair, key).first?.decode(0, as: Int64.self)
                #expect(selectPair.token(try selectPair.encode(key)) == token)
            }
        }
    }

    @Test func `refuses in words that say what is wrong`() async throws {
        try await Self.run { session in
            let wrong: [(String, CassandraError.Code)] = [
                ("SELEKT 1", .syntax), ("SELECT nothing FROM system.local", .invalid),
                ("SELECT * FROM nowhere.t", .keyspaceMissing),
                (
                    "CREATE KEYSPACE \(Self.keyspace) WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
                    .alreadyExists
                ),
            ]
            for (text, code) in wrong {
                let error = await #expect(throws: CassandraError.self) { try await session.query(text) }
                #expect(error?.code == code, "\(text): \(String(describing: error))")
            }
            var options = StatementOptions()
            options.consistency = .three
            let error = await #expect(throws: CassandraError.self) {
                try await session.query("INSERT INTO \(Self.keyspace).tokens (k) VALUES (0x01)", options)
            }
            #expect(error?.code == .unavailable && error?.hint != nil)
        }
        var settings = try LiveCluster.settings()
        settings.keyspace = "not_there"
        let error = await #expect(throws: CassandraError.self) {
            _ = try await CassandraSession.connect(settings, logger: TestSession.logger)
        }
        #expect(error?.code == .keyspaceMissing)
        guard let user = LiveCluster.value("USER") else { return }
        settings = try LiveCluster.settings()
        settings.credentials = nil
        let missing = await #expect(throws: CassandraError.self) {
            _ = try await CassandraSession.connect(settings, logger: TestSession.logger)
        }
        #expect(missing?.code == .authenticationRequired)
        settings.credentials = CassandraCredentials(user: user) { Array("wrong".utf8) }
        let refused = await #expect(throws: CassandraError.self) {
            _ = try await CassandraSession.connect(settings, logger: TestSession.logger)
        }
        #expect(refused?.code == .badCredentials)
    }

    @Test func `answers each caller with its own row`() async throws {
        try await Self.run { session in
            let table = "\(Self.keyspace).nonces"
            try await session.query("CREATE TABLE IF NOT EXISTS \(table) (k text PRIMARY KEY, v text)")
            let insert = try await session.prepare("INSERT INTO \(table) (k, v) VALUES (?, ?)")
            let select = try await session.prepare("SELECT v FROM \(table) WHERE k = ?")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<50 {
                    group.addTask {
                        for number in 0..<20 {
                            let key = "\(worker)/\(number)"
                            try await session.execute(insert, [.text(key), .text("v" + key)], .idempotent)
                            let rows = try await session.execute(select, [.text(key)])
                            #expect(try rows.first?.decode(0, as: String.self) == "v" + key)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
