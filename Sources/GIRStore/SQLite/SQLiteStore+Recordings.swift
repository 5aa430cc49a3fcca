import FoundationEssentials
import GRDB

extension SQLiteStore {
    /// Adds a recording.
    public func add(_ recording: Recording) async throws {
        try await write { database in
            let tenant = try database.tenant(recording.contactCenter)
            try database.run(
                """
                INSERT INTO recording (tenant, id, region, caller, dialed, caller_key, dialed_key, start, stop, agents,
                is_protected, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    tenant, recording.id, recording.region, recording.callerPhoneNumber, recording.dialedPhoneNumber,
                    PhoneNumberPattern.key(recording.callerPhoneNumber),
                    PhoneNumberPattern.key(recording.dialedPhoneNumber), recording.start.milliseconds,
                    recording.stop.milliseconds, try ColumnText.json(recording.agents.sorted()),
                    recording.isProtected, recording.document,
                ]
            )
            let number = database.lastInsertedRowID
            for agent in recording.agents {
                try database.run(
                    "INSERT INTO recording_agent (tenant, agent, start, recording) VALUES (?, ?, ?, ?)",
                    [tenant, agent, recording.start.milliseconds, number]
                )
            }
        }
    }

    /// The recording with an id.
    public func recording(_ id: String, of contactCenter: String) async throws -> Recording? {
        try await read { database in
            guard let tenant = try database.knownTenant(contactCenter) else { return nil }
            return try database.row("SELECT * FROM recording WHERE tenant = ? AND id = ?", [tenant, id])
                .map { try Recording($0, contactCenter) }
        }
    }

    /// A page of recordings, the newest first.
    public func recordings(_ query: RecordingQuery) async throws -> RecordingPage {
        try await read { database in
            guard let tenant = try database.knownTenant(query.contactCenter) else {
                return RecordingPage(recordings: [], next: nil, previous: nil)
            }
            return try RecordingSearch(query, tenant: tenant, window: searchWindow).page(database)
        }
    }

    /// Removes a recording that is not protected, and its labels.
    public func removeRecording(_ id: String, of contactCenter: String) async throws {
        try await write { database in
            let (tenant, number, protection) = try database.recording(id, contactCenter)
            guard protection != .applied else { throw StoreError(.inUse, "the recording '\(id)' is protected") }
            // Not by a foreign key: that would need one more index, as long as all others.
            if let row = try database.row("SELECT start, agents FROM recording WHERE number = ?", [number]) {
                for agent: String in try ColumnText.value(row["agents"], of: "agents") as [String] {
                    try database.run(
                        "DELETE FROM recording_agent WHERE tenant = ? AND agent = ? AND start = ? AND recording = ?",
                        [tenant, agent, row["start"] as Int64, number]
                    )
                }
            }
            try database.run("DELETE FROM recording WHERE number = ?", [number])
        }
    }

    /// Notes that a recording is being removed.
    public func mark(
        _ removal: RemovalMark,
        of id: String,
        in contactCenter: String,
        takingOver: Bool
    ) async throws -> Bool {
        try await write { database in
            let (_, number, protection) = try database.recording(id, contactCenter)
            switch protection {
            case .applied: throw StoreError(.inUse, "the recording '\(id)' is protected")
            case .precluded(let other) where other != removal:
                if takingOver { try database.set(.precluded(removal), of: number) }
                return false
            case .none, .precluded:
                try database.set(.precluded(removal), of: number)
                return true
            }
        }
    }

    /// Takes the mark of a removal back.
    public func takeBack(_ removal: RemovalMark, of id: String, in contactCenter: String) async throws {
        try await write { database in
            let (_, number, protection) = try database.recording(id, contactCenter)
            if protection == .precluded(removal) { try database.set(.none, of: number) }
        }
    }

    /// Says whether a recording may be deleted.
    public func setProtection(_ isProtected: Bool, of id: String, in contactCenter: String) async throws {
        try await write { database in
            let (_, number, protection) = try database.recording(id, contactCenter)
            if case .precluded = protection {
                guard isProtected else { return }
                throw StoreError(.inUse, "the recording '\(id)' is being removed")
            }
            try database.set(isProtected ? .applied : .none, of: number)
        }
    }
}

/// What is in the column `is_protected`.
enum StoredProtection: Equatable {
    case none
    case applied
    /// The recording is being removed.
    case precluded(RemovalMark)

    init(_ number: Int64) {
        switch number {
        case 0: self = .none
        case 1: self = .applied
        default: self = .precluded(RemovalMark(number: number))
        }
    }

    var number: Int64 {
        switch self {
        case .none: 0
        case .applied: 1
        case .precluded(let removal): removal.number
        }
    }
}

extension Database {
    /// The number of a contact center; nil where there is none.
    func knownTenant(_ contactCenter: String) throws -> Int64? {
        try Int64.fetchOne(
            cachedStatement(sql: "SELECT number FROM contact_center WHERE id = ?"),
            arguments: [contactCenter]
        )
    }

    /// The number of a contact center that has to be there.
    func tenant(_ contactCenter: String) throws -> Int64 {
        if let number = try knownTenant(contactCenter) { return number }
        throw StoreError(.notFound, "there is no contact center '\(contactCenter)'")
    }

    fileprivate func set(_ protection: StoredProtection, of number: Int64) throws {
        try run("UPDATE recording SET is_protected = ? WHERE number = ?", [protection.number, number])
    }

    /// The numbers of a recording and its contact center, and whether it is protected.
    func recording(
        _ id: String,
        _ contactCenter: String
    ) throws -> (tenant: Int64, number: Int64, protection: StoredProtection) {
        let tenant = try tenant(contactCenter)
        let row = try row("SELECT number, is_protected FROM recording WHERE tenant = ? AND id = ?", [tenant, id])
        guard let row else { throw StoreError(.notFound, "there is no recording '\(id)'") }
        return (tenant, row["number"], StoredProtection(row["is_protected"]))
    }
}

extension Recording {
    init(_ row: Row, _ contactCenter: String) throws {
        let agents: [String] = try ColumnText.value(row["agents"], of: "agents")
        self.init(
            id: row["id"],
            contactCenter: contactCenter,
            region: row["region"],
            callerPhoneNumber: row["caller"],
            dialedPhoneNumber: row["dialed"],
            start: Date(milliseconds: row["start"]),
            stop: Date(milliseconds: row["stop"]),
            agents: Set(agents),
            isProtected: StoredProtection(row["is_protected"]) == .applied,
            document: row["document"]
        )
    }
}
