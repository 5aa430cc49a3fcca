import CassandraFake
import GIRTestSupport
import NIOCore
import Synchronization
import Testing

@testable import CassandraClient

@Suite(.serialized) struct `A session under attack` {
    /// What a node may do instead of answering, by the value that it is asked with.
    private static let faults: [String: FakeReply] = [
        "close": .close, "reset": .reset, "half": .partial(answer, bytes: 20), "checksum": .withWrongChecksum(answer),
        "long": .withLength(0xFFFF_FFFF, answer), "longer": .withLength(40, answer), "short": .withLength(3, answer),
        "stream": .onStream(900, answer), "negative": .onStream(-7, answer),
        "garbage": .raw(Array(repeating: 0x5A, count: 64)),
        "huge": .raw([0x85, 0, 0, 0, 8, 0x0C, 0, 0, 0]),
    ]

    private static let answer = FakeReply.rows(TestSession.text, [["a text"]])

    @Test(arguments: faults.keys.sorted(), [ProtocolVersion.v4, .v5])
    func `survives each of them and goes on`(name: String, version: ProtocolVersion) async throws {
        try await TestSession.run(1, TestSession.echoing) { request in
            if let value = request.values.first.flatMap({ $0 }), let fault = Self.faults[String(buffer: value)] {
                return fault
            }
            return TestSession.echo(request)
        } change: {
            $0.newestVersion = version
        } _: { session, cluster in
            let insert = try await session.prepare("INSERT v")
            for _ in 0..<3 {
                var options = StatementOptions()
                // Where an answer only never comes, nobody needs to wait long for it.
                options.time = .milliseconds(300)
                if !(name == "checksum" && version == .v4) {
                    await #expect(throws: CassandraError.self) {
                        try await session.execute(insert, [.text(name)], options)
                    }
                }
                // What was begun is over, and the next ones are answered.
                let rows = try await session.execute("SELECT v", ["after"])
                #expect(try rows.first?.decode("v", as: String.self) == "after")
            }
        }
    }

    @Test func `never gives an answer to the wrong caller`() async throws {
        let random = Mutex(UInt64(1))
        // `GIRCTL_QUERIES=1000000` for those who have two minutes.
        let total = EnvironmentVariable.value("GIRCTL_QUERIES").flatMap { Int($0) } ?? 20_000
        // Every answer comes late, out of order, twice as late as anybody waits, or with the end of the connection.
        try await TestSession.run(2, TestSession.echoing) { request in
            guard case .execute = request.kind else { return nil }
            let number = random.withLock { state in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33)
            }
            guard let echo = TestSession.echo(request) else { return nil }
            switch number % 2000 {
            case 0: return .reset
            case 1: return .partial(echo, bytes: 11)
            case 2..<200: return .delayed(.milliseconds(number % 40), echo)
            default: return echo
            }
        } change: {
            $0.requestsPerConnection = 64
            $0.orphanLimit = 32
        } _: { session, _ in
            let statement = try await session.prepare("SELECT v")
            let answered = Counter()
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<100 {
                    group.addTask {
                        for number in 0..<(total / 100) {
                            let nonce = "\(worker)/\(number)"
                            var options = StatementOptions()
                            if number % 40 == 0 { options.time = .milliseconds(20) }
                            guard let rows = try? await session.execute(statement, [.text(nonce)], options) else {
                                continue
                            }
                            #expect((try? rows.first?.decode(0, as: String.self)) == nonce)
                            answered.add()
                        }
                    }
                }
            }
            #expect(answered.count > total / 2)
        }
    }

    @Test func `gives up in time where a node stands still, and replaces its connection`() async throws {
        let isStill = Mutex(false)
        try await TestSession.run(1, TestSession.echoing) { request in
            isStill.withLock { $0 } && request.connection < 2 ? .silence : TestSession.echo(request)
        } change: {
            $0.heartbeatTime = .seconds(2)
        } _: { session, cluster in
            isStill.withLock { $0 = true }
            var options = StatementOptions()
            options.time = .milliseconds(200)
            let error = await #expect(throws: CassandraError.self) { try await session.query("SELECT 1", options) }
            #expect(error?.code == .timedOut && error?.hint != nil)
            // The heartbeat finds that nothing is answered at all, and the connection is replaced.
            let rows = try await session.execute("SELECT v", ["again"])
            #expect(try rows.first?.decode("v", as: String.self) == "again")
            #expect(cluster.nodes[0].accepted > 2)
        }
    }

    @Test func `notices a dead connection by itself`() async throws {
        let isStill = Mutex(false)
        let heartbeats = Counter()
        try await TestSession.run { request in
            if case .options = request.kind { heartbeats.add() }
            return isStill.withLock { $0 } ? .silence : nil
        } change: {
            $0.heartbeatInterval = .milliseconds(100)
            $0.heartbeatTime = .seconds(2)
            $0.handshakeTime = .seconds(2)
        } _: { session, _ in
            let before = heartbeats.count
            #expect(await TestSession.eventually { heartbeats.count > before + 3 })
            #expect(session.state.isConnected)
            isStill.withLock { $0 = true }
            #expect(await TestSession.eventually { !session.state.isConnected })
            let error = session.state.nodes.first?.lastError
            #expect(error?.code == .connectionLost || error?.code == .timedOut)
            isStill.withLock { $0 = false }
            #expect(await TestSession.eventually { session.state.isConnected })
        }
    }

    @Test func `comes back with its only node as soon as somebody needs it`() async throws {
        // Rests that no test would see the end of: what waits for a node makes it be tried every half second.
        try await TestSession.run(1, TestSession.echoing, script: TestSession.echo) {
            ($0.firstRest, $0.longestRest) = (.seconds(3600), .seconds(3600))
        } _: { session, cluster in
            let statement = try await session.prepare("SELECT v")
            await cluster.nodes[0].stop()
            #expect(await TestSession.eventually { !session.state.isConnected })
            let error = await #expect(throws: CassandraError.self) {
                var options = StatementOptions()
                options.time = .seconds(1)
                try await session.execute(statement, ["k"], options)
            }
            #expect(error?.code == .unreachable || error?.code == .noNode)
            try await cluster.nodes[0].start(in: cluster)
            let rows = try await session.execute(statement, ["back"])
            #expect(try rows.first?.decode("v", as: String.self) == "back")
        }
    }

    @Test func `tries a node again and again while somebody waits for it, and answers once it is back`() async throws {
        // A node that ends each connection counts how often it is tried; left alone, it would not be for an hour.
        let isAway = Mutex(false)
        try await TestSession.run(1, TestSession.echoing) { request in
            if isAway.withLock({ $0 }), [.options, .startup].contains(request.kind) { return .close }
            return TestSession.echo(request)
        } change: {
            ($0.firstRest, $0.longestRest) = (.seconds(3600), .seconds(3600))
        } _: { session, cluster in
            let statement = try await session.prepare("SELECT v")
            isAway.withLock { $0 = true }
            await cluster.nodes[0].dropConnections()
            #expect(await TestSession.eventually { !session.state.isConnected })
            let before = cluster.nodes[0].accepted
            async let answer = session.execute(statement, ["back"])
            // The control connection and the one for statements, four times each.
            #expect(await TestSession.eventually { cluster.nodes[0].accepted >= before + 8 })
            isAway.withLock { $0 = false }
            #expect(try await answer.first?.decode("v", as: String.self) == "back")
        }
        // Half a second until it is tried, and what connecting takes: with that it is back well within two seconds.
        #expect(CassandraSession.hurryInterval <= .milliseconds(500))
    }

    @Test func `takes a node back as soon as another one says that it is up`() async throws {
        try await TestSession.run(2, TestSession.echoing, script: TestSession.echo) {
            ($0.firstRest, $0.longestRest) = (.seconds(3600), .seconds(3600))
        } _: { session, cluster in
            #expect(await TestSession.eventually { session.state.nodes.allSatisfy { $0.connections == 1 } })
            // Not the one with the control connection, which is the first one's.
            await cluster.nodes[1].stop()
            #expect(await TestSession.eventually { session.state.nodes[1].connections == 0 })
            try await cluster.nodes[1].start(in: cluster)
            let address = try #require(CQLAddress("127.0.0.1"))
            cluster.announce(.statusChange("UP", address, port: cluster.endpoints[1].port))
            #expect(await TestSession.eventually { session.state.nodes[1].connections == 1 })
        }
    }

    @Test(arguments: [2, 4]) func `goes on with the other nodes where one is lost`(count: Int) async throws {
        try await TestSession.run(count, TestSession.echoing, script: TestSession.echo) { session, cluster in
            #expect(await TestSession.eventually { session.state.nodes.allSatisfy { $0.connections == 1 } })
            let statement = try await session.prepare("SELECT v")
            let failures = Counter()
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for number in 0..<500 {
                            let value = CQLValue.text("\(worker)/\(number)")
                            do { try await session.execute(statement, [value]) } catch { failures.add() }
                        }
                    }
                }
                // Each node in turn, as a rolling restart does.
                for node in cluster.nodes {
                    await node.stop()
                    _ = await TestSession.eventually { session.state.nodes[node.index].connections == 0 }
                    try? await node.start(in: cluster)
                    _ = await TestSession.eventually { session.state.nodes[node.index].connections == 1 }
                }
            }
            #expect(failures.count == 0)
            // The control connection has gone with its node, and there is another one.
            #expect(await TestSession.eventually { cluster.nodes.map(\.open).reduce(0, +) == count + 1 })
        }
    }

    @Test func `refuses what is too much for a node, and loses nothing else`() async throws {
        let isSlow = Mutex(true)
        try await TestSession.run(1, TestSession.echoing) { request in
            guard let echo = TestSession.echo(request) else { return nil }
            return isSlow.withLock { $0 } ? .delayed(.seconds(1), echo) : echo
        } change: {
            $0.requestsPerConnection = 4
            $0.queueLimit = 8
        } _: { session, _ in
            let statement = try await session.prepare("SELECT v")
            let codes = await withTaskGroup(of: CassandraError.Code?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do throws(CassandraError) {
                            try await session.execute(statement, [.text("\(number)")])
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.filter { $0 == nil }.count >= 8)
            #expect(Set(codes.compactMap { $0 }) == [.overloaded])
            isSlow.withLock { $0 = false }
            try await session.execute(statement, ["after"])
        }
    }

    @Test func `replaces a connection that owes too many answers`() async throws {
        try await TestSession.run(1, TestSession.echoing) { request in
            request.values.first.flatMap { $0 } == ByteBuffer(string: "silent") ? .silence : TestSession.echo(request)
        } change: {
            $0.orphanLimit = 5
        } _: { session, cluster in
            let statement = try await session.prepare("SELECT v")
            var options = StatementOptions()
            options.time = .milliseconds(50)
            for _ in 0..<6 {
                await #expect(throws: CassandraError.self) { try await session.execute(statement, ["silent"], options) }
            }
            #expect(await TestSession.eventually { cluster.nodes[0].accepted == 3 && cluster.nodes[0].open == 2 })
            try await session.execute(statement, ["after"])
        }
    }

    @Test func `lets go of a caller who gives up`() async throws {
        try await TestSession.run(1, TestSession.echoing) { request in
            if case .execute = request.kind { .silence } else { nil }
        } _: { session, _ in
            let statement = try await session.prepare("SELECT v")
            let task = Task { () -> CassandraError? in
                do throws(CassandraError) {
                    try await session.execute(statement, ["k"])
                    return nil
                } catch {
                    return error
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            #expect(await task.value?.code == .closed)
        }
    }
}
