import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird

/// `/api/v2/sessions` and `/api/v2/ops/contact-centers/{id}/sessions`: the sessions of one user of a contact center.
enum SessionResource {
    static func routes(_ api: API) -> [Routes.Route] {
        let own = "/api/v2/sessions"
        let any = "/api/v2/ops/contact-centers/{contactCenter}/sessions"
        return [
            Routes.Route(method: .get, path: own, access: .roles([.admin])) { request, context in
                try await list(request, of: context.contactCenter(), api)
            },
            Routes.Route(method: .delete, path: own, access: .roles([.admin])) { request, context in
                try await end(request, of: context.contactCenter(), context, api)
            },
            Routes.Route(method: .get, path: any, access: .operations) { request, context in
                try await list(request, of: ContactCenterResource.find(context, api).id, api)
            },
            Routes.Route(method: .delete, path: any, access: .operations) { request, context in
                try await end(request, of: ContactCenterResource.find(context, api).id, context, api)
            },
        ]
    }

    private static func list(_ request: Request, of contactCenter: String, _ api: API) async throws -> Response {
        let sessions = try await find(request, of: contactCenter, api)
        return API.answer(["sessions": .array(sessions.map(json))])
    }

    private static func end(
        _ request: Request,
        of contactCenter: String,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        for session in try await find(request, of: contactCenter, api) where try await api.endSession(session) {
            context.trail.hasEnded(session)
            if session.idHash == context.session?.idHash { context.trail.isSessionOver = true }
        }
        return API.answer(["ended": .integer(context.trail.endedSessions.count)])
    }

    /// The sessions of the user of the name, whoever has vouched for it.
    private static func find(_ request: Request, of contactCenter: String, _ api: API) async throws -> [Session] {
        guard let name = try request.query(["userName"])["userName"], !name.isEmpty else {
            throw APIError.missing("userName")
        }
        var sessions = try await api.store.sessions(
            provider: .configurationServer,
            id: Principal.owner(named: name, of: contactCenter)
        )
        if let user = try await api.store.user(named: name) {
            sessions += try await api.store.sessions(provider: .store, id: user.id)
        }
        return sessions.filter { $0.principal.contactCenter == contactCenter }
    }

    /// A session by the digits that the audit log names it by: nothing that one could go on with.
    private static func json(_ session: Session) -> JSONValue {
        [
            "id": .string(session.idHash.prefix(4).hex), "userName": .string(session.principal.userName),
            "provider": .string(session.principal.provider.rawValue),
            "created": .string(RecordingTime.text(session.created)),
            "lastUsed": .string(RecordingTime.text(session.lastUsed)), "secure": .bool(session.isSecure),
        ]
    }
}
