import FoundationEssentials

/// One line of an export: a JSON object with one member, which says what it is.
struct StoreLine: Codable {
    /// The first line.
    struct Header: Codable, Equatable {
        var schema = "girctl.store-export/1"
        /// Which store it is of, so that an interrupted export is gone on with from the same one.
        let source: String
    }

    /// A recording with its labels; moments in milliseconds since 1970.
    struct LabelledRecording: Codable {
        let id: String
        let contactCenter: String
        let region: String
        let callerPhoneNumber: String
        let dialedPhoneNumber: String
        let start: Int64
        let stop: Int64
        let agents: [String]
        let isProtected: Bool
        let document: String
        let labels: [Label]

        init(_ recording: Recording, _ labels: [Label]) {
            id = recording.id
            contactCenter = recording.contactCenter
            region = recording.region
            callerPhoneNumber = recording.callerPhoneNumber
            dialedPhoneNumber = recording.dialedPhoneNumber
            start = recording.start.milliseconds
            stop = recording.stop.milliseconds
            agents = recording.agents.sorted()
            isProtected = recording.isProtected
            document = recording.document
            self.labels = labels
        }

        var recording: Recording {
            Recording(
                id: id,
                contactCenter: contactCenter,
                region: region,
                callerPhoneNumber: callerPhoneNumber,
                dialedPhoneNumber: dialedPhoneNumber,
                start: Date(milliseconds: start),
                stop: Date(milliseconds: stop),
                agents: Set(agents),
                isProtected: isProtected,
                document: document
            )
        }
    }

    /// All recordings of the contact centers before this one are written, and of it those up to the place.
    struct Checkpoint: Codable {
        let contactCenter: String
        /// Nil at its beginning.
        let place: String?
    }

    /// The last line.
    struct End: Codable {
        let recordings: Int
    }

    var header: Header?
    var contactCenter: ContactCenter?
    var labelDefinition: LabelDefinition?
    var setting: Setting?
    var user: User?
    var recording: LabelledRecording?
    var checkpoint: Checkpoint?
    var end: End?

    static func read(_ bytes: [UInt8]) throws -> StoreLine {
        do { return try JSONDecoder().decode(StoreLine.self, from: Data(bytes)) } catch {
            throw StoreError(.data, "a line is none of an export of this version")
        }
    }

    /// The line with its end.
    var bytes: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self)) + [0x0A]
        }
    }
}
