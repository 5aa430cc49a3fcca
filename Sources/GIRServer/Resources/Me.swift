import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird

/// `/api/v2/me`: who the request comes from, and the password that they choose themselves.
enum Me {
    static func routes(_ api: API) -> [Routes.Route] {
        let path = "/api/v2/me"
        return [
            Routes.Route(method: .get, path: path, access: .oneself) { _, context in
                guard let principal = context.principal else { throw APIError.notAuthenticated }
                return API.answer(["user": try await member(of: principal, api)])
            },
            Routes.Route(method: .put, path: path, access: .oneself) { try await changePassword($0, $1, api) },
        ]
    }

    /// The user, who is known to the store or, where Configuration Server vouches, by the login alone.
    private static func member(of principal: Principal, _ api: API) async throws -> JSONValue {
        if principal.provider == .store, let user = try await api.store.user(principal.id) {
            return UserResource.json(user, api)
        }
        return [
            "id": .string(principal.id), "userName": .string(principal.userName), "firstName": "", "lastName": "",
            "roles": UserResource.json(principal.roles), "permissions": UserResource.json(principal.permissions),
            "enabled": true, "changePasswordOnFirstLogin": false, "uri": .string(api.uri("/me")), "path": "/me",
        ]
    }

    /// Takes another password from who proves the one of now: a session that somebody has left open is not enough.
    private static func changePassword(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        guard let principal = context.principal, principal.provider == .store else {
            throw APIError(.forbidden, "The password is not kept here, and cannot be changed here.")
        }
        guard context.authentication == .password else {
            throw APIError(.forbidden, "A new password needs the old one: send it in the Authorization header.")
        }
        let fields = try await JSONFields.read(request)
        guard fields.all.keys.allSatisfy({ $0 == "password" }) else {
            throw APIError(.badRequest, "Users can change their password here, and nothing else.")
        }
        guard let hash = try await UserResource.passwordHash(fields, api) else { throw fields.missing("password") }
        if case .credentials(let given) = BasicCredentials.reading(of: request.headers),
            given.password == Secret(fields.value("password")?.text ?? "")
        {
            throw APIError(.badRequest, "The new password is the old one.")
        }
        do {
            try await api.store.updateUser(principal.id) { user in
                user.passwordHash = hash
                user.changesPasswordOnFirstLogin = false
            }
        } catch let error as StoreError where error.code == .notFound {
            throw APIError.challenge
        }
        api.forgetSessions(principal.id)
        context.trail.isSessionOver = context.session != nil
        return API.answer()
    }
}
