import FoundationEssentials
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
}
