import FoundationEssentials

/// Writes down all that a store holds but its sessions, as JSON Lines, in an order in which it can be read in again.
///
/// After each page of recordings there is a line that says how far it came: an export that was interrupted goes on there.
public struct StoreExport: Sendable {
    /// How far an interrupted one came.
    public struct Progress: Sendable {
        /// How many of its bytes are whole.
        public let length: Int
        let contactCenter: String
        let place: String?
        let recordings: Int
    }

    private let store: any Store
    private let source: String
    private let pageSize: Int

    /// Names the store and, for people, where it is.
    public init(_ store: any Store, source: String, pageSize: Int = 1000) {
        self.store = store
        self.source = source
        self.pageSize = pageSize
    }

    /// Reads how far an interrupted export came; nil where it has to begin anew.
    ///
    /// - Parameter lines: its lines, without their ends, the last one perhaps not whole.
    /// - Throws: `data` where it is of another store, or none at all.
    public func progress(in lines: some Sequence<[UInt8]>) throws -> Progress? {
        var progress: Progress?
        var (length, recordings, isFirst) = (0, 0, true)
        for bytes in lines {
            guard let line = try? StoreLine.read(bytes) else { break }
            length += bytes.count + 1
            if isFirst, line.header != StoreLine.Header(source: source) {
                throw StoreError(.data, "what was begun is no export of this store")
            }
            isFirst = false
            if line.recording != nil { recordings += 1 }
            if let checkpoint = line.checkpoint {
                progress = Progress(
                    length: length,
                    contactCenter: checkpoint.contactCenter,
                    place: checkpoint.place,
                    recordings: recordings
                )
            }
        }
        return progress
    }

    /// Writes all lines, or those that are missing; gives how many recordings the whole has.
    ///
    /// - Parameters:
    ///   - told: is told now and then which part of it is done, from 0 to 1.
    ///   - write: takes some lines at a time.
    public func run(
        after progress: Progress? = nil,
        told: (Double) -> Void = { _ in },
        write: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        let centers = try await store.contactCenters()
        if progress == nil { try await begin(centers, write) }
        var count = progress?.recordings ?? 0
        let first = progress.map { progress in centers.firstIndex { $0.id == progress.contactCenter } ?? 0 } ?? 0
        var path = ExportPath()
        for center in centers.dropFirst(first) { path.add(try await span(of: center.id)) }
        for (index, center) in centers.enumerated().dropFirst(first) {
            let place = index == first ? progress?.place : nil
            count += try await recordings(of: center.id, after: place) { lines, last in
                try await write(lines)
                if let last { told(path.part(at: last, in: index - first)) }
            }
        }
        try await write(try StoreLine(end: StoreLine.End(recordings: count)).bytes)
        told(1)
        return count
    }

    /// When the recordings of a contact center begin and end: how many there are is known to no kind of store at once.
    private func span(of contactCenter: String) async throws -> ClosedRange<Date>? {
        var query = RecordingQuery(contactCenter: contactCenter)
        query.limit = 1
        guard let last = try await store.recordings(query).recordings.first?.start else { return nil }
        query.position = .before(Self.beginning)
        guard let first = try await store.recordings(query).recordings.first?.start else { return nil }
        return min(first, last)...max(first, last)
    }

    private static let beginning = "\(Int64.min).\(Int64.min)"

    private func begin(_ centers: [ContactCenter], _ write: ([UInt8]) async throws -> Void) async throws {
        try await write(try StoreLine(header: StoreLine.Header(source: source)).bytes)
        for center in centers { try await write(try StoreLine(contactCenter: center).bytes) }
        for center in centers {
            for definition in try await store.labelDefinitions(of: center.id) {
                try await write(try StoreLine(labelDefinition: definition).bytes)
            }
        }
        for setting in try await store.allSettings() { try await write(try StoreLine(setting: setting).bytes) }
        var last: String?
        while true {
            let page = try await store.users(of: nil, after: last, limit: pageSize)
            for user in page { try await write(try StoreLine(user: user).bytes) }
            guard page.count == pageSize, let name = page.last?.userName else { return }
            last = name
        }
    }

    /// The oldest first: recordings of one moment keep their order.
    private func recordings(
        of contactCenter: String,
        after place: String?,
        _ write: ([UInt8], _ last: Date?) async throws -> Void
    ) async throws -> Int {
        var query = RecordingQuery(contactCenter: contactCenter)
        query.limit = pageSize
        var place = place
        var count = 0
        while true {
            query.position = .before(place ?? Self.beginning)
            let page = try await store.recordings(query)
            var bytes: [UInt8] = []
            for recording in page.recordings.reversed() {
                let labels = try await store.labels(of: recording.id, in: contactCenter)
                bytes += try StoreLine(recording: StoreLine.LabelledRecording(recording, labels)).bytes
            }
            count += page.recordings.count
            let last = page.recordings.first?.start
            guard let next = page.previous else {
                try await write(bytes, last)
                return count
            }
            place = next
            let checkpoint = StoreLine.Checkpoint(contactCenter: contactCenter, place: next)
            try await write(bytes + StoreLine(checkpoint: checkpoint).bytes, last)
        }
    }
}

/// The times that an export goes through, one contact center after the other: how far it is.
private struct ExportPath {
    private var spans: [ClosedRange<Date>?] = []

    mutating func add(_ span: ClosedRange<Date>?) { spans.append(span) }

    /// The part of it that lies before a recording of a contact center.
    func part(at moment: Date, in index: Int) -> Double {
        guard spans.indices.contains(index), let span = spans[index] else { return 0 }
        let before = spans[..<index].reduce(0) { $0 + Self.length($1) }
        let here = min(max(moment.timeIntervalSince(span.lowerBound), 0), Self.length(span))
        let whole = spans.reduce(0) { $0 + Self.length($1) }
        return whole > 0 ? (before + here) / whole : 0
    }

    private static func length(_ span: ClosedRange<Date>?) -> TimeInterval {
        span.map { $0.upperBound.timeIntervalSince($0.lowerBound) } ?? 0
    }
}

extension SettingStore {
    /// Every setting of every contact center.
    func allSettings() async throws -> [Setting] {
        let found = SettingList()
        try await rewriteSettings { setting in
            found.append(setting)
            return nil
        }
        return found.all
    }
}
