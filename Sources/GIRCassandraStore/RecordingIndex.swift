import CassandraClient
import FoundationEssentials
import GIRStore

/// What recordings are found by: each kind is a question, and each value of it an answer in the order of time.
enum IndexKind: String {
    case agent, caller, dialed, label
    /// All of a contact center; without a value.
    case all
}

/// One day of one question: a partition of the index.
struct IndexDay: Hashable, Sendable {
    let contactCenter: String
    let kind: IndexKind
    let value: String
    /// Days since 1970-01-01 in UTC.
    let day: Int32

    /// The day that a moment belongs to; those beyond what `date` can say belong to the last one.
    static func day(_ milliseconds: Int64) -> Int32 {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        return Int32(clamping: quotient - (remainder < 0 ? 1 : 0))
    }

    var values: [CQLValue] { [.text(contactCenter), .text(kind.rawValue), .text(value), .date(day)] }
}

/// A recording as the index has it: where it is, and what searches compare.
struct IndexedRecording: Sendable {
    let contactCenter: String
    let id: String
    let place: RecordingPlace
    let region: String
    let callerKey: String
    let dialedKey: String
    let stop: Int64
    let agents: [String]

    init(_ recording: Recording, number: Int64) {
        contactCenter = recording.contactCenter
        id = recording.id
        place = RecordingPlace(start: recording.start.milliseconds, number: number)
        region = recording.region
        callerKey = PhoneNumberPattern.key(recording.callerPhoneNumber)
        dialedKey = PhoneNumberPattern.key(recording.dialedPhoneNumber)
        stop = recording.stop.milliseconds
        agents = recording.agents.sorted()
    }

    init(_ row: Row, of contactCenter: String) throws {
        self.contactCenter = contactCenter
        id = try row.text("id")
        place = RecordingPlace(start: try row.number("start"), number: try row.number("number"))
        region = try row.text("region")
        callerKey = try row.text("caller_key")
        dialedKey = try row.text("dialed_key")
        stop = try row.number("stop")
        agents = try row.texts("agents")
    }

    /// Where it is to be found, apart from its labels.
    var days: [IndexDay] {
        [day(.all, ""), day(.caller, callerKey), day(.dialed, dialedKey)] + agents.map { day(.agent, $0) }
    }

    func day(_ kind: IndexKind, _ value: String) -> IndexDay {
        IndexDay(contactCenter: contactCenter, kind: kind, value: value, day: IndexDay.day(place.start))
    }
}

/// The time and the number of a recording: unlike any other's.
struct RecordingPlace: Comparable, Sendable {
    let start: Int64
    let number: Int64

    init(start: Int64, number: Int64) {
        self.start = start
        self.number = number
    }

    /// Reads the place that a page has given.
    init(_ text: String) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Int64(parts[0]), let number = Int64(parts[1]) else {
            throw StoreError(.notFound, "no page has given this place")
        }
        self.init(start: start, number: number)
    }

    var text: String { "\(start).\(number)" }

    /// The place on the other side of the recording that this one is beside.
    func moved(by count: Int64) -> RecordingPlace { RecordingPlace(start: start, number: number &+ count) }

    static func < (left: RecordingPlace, right: RecordingPlace) -> Bool {
        (left.start, left.number) < (right.start, right.number)
    }
}

extension CassandraStore {
    /// Makes a recording to be found on these days.
    ///
    /// It is done before the recording is there, and what leads to none is passed over.
    func index(_ recording: IndexedRecording, on days: [IndexDay]) async throws {
        let unknown = memory.unknown(days)
        _ = try await unknown.lookUp { day in
            try await database.write(
                "INSERT INTO girctl_recording_day (contact_center, kind, value, day) VALUES (?, ?, ?, ?)",
                day.values
            )
        }
        memory.note(unknown)
        _ = try await days.lookUp { day in
            try await database.write(
                """
                INSERT INTO girctl_recording_index (contact_center, kind, value, day, start, number, id, region,
                caller_key, dialed_key, stop, agents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                day.values + [
                    .timestamp(recording.place.start), .int(recording.place.number), .text(recording.id),
                    .text(recording.region), .text(recording.callerKey), .text(recording.dialedKey),
                    .timestamp(recording.stop), .texts(recording.agents),
                ]
            )
        }
    }

    /// Takes a recording out of these days.
    func unindex(_ recording: IndexedRecording, on days: [IndexDay]) async throws {
        _ = try await days.lookUp { day in
            try await database.write(
                """
                DELETE FROM girctl_recording_index
                WHERE contact_center = ? AND kind = ? AND value = ? AND day = ? AND start = ? AND number = ? AND id = ?
                """,
                day.values + [
                    .timestamp(recording.place.start), .int(recording.place.number), .text(recording.id),
                ]
            )
        }
    }
}
