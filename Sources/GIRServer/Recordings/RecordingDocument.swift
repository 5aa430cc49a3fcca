import FoundationEssentials
import GIRLinks
import GIRStore

/// The JSON of a recording: what recorders send, what is kept, and what clients see.
enum RecordingDocument {
    /// The most media files of one recording.
    private static let mediaLimit = 1000

    /// The recording that a recorder tells of.
    ///
    /// - Parameters:
    ///   - region: where it belongs when it does not say so itself: the node's, which would not find it otherwise.
    ///   - marks: what it is to be found by besides those who took part.
    static func recording(
        _ fields: JSONFields,
        contactCenter: String,
        region: String?,
        marks: Set<String> = []
    ) throws(APIError) -> Recording {
        let id = try fields.requiredText("id", limit: 64)
        guard isID(id) else { throw fields.invalid("id") }
        guard let start = try moment("startTime", fields) else { throw fields.missing("startTime") }
        let stop = try moment("stopTime", fields) ?? start
        guard stop >= start else { throw fields.invalid("stopTime") }
        _ = try fields.text("location", limit: SettingLocation.limit)
        var members = fields.all
        let own = try fields.text("region", limit: 64) ?? ""
        let region = own.isEmpty ? region : own
        members["region"] = region.map { .string($0) }
        members["startTime"] = .string(RecordingTime.text(start))
        members["stopTime"] = .string(RecordingTime.text(stop))
        members["mediaFiles"] = .array(try mediaFiles(fields))
        _ = try fields.fields("parameters")
        if let events = fields.value("eventHistory") {
            guard events.elements?.allSatisfy({ $0.members != nil }) == true else {
                throw fields.invalid("eventHistory")
            }
        }
        // Made anew for each client.
        for name in [
            "contentPath", "contentUri", "labels", "nonDeletion", "path", "screenRecordings", "statusCode", "uri",
        ] { members[name] = nil }
        return Recording(
            id: id,
            contactCenter: contactCenter,
            region: region ?? "",
            callerPhoneNumber: try fields.text("callerPhoneNumber", limit: 128) ?? "",
            dialedPhoneNumber: try fields.text("dialedPhoneNumber", limit: 128) ?? "",
            start: start,
            stop: stop,
            agents: agents(members).union(marks),
            document: JSONValue.object(members).json
        )
    }

    /// The recording as a client sees it: the addresses of its media are those of this server.
    static func json(_ recording: Recording, labels: [Label]?, _ api: API) throws -> JSONValue {
        var members = try JSONParser.value(Array(recording.document.utf8)).members ?? [:]
        let path = path(of: recording.id)
        let own = recording.isScreen ? screenPath(of: recording.id) : path
        members["path"] = .string(own)
        members["uri"] = .string(api.uri(own))
        if recording.isScreen {
            members["contentPath"] = .string("\(own)/content")
            members["contentUri"] = .string(api.uri("\(own)/content"))
        }
        members["nonDeletion"] = .bool(recording.isProtected)
        members["mediaFiles"] = .array(
            (members["mediaFiles"]?.elements ?? []).map { file in
                guard var file = file.members, let id = file["mediaId"]?.text else { return file }
                let play = "\(path)/play/\(PercentEncoding.encoded(id))"
                file["mediaUri"] = .string(api.uri(play))
                file["mediaPath"] = .string(play)
                file["playPath"] = .string(play)
                return .object(file)
            }
        )
        if let labels {
            members["labels"] = .array(labels.map { ["name": .string($0.name), "value": .string($0.value)] })
        }
        return .object(members)
    }

    /// Where a recording is, below `/api/v2`.
    static func path(of id: String) -> String { "/recordings/\(id)" }

    /// Where the recording of a screen is.
    static func screenPath(of id: String) -> String { "/screen-recordings/\(id)" }

    /// Ids are in addresses and in the names of files: letters, digits and a few signs.
    static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && !text.hasPrefix(".")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "-._".utf8.contains(byte)
            }
    }

    private static func moment(_ name: String, _ fields: JSONFields) throws(APIError) -> Date? {
        guard let text = try fields.text(name, limit: 64) else { return nil }
        guard let moment = RecordingTime.moment(text) else { throw fields.invalid(name) }
        return moment
    }

    private static func mediaFiles(_ fields: JSONFields) throws(APIError) -> [JSONValue] {
        guard let value = fields.value("mediaFiles") else { return [] }
        guard let files = value.elements, files.count <= mediaLimit else { throw fields.invalid("mediaFiles") }
        var ids: Set<String> = []
        var kept: [JSONValue] = []
        for file in files {
            guard let id = file.members?["mediaId"]?.text else { throw fields.missing("mediaFiles.mediaId") }
            guard isID(id), ids.insert(id).inserted else { throw fields.invalid("mediaFiles.mediaId") }
            // They would be in the store, its backups and its searches in clear.
            for name in ["mediaUri", "mediaPath", "playPath"] where hasCredentials(file.members?[name]?.text) {
                throw APIError(
                    .badRequest,
                    "Parameter 'mediaFiles.\(name)' has a user or a password in it: credentials belong into the settings."
                )
            }
            var members = file.members ?? [:]
            let own = JSONFields(members, prefix: "mediaFiles.")
            _ = try own.fields("parameters")
            for name in ["duration", "size"] where own.value(name) != nil { members[name] = try number(name, own) }
            kept.append(.object(members))
        }
        return kept
    }

    /// A number that is documented as a text, and that some senders have as a number.
    static func number(_ name: String, _ fields: JSONFields) throws(APIError) -> JSONValue? {
        switch fields.value(name) {
        case .number(let digits)? where UInt64(digits) != nil: .string(digits)
        default: try fields.text(name).map { .string($0) }
        }
    }

    /// Whether an address has a user in front of its host (RFC 3986 §3.2.1).
    private static func hasCredentials(_ address: String?) -> Bool {
        guard let address, let mark = address.firstRange(of: "//") else { return false }
        return address[mark.upperBound...].prefix { !"/?#".contains($0) }.contains("@")
    }

    /// Whoever took part: each `agentId` and `userName` of the call, of its media and of its events.
    private static func agents(_ members: [String: JSONValue]) -> Set<String> {
        var agents: Set<String> = []
        func collect(_ value: JSONValue?) {
            for name in ["agentId", "userName"] {
                if let agent = value?.members?[name]?.text, !agent.isEmpty, agent.utf8.count <= 255, agents.count < 100,
                    !agent.utf8.contains(where: { $0 < 0x20 })
                {
                    agents.insert(agent)
                }
            }
        }
        collect(members["parameters"])
        for list in ["mediaFiles", "eventHistory"] {
            for element in members[list]?.elements ?? [] {
                collect(element)
                for part in ["parameters", "contact", "data"] { collect(element.members?[part]) }
            }
        }
        return agents
    }
}
