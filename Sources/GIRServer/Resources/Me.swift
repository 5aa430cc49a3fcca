import GIRStore
import Hummingbird

/// `GET /api/v2/me`: who the request comes from.
enum Me {
    static func routes(_ api: API) -> [Routes.Route] {
        [
            Routes.Route(method: .get, path: "/api/v2/me", access: .user) { _, context in
                guard let principal = context.principal else { throw APIError.notAuthenticated }
                return API.answer(["user": try await member(of: principal, api)])
            }
        ]
    }

    /// The user, who is known to the store or, where Configuration Server vouches, by the login alone.
    private static func member(of principal: Principal, _ api: API) async throws -> JSONValue {
        if principal.provider == .store, let user = try await api.store.user(principal.id) {
            return UserResource.json(user, api)
        }
        return [
            "id": .string(principal.id), "userName": .string(principal.userName), "firstName": "", "lastName": "",
            "roles": UserResource.json(principal.roles), "enabled": true, "changePasswordOnFirstLogin": false,
            "uri": .string(api.uri("/me")), "path": "/me",
        ]
    }
}
