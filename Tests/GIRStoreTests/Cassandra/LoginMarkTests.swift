import FoundationEssentials
import GIRStore
import Testing

@testable import GIRCassandraStore

@Suite struct `Marks of logins` {
    private static var stores: [StoreKind] { StoreKind.allCases.filter { [.cassandra, .cassandraFake].contains($0) } }

    @Test(arguments: stores)
    func `are found by subject and moment, the latest first`(kind: StoreKind) async throws {
        let store = try #require(try await kind.make() as? any LoginMarkStore)
        let now = Date(milliseconds: Date.now.milliseconds)
        let moments = (0..<5).map { now.addingTimeInterval(Double($0)) }
        for moment in moments {
            try await store.addLoginMark(of: [1], at: moment, life: .seconds(600))
            try await store.addLoginMark(of: [2], at: moment, life: .seconds(600))
        }
        #expect(try await store.loginMarks(of: [1], since: .distantPast, limit: 9) == moments.reversed())
        #expect(try await store.loginMarks(of: [1], since: moments[3], limit: 9) == [moments[4], moments[3]])
        #expect(try await store.loginMarks(of: [1], since: .distantPast, limit: 1) == [moments[4]])
        try await store.removeLoginMarks(of: [1], until: moments[2])
        #expect(try await store.loginMarks(of: [1], since: .distantPast, limit: 9) == [moments[4], moments[3]])
        try await store.removeLoginMarks(of: [1], until: moments[4])
        #expect(try await store.loginMarks(of: [1], since: .distantPast, limit: 9).isEmpty)
        #expect(try await store.loginMarks(of: [2], since: .distantPast, limit: 9).count == 5)
        // Two nodes that mark one moment make two marks.
        for _ in 0..<2 { try await store.addLoginMark(of: [3], at: now, life: .seconds(600)) }
        #expect(try await store.loginMarks(of: [3], since: now, limit: 9).count == 2)
    }

    @Test(arguments: stores)
    func `are forgotten by themselves`(kind: StoreKind) async throws {
        let store = try #require(try await kind.make() as? any LoginMarkStore)
        try await store.addLoginMark(of: [1], at: .now, life: .seconds(1))
        var isThere = true
        for _ in 0..<600 where isThere {
            isThere = try await !store.loginMarks(of: [1], since: .distantPast, limit: 1).isEmpty
            if isThere { try await Task.sleep(for: .milliseconds(100)) }
        }
        #expect(!isThere)
    }
}
