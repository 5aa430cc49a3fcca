import CassandraFake
import GIRTestSupport
import NIOCore
import Synchronization
import Testing

@testable import CassandraClient

@Suite struct `A session` {
    @Test func `executes statements with values and reads their rows`() async throws {
        try await TestSession.run(1, TestSession.echoing, script: TestSession.echo) { session, _ in
            let statement = try await session.prepare("SELECT v FROM ks.t WHERE k = ?")
            #expect(statement.markers.map(\.name) == ["v"])
            let rows = try await session.execute(statement, ["hello"])
            #expect(try rows.first?.decode("v", as: String.self) == "hello")
            #expect(try await session.prepare("SELECT v FROM ks.t WHERE k = ?") === statement)
            let error = await #expect(throws: CassandraError.self) { try await session.execute(statement, [1]) }
            #expect(error?.reason == "'v': a value of the kind 'int' does not fit the type text")
            await #expect(throws: CassandraError.self) { try await session.execute(statement, []) }
        }
    }

    @Test func `prepares anew where a node has forgotten`() async throws {
        let prepared = Mutex(0)
        try await TestSession.run(1, TestSession.echoing) { request in
            if case .prepare = request.kind { prepared.withLock { $0 += 1 } }
            return TestSession.echo(request)
        } _: { session, cluster in
            let statement = try await session.prepare("SELECT v")
            cluster.nodes[0].forgetPrepared()
            #expect(try await session.execute(statement, ["a"]).first?.decode("v", as: String.self) == "a")
            cluster.nodes[0].forgetPrepared()
            try await session.batch([(statement, ["a"]), (statement, ["b"])])
            #expect(prepared.withLock { $0 } == 4)
        }
    }

    @Test func `forgets the statement that was used longest ago`() async throws {
        try await TestSession.run(change: { $0.preparedLimit = 3 }) { session, _ in
            let first = try await session.prepare("SELECT 1")
            for number in 2...3 { _ = try await session.prepare("SELECT \(number)") }
            #expect(try await session.prepare("SELECT 1") === first)
            for number in 4...5 { _ = try await session.prepare("SELECT \(number)") }
            #expect(session.prepared.count == 3)
            #expect(try await session.prepare("SELECT 1") === first)
        }
    }

    @Test func `goes through the pages of an answer`() async throws {
        let sizes = Mutex<[Int32?]>([])
        try await TestSession.run(1, TestSession.echoing) { request in
            guard case .execute = request.kind else { return nil }
            sizes.withLock { $0.append(request.pageSize) }
            let page = Int(request.pagingState?.first ?? 0)
            let rows = page == 2 ? [] : [[CQLValue.text("row \(page)")]]
            return .rows(TestSession.text, rows, nextPage: page < 3 ? [UInt8(page + 1)] : nil)
        } _: { session, _ in
            var options = StatementOptions()
            options.pageSize = 7
            let statement = try await session.prepare("SELECT v")
            var found: [String] = []
            for try await page in session.pages(statement, ["k"], options) {
                for row in page { found.append(try row.decode("v")) }
            }
            #expect(found == ["row 0", "row 1", "row 3"])
            #expect(sizes.withLock { $0 } == [7, 7, 7, 7])
            // A page that was begun in another version cannot be gone on with.
            options.page = PagingState(bytes: [1], version: .v4)
            options.time = .milliseconds(100)
            await #expect(throws: CassandraError.self) { try await session.execute(statement, ["k"], options) }
        }
    }

    @Test func `takes the consistency levels of its settings, and times that only grow`() async throws {
        let seen = Mutex<[(Consistency?, Int64?)]>([])
        try await TestSession.run(1, TestSession.echoing) { request in
            guard case .execute = request.kind else { return nil }
            seen.withLock { $0.append((request.consistency, request.timestamp)) }
            return nil
        } change: {
            $0.readConsistency = .localOne
            $0.writeConsistency = .eachQuorum
        } _: { session, _ in
            try await session.execute("  select v", ["k"])
            try await session.execute("INSERT v", ["k"])
            try await session.execute("INSERT v", ["k"])
            var options = StatementOptions()
            options.consistency = .all
            options.timestamp = 5
            try await session.execute("INSERT v", ["k"], options)
            let all = seen.withLock { $0 }
            #expect(all.map(\.0) == [.localOne, .eachQuorum, .eachQuorum, .all])
            #expect(all[0].1 == nil && all[3].1 == 5)
            #expect(try #require(all[1].1) < (try #require(all[2].1)))
        }
    }

    @Test func `asks the node that has the row`() async throws {
        let seen = Mutex<[String: Set<Int>]>([:])
        try await TestSession.run(3, TestSession.echoing) { request in
            guard case .execute(_, let values) = request.kind else { return nil }
            let key = values.first.flatMap { $0 }.map { String(buffer: $0) } ?? ""
            seen.withLock { _ = $0[key, default: []].insert(request.node) }
            return nil
        } _: { session, cluster in
            #expect(await TestSession.eventually { session.state.nodes.allSatisfy { $0.connections == 1 } })
            let statement = try await session.prepare("SELECT v")
            for _ in 0..<4 {
                for key in 0..<30 { try await session.execute(statement, [.text("key \(key)")]) }
            }
            let tokens = cluster.nodes.map(\.token)
            for (key, nodes) in seen.withLock({ $0 }) {
                let token = Murmur3.token(ByteBuffer(string: key))
                #expect(nodes == [tokens.firstIndex { token <= $0 } ?? 0], "\(key)")
            }
            #expect(Set(seen.withLock { $0.values.flatMap { $0 } }) == [0, 1, 2])
        }
    }

    @Test func `asks only the nodes of its data center`() async throws {
        var settings = TestSession.echoing
        settings.dataCenters = ["dc1", "dc2"]
        let seen = Mutex<Set<Int>>([])
        try await TestSession.run(4, settings) { request in
            if case .execute = request.kind { seen.withLock { _ = $0.insert(request.node) } }
            return nil
        } change: {
            $0.localDataCenter = "dc2"
        } _: { session, _ in
            #expect(await TestSession.eventually { session.state.nodes.filter { $0.connections == 1 }.count == 2 })
            for key in 0..<20 { try await session.execute("SELECT v", [.text("\(key)")]) }
            #expect(seen.withLock { $0 } == [1, 3])
        }
        let error = try await TestSession.failure(settings, change: { $0.localDataCenter = "dc9" })
        #expect(error?.code == .dataCenterMissing && error?.hint?.contains("dc1") == true)
    }

    @Test func `finds its nodes before Cassandra 4 as well`() async throws {
        var settings = FakeCluster.Settings()
        settings.hasPeersV2 = false
        settings.versions = [4]
        let fake = try await FakeCluster(2, settings)
        let session = try await CassandraSession.connect(
            TestSession.settings([fake.endpoints[0]]),
            logger: TestSession.logger
        )
        // Before 4.0 nodes do not name their ports: both are taken to be on the one that is known.
        #expect(session.state.nodes.count == 2 && session.state.nodes[1].endpoint.port == fake.endpoints[0].port)
        await session.close()
        await fake.stop()
    }

    @Test func `follows nodes that come and go`() async throws {
        let fake = try await FakeCluster(2)
        fake.nodes[1].isRemoved = true
        let session = try await CassandraSession.connect(
            TestSession.settings([fake.endpoints[0]]),
            logger: TestSession.logger
        )
        #expect(session.state.nodes.count == 1)
        fake.nodes[1].isRemoved = false
        let address = try #require(CQLAddress("127.0.0.1"))
        fake.announce(.topologyChange("NEW_NODE", address, port: fake.endpoints[1].port))
        #expect(await TestSession.eventually { session.state.nodes.filter { $0.connections == 1 }.count == 2 })
        fake.nodes[1].isRemoved = true
        fake.announce(.topologyChange("REMOVED_NODE", address, port: fake.endpoints[1].port))
        #expect(await TestSession.eventually { session.state.nodes.count == 1 && fake.nodes[1].open == 0 })
        await session.close()
        #expect(await TestSession.eventually { fake.nodes[0].open == 0 })
        await fake.stop()
    }

    @Test func `looks the copies of its rows up anew when somebody changes the schema`() async throws {
        let looks = Counter()
        try await TestSession.run { request in
            if request.text.contains("FROM system_schema.keyspaces") { looks.add() }
            return nil
        } _: { _, cluster in
            let before = looks.count
            cluster.announce(.schemaChange(change: "UPDATED", target: "KEYSPACE", keyspace: "ks", name: ""))
            #expect(await TestSession.eventually { looks.count > before })
        }
    }

    @Test func `waits for the nodes to agree about a changed schema`() async throws {
        let polls = Mutex(0)
        try await TestSession.run(2) { request in
            if request.text.hasPrefix("CREATE") { return .schemaChange }
            guard request.text.hasPrefix("SELECT schema_version"), request.node == 1 else { return nil }
            let count = polls.withLock { count in
                count += 1
                return count
            }
            return count > 2 ? nil : .rows([CQLColumn("schema_version", .uuid)], [[.uuid(CQLUUID(high: 9, low: 9))]])
        } _: { session, _ in
            #expect(await TestSession.eventually { session.state.nodes.allSatisfy { $0.connections == 1 } })
            try await session.query("CREATE TABLE ks.t (k int PRIMARY KEY)")
            #expect(polls.withLock { $0 } == 3)
        }
        try await TestSession.run(2) { request in
            guard request.text.hasPrefix("SELECT schema_version"), request.node == 1 else { return nil }
            return .rows([CQLColumn("schema_version", .uuid)], [[.uuid(CQLUUID(high: 9, low: 9))]])
        } change: {
            $0.agreementTime = .milliseconds(300)
        } _: { session, _ in
            #expect(await TestSession.eventually { session.state.nodes.allSatisfy { $0.connections == 1 } })
            let error = await #expect(throws: CassandraError.self) { try await session.awaitSchemaAgreement() }
            #expect(error?.code == .schemaDisagreement)
        }
    }

    @Test func `asks a node that is to be avoided when all others are gone`() async throws {
        let asked = Mutex<[Int]>([])
        try await TestSession.run(3) { request in
            if request.text == "SELECT 1" { asked.withLock { $0.append(request.node) } }
            return nil
        } _: { session, fake in
            #expect(await TestSession.eventually { session.state.nodes.allSatisfy { $0.connections == 1 } })
            var options = StatementOptions.idempotent
            options.avoided = fake.endpoints[1]
            for _ in 0..<12 { try await session.query("SELECT 1", options) }
            #expect(Set(asked.withLock { $0 }) == [0, 2])
            await fake.nodes[0].stop()
            await fake.nodes[2].stop()
            try await session.query("SELECT 1", options)
            #expect(asked.withLock { $0.last } == 1)
        }
    }

    @Test func `gives what preparing leaves of the time to the statement`() {
        var options = StatementOptions.idempotent
        #expect(options.after(.now).time == nil)
        options.time = .seconds(60)
        let left = options.after(.now - .seconds(20)).time
        #expect(left.map { $0 <= .seconds(40) && $0 > .zero } == true)
        #expect(options.after(.now - .seconds(90)).time == .zero)
    }

    @Test func `that is closed takes nothing more`() async throws {
        let fake = try await FakeCluster(1)
        let session = try await CassandraSession.connect(
            TestSession.settings(fake.endpoints),
            logger: TestSession.logger
        )
        await session.close()
        let error = await #expect(throws: CassandraError.self) { try await session.query("SELECT 1") }
        #expect(error?.code == .closed && session.state.isClosed && !session.state.isConnected)
        await fake.stop()
    }

    @Test func `can be looked at before there is one`() async throws {
        var settings = FakeCluster.Settings()
        settings.authenticator = "org.apache.cassandra.auth.PasswordAuthenticator"
        settings.users = ["u": "p"]
        let fake = try await FakeCluster(1, settings)
        var asking = TestSession.settings(fake.endpoints)
        asking.credentials = CassandraCredentials(user: "u") { Array("p".utf8) }
        let probe = try await CassandraProbe.look(at: fake.endpoints[0], asking)
        #expect(probe.protocolVersion == .v5 && probe.namedVersions == ["3/v3", "4/v4", "5/v5"] && !probe.isSecure)
        #expect(probe.authenticator == settings.authenticator && probe.releaseVersion == "4.0-fake")
        #expect(probe.clusterName == "fake" && probe.dataCenter == "dc1")
        #expect(await TestSession.eventually { fake.nodes[0].open == 0 })
        await fake.stop()
    }
}

@Suite struct `Tokens` {
    @Test func `are those of Cassandra`() {
        // As `SELECT token(k)` of a real node gives them.
        #expect(Murmur3.token(ByteBuffer(bytes: Hex.bytes("00000001"))) == -4_069_959_284_402_364_209)
        #expect(Murmur3.token(ByteBuffer(bytes: Hex.bytes("00000000"))) == -3_485_513_579_396_041_028)
        #expect(Murmur3.token(ByteBuffer()) == 0)
    }

    private static func node(_ number: UInt64, _ dataCenter: String, _ rack: String, _ tokens: [Int64]) -> NodeInfo {
        NodeInfo(
            hostID: CQLUUID(high: 0, low: number),
            advertised: CassandraEndpoint("n\(number)"),
            dataCenter: dataCenter,
            rack: rack,
            releaseVersion: nil,
            schemaVersion: nil,
            tokens: tokens
        )
    }

    @Test func `lead to the replicas of each strategy`() {
        let nodes = [
            Self.node(0, "a", "r1", [0]), Self.node(1, "a", "r1", [10]), Self.node(2, "b", "r1", [20]),
            Self.node(3, "a", "r2", [30]),
        ]
        let ring = TokenRing(nodes)
        #expect(ring.range(of: -5) == 0 && ring.range(of: 0) == 0 && ring.range(of: 1) == 1 && ring.range(of: 31) == 0)
        #expect(ring.replicas(of: 0, .simple(3), in: "a", nodes) == [0, 1])
        #expect(ring.replicas(of: 0, .dataCenters(["a": 2, "b": 1]), in: "a", nodes) == [0, 3])
        #expect(ring.replicas(of: 0, .dataCenters(["a": 3]), in: "a", nodes) == [0, 3, 1])
        #expect(ring.replicas(of: 2, .dataCenters(["a": 1, "b": 1]), in: "b", nodes) == [2])
        #expect(ring.replicas(of: 2, .dataCenters(["b": 1]), in: "a", nodes) == [])
        #expect(TokenRing([]).range(of: 0) == nil)
        #expect(
            Replication(["class": "org.apache.cassandra.locator.SimpleStrategy", "replication_factor": "3"])
                == .simple(3)
        )
        #expect(
            Replication(["class": "NetworkTopologyStrategy", "a": "3/1", "b": "2"]) == .dataCenters(["a": 3, "b": 2])
        )
        #expect(Replication(["class": "LocalStrategy"]) == nil)
    }
}

@Suite struct `Retries` {
    @Test func `are made where they can do no harm`() {
        func fault(_ code: Int, _ detail: ServerFault.Detail = .none) -> ServerFault {
            ServerFault(code: code, message: "", detail: detail)
        }
        let late = fault(0x1200, .readTimeout(.quorum, received: 2, required: 2, hasData: false))
        let lost = CassandraError(.connectionLost, .node, "")
        for isIdempotent in [true, false] {
            let repeated: RetryPolicy.Decision = isIdempotent ? .nextNode : .giveUp
            var policy = RetryPolicy(isIdempotent: isIdempotent)
            #expect(policy.decide(late) == .sameNode)
            #expect(policy.decide(late) == .giveUp)
            policy = RetryPolicy(isIdempotent: isIdempotent)
            #expect(
                policy.decide(fault(0x1200, .readTimeout(.quorum, received: 1, required: 2, hasData: false))) == .giveUp
            )
            #expect(
                policy.decide(fault(0x1200, .readTimeout(.quorum, received: 2, required: 2, hasData: true))) == .giveUp
            )
            #expect(
                policy.decide(fault(0x1100, .writeTimeout(.one, received: 0, required: 1, kind: "SIMPLE"))) == .giveUp
            )
            #expect(
                policy.decide(fault(0x1100, .writeTimeout(.one, received: 0, required: 1, kind: "BATCH_LOG")))
                    == .sameNode
            )
            #expect(policy.decide(fault(0x1000, .unavailable(.all, required: 3, alive: 2))) == .nextNode)
            #expect(policy.decide(fault(0x1000, .unavailable(.all, required: 3, alive: 2))) == .giveUp)
            #expect(policy.decide(fault(0x1001)) == repeated && policy.decide(fault(0x0000)) == repeated)
            #expect(policy.decide(fault(0x1002)) == .nextNode)
            for code in [0x1300, 0x1400, 0x1500, 0x1700, 0x2000, 0x2100, 0x2200, 0x2400] {
                #expect(policy.decide(fault(code)) == .giveUp)
            }
            #expect(policy.decide(lost, wasSent: true) == repeated)
            #expect(policy.decide(lost, wasSent: false) == .nextNode)
            #expect(policy.decide(CassandraError(.timedOut, .cluster, ""), wasSent: true) == .giveUp)
        }
    }

    @Test func `go to the next node`() async throws {
        let asked = Mutex<[Int]>([])
        try await TestSession.run(2) { request in
            guard request.text == "SELECT once" || request.text == "INSERT once" else { return nil }
            let isFirst = asked.withLock { asked in
                asked.append(request.node)
                return asked.count == 1
            }
            return isFirst ? .fault(0x1001, "overloaded") : .void
        } _: { session, _ in
            #expect(await TestSession.eventually { session.state.nodes.allSatisfy { $0.connections == 1 } })
            try await session.query("SELECT once")
            #expect(Set(asked.withLock { $0 }) == [0, 1])
            asked.withLock { $0 = [] }
            let error = await #expect(throws: CassandraError.self) { try await session.query("INSERT once") }
            #expect(error?.code == .overloaded && asked.withLock { $0 }.count == 1)
            asked.withLock { $0 = [] }
            try await session.query("INSERT once", .idempotent)
            #expect(Set(asked.withLock { $0 }) == [0, 1])
        }
    }
}
