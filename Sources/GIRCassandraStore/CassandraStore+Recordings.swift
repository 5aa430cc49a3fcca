import CassandraClient
import FoundationEssentials
public import GIRStore

extension CassandraStore {
    /// Adds a recording.
    public func add(_ recording: Recording) async throws {
        try await requireContactCenter(recording.contactCenter)
        let indexed = IndexedRecording(recording, number: Self.makeNumber())
        try await index(indexed, on: indexed.days)
        let version = CQLUUID.random()
        let outcome = try await database.apply(
            """
            INSERT INTO girctl_recording (contact_center, id, number, region, caller, dialed, start, stop, agents,
            is_protected, document, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS
            """,
            [
                .text(recording.contactCenter), .text(recording.id), .int(indexed.place.number),
                .text(recording.region), .text(recording.callerPhoneNumber), .text(recording.dialedPhoneNumber),
                .timestamp(indexed.place.start), .timestamp(indexed.stop), .texts(recording.agents),
                .boolean(recording.isProtected), .text(recording.document), .uuid(version),
            ],
            leaving: version
        )
        guard case .refused = outcome else { return }
        try await unindex(indexed, on: indexed.days)
        throw StoreError(.alreadyExists, "there is a recording '\(recording.id)'")
    }

    /// The recording with an id.
    public func recording(_ id: String, of contactCenter: String) async throws -> Recording? {
        try await stored(id, contactCenter)?.recording
    }

    /// A page of recordings, the newest first.
    public func recordings(_ query: RecordingQuery) async throws -> RecordingPage {
        guard try await hasContactCenter(query.contactCenter) else {
            return RecordingPage(recordings: [], next: nil, previous: nil)
        }
        return try await ClusterSearch(query, in: self).page()
    }

    /// Removes a recording that is not protected, and its labels.
    public func removeRecording(_ id: String, of contactCenter: String) async throws {
        let stored = try await locks.withLock("recording \(contactCenter) \(id)") { () -> StoredRecording in
            while true {
                let stored = try await required(id, contactCenter)
                guard !stored.recording.isProtected else {
                    throw StoreError(.inUse, "the recording '\(id)' is protected")
                }
                let outcome = try await database.apply(
                    "DELETE FROM girctl_recording WHERE contact_center = ? AND id = ? IF version = ?",
                    [.text(contactCenter), .text(id), .uuid(stored.version)],
                    leaving: nil
                )
                switch outcome {
                case .applied, .refused(nil): return stored
                case .refused: try await yieldToOthers()
                }
            }
        }
        let indexed = stored.indexed
        try await unindex(indexed, on: indexed.days + stored.labels.keys.map { indexed.day(.label, $0) })
    }

    /// Notes that a recording is being removed.
    public func mark(
        _ removal: RemovalMark,
        of id: String,
        in contactCenter: String,
        takingOver: Bool
    ) async throws -> Bool {
        let old = try await changeRecording(id, contactCenter) { stored in
            guard !stored.recording.isProtected else {
                throw StoreError(.inUse, "the recording '\(id)' is protected")
            }
            if takingOver || stored.removal == nil { stored.removal = removal }
        }
        return old.removal == nil || old.removal == removal
    }

    /// Takes the mark of a removal back.
    public func takeBack(_ removal: RemovalMark, of id: String, in contactCenter: String) async throws {
        _ = try await changeRecording(id, contactCenter) { stored in
            if stored.removal == removal { stored.removal = nil }
        }
    }

    /// Says whether a recording may be deleted.
    public func setProtection(_ isProtected: Bool, of id: String, in contactCenter: String) async throws {
        _ = try await changeRecording(id, contactCenter) { stored in
            guard !isProtected || stored.removal == nil else {
                throw StoreError(.inUse, "the recording '\(id)' is being removed")
            }
            stored.recording.isProtected = isProtected
        }
    }

    // MARK: One recording

    /// A recording with what the store notes about it.
    struct StoredRecording: Sendable {
        var recording: Recording
        var labels: [String: String]
        /// The removal that is under way: then there is nothing in the column `is_protected`, and it is the first half of
        /// the version.
        var removal: RemovalMark?
        let number: Int64
        let version: CQLUUID

        var indexed: IndexedRecording { IndexedRecording(recording, number: number) }
    }

    func stored(_ id: String, _ contactCenter: String) async throws -> StoredRecording? {
        try await database.row(
            "SELECT * FROM girctl_recording WHERE contact_center = ? AND id = ?",
            [.text(contactCenter), .text(id)]
        ).map { try StoredRecording($0) }
    }

    func required(_ id: String, _ contactCenter: String) async throws -> StoredRecording {
        if let stored = try await stored(id, contactCenter) { return stored }
        throw StoreError(.notFound, "there is no recording '\(id)'")
    }

    /// Changes protection or labels in one step; gives what it was before.
    func changeRecording(
        _ id: String,
        _ contactCenter: String,
        _ change: (inout StoredRecording) async throws -> Void
    ) async throws -> StoredRecording {
        try await locks.withLock("recording \(contactCenter) \(id)") {
            while true {
                let old = try await required(id, contactCenter)
                var new = old
                try await change(&new)
                guard
                    new.recording != old.recording || new.labels != old.labels
                        || new.removal != old.removal
                else { return old }
                let version = Self.makeVersion(during: new.removal)
                let labels = new.labels.map { CQLValue.Entry(.text($0.key), .text($0.value)) }
                let outcome = try await database.apply(
                    """
                    UPDATE girctl_recording SET is_protected = ?, labels = ?, version = ?
                    WHERE contact_center = ? AND id = ? IF version = ?
                    """,
                    [
                        new.removal == nil ? .boolean(new.recording.isProtected) : .null, .map(labels), .uuid(version),
                        .text(contactCenter), .text(id), .uuid(old.version),
                    ],
                    leaving: version
                )
                if case .applied = outcome { return old }
                try await yieldToOthers()
            }
        }
    }

    private static func makeVersion(during removal: RemovalMark?) -> CQLUUID {
        let version = CQLUUID.random()
        return removal.map { CQLUUID(high: UInt64(bitPattern: $0.number), low: version.low) } ?? version
    }

    /// A number that orders recordings of one moment by when they were added: microseconds and 12 random bits.
    private static func makeNumber() -> Int64 { (Date.now.microseconds << 12) | .random(in: 0..<4096) }
}

extension CassandraStore.StoredRecording {
    init(_ row: Row) throws {
        let isProtected = try row.flagIfPresent("is_protected")
        version = try row.version()
        removal = isProtected == nil ? RemovalMark(number: Int64(bitPattern: version.high)) : nil
        recording = Recording(
            id: try row.text("id"),
            contactCenter: try row.text("contact_center"),
            region: try row.text("region"),
            callerPhoneNumber: try row.text("caller"),
            dialedPhoneNumber: try row.text("dialed"),
            start: Date(milliseconds: try row.number("start")),
            stop: Date(milliseconds: try row.number("stop")),
            agents: Set(try row.texts("agents")),
            isProtected: isProtected == true,
            document: try row.text("document")
        )
        labels = try row.textsByName("labels")
        number = try row.number("number")
    }
}
