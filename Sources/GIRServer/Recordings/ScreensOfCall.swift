import GIRStore

/// The recordings of screens that belong to a call.
struct ScreensOfCall {
    let call: Recording
    let store: any RecordingStore

    /// The newest of those that a query may see.
    func newest(_ query: RecordingQuery) async throws -> [Recording] {
        guard !call.isScreen else { return [] }
        var query = query
        query.hasDocuments = false
        query.mark = Recording.Mark.screen(during: call.id)
        let all = try await store.recordings(query)
        guard all.next != nil else { return all.recordings.filter { $0.belongs(to: call) } }
        // Those that are only said to belong to it may be as many as there is room for.
        var screens: Set<Recording> = []
        for mark in call.screenMarks {
            query.mark = mark
            screens.formUnion(try await store.recordings(query).recordings)
        }
        return Array(screens.sorted { $0.start > $1.start }.prefix(query.limit))
    }

    /// Shows a closure each of them, some more than once.
    func forEach(_ body: (Recording) async throws -> Void) async throws {
        for mark in call.screenMarks {
            var query = RecordingQuery(contactCenter: call.contactCenter)
            query.mark = mark
            query.hasDocuments = false
            repeat {
                let page = try await store.recordings(query)
                for screen in page.recordings { try await body(screen) }
                query.position = page.next.map { .after($0) }
            } while query.position != nil
        }
    }

    /// Those among others that belong to the call with an id, of which nothing may be known yet.
    static func among(
        _ screens: [Recording],
        _ id: String,
        of contactCenter: String,
        in store: any RecordingStore
    ) async throws -> [Recording] {
        guard !screens.isEmpty else { return [] }
        let call = try await store.recording(id, of: contactCenter)
        let marks = call.map { Set($0.screenMarks) } ?? [Recording.Mark.screen(of: id)]
        return screens.filter { !$0.agents.isDisjoint(with: marks) }
    }
}
