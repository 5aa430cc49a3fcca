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
    /// Where the recording belongs.
    let location: String
    /// The call that it is about.
    private let call: String?

    /// Reads what is told of it.
    ///
    /// - Parameters:
    ///   - type: what the file is said to be.
    ///   - sender: who sends it, and sees it from then on.
    init(_ fields: JSONFields, type: String?, sender: Principal, contactCenter: String, _ api: API) throws {
        var members = fields.all
        if sender.roles.isDisjoint(with: [.admin, .supervisor]) {
            // Who is named takes part: reads it, and is found by it.
            members = JSONValue.object(members).naming(sender.userName).members ?? [:]
        }
        id = try fields.text("id", limit: 64, isEmptyAllowed: false) ?? StoreID.make()
        members["id"] = .string(id)
        members["uploadedBy"] = .string(sender.userName)
        var marks = [Recording.Mark.screen, sender.userName] as Set
        call = try fields.text("recordingId", limit: 64, isEmptyAllowed: false)
        if let call {
            guard RecordingDocument.isID(call) else { throw fields.invalid("recordingId") }
            marks.insert(Recording.Mark.screen(during: call))
        }
        var file: [String: JSONValue] = ["mediaId": .string(id), "type": .string(type ?? "")]
        for name in ["certAlias", "duration"] {
            file[name] = members[name]
            members[name] = nil
        }
        members["mediaFiles"] = [.object(file)]
        self.members = members
        self.marks = marks
        self.contactCenter = contactCenter
        region = api.settings.region
        location = try fields.text("location", limit: SettingLocation.limit) ?? ""
        _ = try recording(at: nil, size: 0)
    }

    /// Refuses a screen that is said to be of somebody else's call; one that is not known yet may still come.
    func requireCall(_ access: RecordingAccess, _ api: API) async throws {
        guard let call, try await api.store.recording(call, of: contactCenter) != nil else { return }
        _ = try await access.find(call, api)
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
