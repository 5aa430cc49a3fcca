import GIRStore

/// Which recordings a user may see, and what may be done with them.
///
/// Admins and supervisors see all of their contact center, agents those that they took part in. Where this node has a
/// region, recordings of other regions are as if they were not there.
struct RecordingAccess: Sendable {
    let contactCenter: String
    private let principal: Principal
    private let region: String?

    init(_ context: ServerRequestContext, _ api: API) throws(APIError) {
        guard let principal = context.principal else { throw .notAuthenticated }
        contactCenter = try context.contactCenter()
        self.principal = principal
        region = api.settings.region
    }

    /// Who must have taken part; nil where it does not matter.
    private var owners: Set<String>? {
        principal.roles.isDisjoint(with: [.admin, .supervisor]) ? [principal.id, principal.userName] : nil
    }

    /// A query for what may be seen.
    var query: RecordingQuery {
        var query = RecordingQuery(contactCenter: contactCenter)
        query.region = region
        query.owners = owners
        return query
    }

    /// The recording with an id, where it may be seen.
    func find(_ id: String?, _ api: API) async throws -> Recording {
        guard let id, let recording = try await api.store.recording(id, of: contactCenter),
            region == nil || region == recording.region, owners?.isDisjoint(with: recording.agents) != true
        else { throw Self.notFound(id) }
        return recording
    }

    /// The vendor's words for a recording that is not there; what is no id is not repeated, as it is the client's text.
    static func notFound(_ id: String?) -> APIError {
        let shown = id.flatMap { RecordingDocument.isID($0) ? $0 : nil } ?? ""
        return APIError(.notFound, "Requested recording [\(shown)] cannot be found.")
    }

    /// Refuses who lacks a permission; admins need none.
    func require(_ permission: RecordingPermission) throws(APIError) {
        guard principal.roles.contains(.admin) || principal.permissions.contains(permission) else {
            throw APIError(.forbidden, "Insufficient recording permissions.")
        }
    }
}
