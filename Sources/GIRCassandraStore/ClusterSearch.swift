import CassandraClient
import FoundationEssentials
import GIRStore

/// A query over the index that costs the same however many recordings there are.
///
/// One condition drives: it gives recordings in the order of their time, day by day. The others are checked on at most
/// a window of those; where that does not fill a page, the page is short, and the next one goes on there. Pages are found
/// by the place at which the last one ended, never by counting.
struct ClusterSearch {
    private let query: RecordingQuery
    private let store: CassandraStore
    private let isBackward: Bool
    private let place: RecordingPlace?
    private let kind: IndexKind
    private let value: String

    init(_ query: RecordingQuery, in store: CassandraStore) throws {
        self.query = query
        self.store = store
        switch query.position {
        case nil: (isBackward, place) = (false, nil)
        case .after(let text): (isBackward, place) = (false, try RecordingPlace(text))
        case .before(let text): (isBackward, place) = (true, try RecordingPlace(text))
        }
        (kind, value) = Self.driver(query)
    }

    /// The most telling condition: an exact number, a label, an agent; else the time alone.
    private static func driver(_ query: RecordingQuery) -> (IndexKind, String) {
        if let caller = query.caller?.exact { return (.caller, caller) }
        if let dialed = query.dialed?.exact { return (.dialed, dialed) }
        if let label = query.label { return (.label, label) }
        if let agent = query.mark ?? query.agent { return (.agent, agent) }
        if let owners = query.owners, owners.count == 1, let owner = owners.first { return (.agent, owner) }
        return (.all, "")
    }

    /// Looks for one more than the page has, which shows whether there are more.
    func page() async throws -> RecordingPage {
        var found: [(place: RecordingPlace, recording: Recording)] = []
        // The place of the last recording that was looked at; nil where there are no more than those.
        var end: RecordingPlace?
        var left = store.limits.searchWindow
        try await candidates { candidates in
            let looked = candidates.prefix(left)
            left -= looked.count
            // As many as may be missing, so that few are looked up in vain.
            var rest = looked.filter(isMeant)[...]
            while !rest.isEmpty, fitting(found) == found.count {
                let part = rest.prefix(min(query.limit + 1 - found.count, Self.lookUps))
                rest = rest.dropFirst(part.count)
                found += try await part.lookUp { candidate in
                    try await recording(candidate).map { (candidate.place, $0) }
                }
            }
            if left == 0 { end = looked.last?.place }
            return fitting(found) < found.count || left == 0 ? .enough : .more
        }
        let shown = found.prefix(fitting(found))
        if shown.count < found.count { end = shown.last?.place }
        let begin = shown.first?.place
        let recordings = shown.map(\.recording)
        if isBackward {
            return RecordingPage(
                recordings: recordings.reversed(),
                next: (begin ?? place?.moved(by: 1))?.text,
                previous: end?.text
            )
        }
        return RecordingPage(
            recordings: recordings,
            next: end?.text,
            previous: place == nil ? nil : (begin ?? place?.moved(by: -1))?.text
        )
    }

    /// The most recordings that are in memory for a page besides those on it.
    private static let lookUps = 64

    /// How many of the recordings the page takes.
    private func fitting(_ found: [(place: RecordingPlace, recording: Recording)]) -> Int {
        var bytes = 0
        for (index, one) in found.enumerated() {
            bytes += one.recording.document.utf8.count
            if index == query.limit || (index > 0 && bytes > query.documentLimit) { return index }
        }
        return found.count
    }

    /// The recording that the index leads to; nil for what a change left behind.
    private func recording(_ candidate: IndexedRecording) async throws -> Recording? {
        guard let stored = try await store.stored(candidate.id, candidate.contactCenter),
            stored.number == candidate.place.number
        else { return nil }
        if let label = query.label, stored.labels[label] == nil { return nil }
        return query.hasDocuments ? stored.recording : stored.recording.withoutDocument
    }

    private func isMeant(_ candidate: IndexedRecording) -> Bool {
        if let region = query.region, candidate.region != region { return false }
        if let caller = query.caller, !caller.matches(key: candidate.callerKey) { return false }
        if let dialed = query.dialed, !dialed.matches(key: candidate.dialedKey) { return false }
        if let stop = query.stop,
            !(stop.lowerBound.milliseconds...stop.upperBound.milliseconds).contains(candidate.stop)
        {
            return false
        }
        if let mark = query.mark, !candidate.agents.contains(mark) { return false }
        if let agent = query.agent, !candidate.agents.contains(agent) { return false }
        if let owners = query.owners, owners.isDisjoint(with: candidate.agents) { return false }
        return true
    }

    // MARK: Day by day

    /// The moments between which recordings are looked for, both included.
    private var range: (oldest: Int64, newest: Int64)? {
        var range = (oldest: Int64.min, newest: Int64.max)
        if let start = query.start { range = (start.lowerBound.milliseconds, start.upperBound.milliseconds) }
        if let place, isBackward { range.oldest = max(range.oldest, place.start) }
        if let place, !isBackward { range.newest = min(range.newest, place.start) }
        return range.oldest <= range.newest ? range : nil
    }

    private var order: String { isBackward ? "ASC" : "DESC" }

    /// Shows the body what the driving condition gives, in order, until it has enough.
    private func candidates(_ body: ([IndexedRecording]) async throws -> ClusterDatabase.Scan) async throws {
        guard let range else { return }
        try await store.database.scan(
            """
            SELECT day FROM girctl_recording_day
            WHERE contact_center = ? AND kind = ? AND value = ? AND day >= ? AND day <= ? ORDER BY day \(order)
            """,
            [
                .text(query.contactCenter), .text(kind.rawValue), .text(value),
                .date(IndexDay.day(range.oldest)), .date(IndexDay.day(range.newest)),
            ],
            pageSize: 100
        ) { page in
            for row in page {
                guard case .date(let number) = try row.value("day") else { continue }
                let day = IndexDay(contactCenter: query.contactCenter, kind: kind, value: value, day: number)
                if try await candidates(on: day, range, body) == .enough { return .enough }
            }
            return .more
        }
    }

    private func candidates(
        on day: IndexDay,
        _ range: (oldest: Int64, newest: Int64),
        _ body: ([IndexedRecording]) async throws -> ClusterDatabase.Scan
    ) async throws -> ClusterDatabase.Scan {
        var result = ClusterDatabase.Scan.more
        try await store.database.scan(
            """
            SELECT start, number, id, region, caller_key, dialed_key, stop, agents FROM girctl_recording_index
            WHERE contact_center = ? AND kind = ? AND value = ? AND day = ? AND start >= ? AND start <= ?
            ORDER BY start \(order), number \(order), id \(order)
            """,
            day.values + [.timestamp(range.oldest), .timestamp(range.newest)],
            pageSize: min(max(query.limit + 1, 100), 1000)
        ) { page in
            let all = try page.map { try IndexedRecording($0, of: query.contactCenter) }
            result = try await body(all.filter(isBeyondPlace))
            return result
        }
        return result
    }

    private func isBeyondPlace(_ candidate: IndexedRecording) -> Bool {
        guard let place else { return true }
        return isBackward ? candidate.place > place : candidate.place < place
    }
}
