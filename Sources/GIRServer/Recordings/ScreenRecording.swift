import FoundationEssentials
import GIRLinks
import GIRStore

/// The recording of a screen that somebody sends: a recording like any other, with one media file.
///
/// Recorders are believed about who took part, an agent's machine is not: whom it names is its agent. Admins and
/// supervisors, who see all recordings in any case, send those of others too.
struct ScreenRecording: Sendable {
    private let members: [String: JSONValue]
    private let marks: Set<String>
    private let contactCenter: String
    private let region: String?
    let id: String
    /// The call that it is said to be of; nil for none.
    let call: String?
    /// Where the recording belongs.
    let location: String

    /// Reads what is told of it.
    ///
    /// - Parameters:
    ///   - type: what the file is said to be.
    ///   - sender: who sends it, and sees it from then on.
    init(_ fields: JSONFields, type: String?, sender: Principal, contactCenter: String, _ api: API) throws {
        var members = fields.all
        var marks = [Recording.Mark.screen, sender.id, sender.userName] as Set
        id = try fields.text("id", limit: 64, isEmptyAllowed: false) ?? StoreID.make()
        let isAgents = sender.roles.isDisjoint(with: [.admin, .supervisor])
        if isAgents {
            // Who is named takes part: reads it, and is found by it.
            members = JSONValue.object(members).naming(sender.userName).members ?? [:]
            // That one is taken is told; with ids that nobody guesses it is told nobody who does not know it.
            guard Self.isUnguessable(id) else { throw fields.invalid("id") }
        }
        members["id"] = .string(id)
        members["uploadedBy"] = .string(sender.userName)
        call = try fields.text("recordingId", limit: 64, isEmptyAllowed: false)
        if let call {
            guard RecordingDocument.isID(call) else { throw fields.invalid("recordingId") }
            marks.insert(Recording.Mark.screen(during: call))
            if isAgents {
                for name in [sender.id, sender.userName] {
                    marks.insert(Recording.Mark.screen(of: call, claimedBy: name))
                }
            } else {
                marks.insert(Recording.Mark.screen(of: call))
            }
        }
        var file: [String: JSONValue] = ["mediaId": .string(id), "type": .string(type ?? "")]
        file["certAlias"] = members["certAlias"]
        file["duration"] = try RecordingDocument.number("duration", fields)
        for name in ["certAlias", "duration"] { members[name] = nil }
        members["mediaFiles"] = [.object(file)]
        self.members = members
        self.marks = marks
        self.contactCenter = contactCenter
        region = api.settings.region
        location = try fields.text("location", limit: SettingLocation.limit) ?? ""
        _ = try recording(at: nil, size: 0)
    }

    /// Whether an id is a UUID, with its hyphens or without, and so no call's.
    private static func isUnguessable(_ id: String) -> Bool {
        UUID(uuidString: id) != nil || id.utf8.count == 32 && id.utf8.allSatisfy { isHexDigit($0) }
    }

    /// The path of a new file for it, below the folder of the location: a folder for each day, and a name that nothing
    /// has that an upload of before may have left.
    func path(at now: Date) throws -> String {
        "screen-recordings/\(RecordingTime.text(now).prefix(10))/\(id)-\(try StoreID.make().prefix(8))"
    }

    /// The recording, once its file is where it belongs.
    func recording(at address: WebAddress?, size: Int) throws -> Recording {
        var members = members
        var file = members["mediaFiles"]?.elements?.first?.members ?? [:]
        file["mediaUri"] = address.map { .string($0.description) }
        file["size"] = .string(String(size))
        members["mediaFiles"] = [.object(file)]
        return try RecordingDocument.recording(
            JSONFields(members),
            contactCenter: contactCenter,
            region: region,
            marks: marks
        )
    }
}

extension JSONValue {
    /// The value with one user in each place where an agent is named.
    fileprivate func naming(_ user: String) -> JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map { $0.naming(user) })
        case .object(var members):
            for (name, value) in members {
                members[name] = ["agentId", "userName"].contains(name) ? .string(user) : value.naming(user)
            }
            return .object(members)
        default: return self
        }
    }
}
