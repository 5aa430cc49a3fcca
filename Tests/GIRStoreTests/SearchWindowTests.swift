import FoundationEssentials
import GRDB
import Testing

@testable import GIRStore

@Suite struct `A search that finds little among many recordings` {
    @Test(arguments: [3, 4, 10, 100], [true, false])
    func `looks at so many at a time, and finds all in the end, forward and back`(
        window: Int,
        isCluster: Bool
    ) async throws {
        let store: any Store
        if isCluster {
            let keyspace = "window\(UInt64.random(in: 0 ... .max))"
            store = try await FakeKeyspaces.make(searchWindow: window, keyspace: keyspace)
        } else {
            var file = try SQLiteStore.inMemory()
            file.searchWindow = window
            store = file
        }
        try await store.add(ContactCenter(id: "c", domain: "c", usesConfigurationServer: false))
        for number in 0..<40 {
            // Two of each moment, three moments a day.
            let moment = Date(timeIntervalSince1970: Double(number / 2) * 28_800)
            try await store.add(
                Recording(
                    id: "\(number)",
                    contactCenter: "c",
                    callerPhoneNumber: number % 13 == 0 ? "555\(number)" : "1\(number)",
                    start: moment,
                    stop: moment,
                    document: "{}"
                )
            )
        }
        var query = RecordingQuery(contactCenter: "c")
        query.caller = PhoneNumberPattern("555*")
        query.limit = 2
        var found: [String] = []
        var pages = 0
        var last: RecordingPage
        repeat {
            last = try await store.recordings(query)
            #expect(last.recordings.count <= 2)
            found += last.recordings.map(\.id)
            query.position = last.next.map { .after($0) }
            pages += 1
        } while last.next != nil
        #expect(found == ["39", "26", "13", "0"])
        #expect(pages <= 40 / window + 3)
        found = last.recordings.map(\.id)
        while let previous = last.previous {
            query.position = .before(previous)
            last = try await store.recordings(query)
            found = last.recordings.map(\.id) + found
        }
        #expect(found == ["39", "26", "13", "0"])
    }

    @Test func `takes no more out of an index than the page needs`() async throws {
        let store = try SQLiteStore.inMemory()
        var queries = [RecordingQuery](repeating: RecordingQuery(contactCenter: "c"), count: 6)
        queries[1].caller = PhoneNumberPattern("5551")
        queries[2].dialed = PhoneNumberPattern("55*")
        queries[3].label = "a"
        queries[4].agent = "a"
        queries[5].owners = ["a", "b"]
        for var query in queries {
            query.start = Date(timeIntervalSince1970: 0)...Date(timeIntervalSince1970: 86_400)
            query.stop = query.start
            for position in [nil, .after("5.5"), .before("5.5")] as [RecordingQuery.Position?] {
                query.position = position
                let (sql, arguments) = try RecordingSearch(query, tenant: 1, window: 1000).statement
                let plan = try await store.read { database in
                    try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments)
                        .map { $0["detail"] as String }
                }
                #expect(plan.first?.hasPrefix("CO-ROUTINE") == true, "\(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.contains("MATERIALIZE") }, "\(plan)")
            }
        }
    }
}
