import GIRConfigKit
import GIRLinks
import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird

/// `/api/v2/users`: the users of the caller's contact center.
enum UserResource {
    private static let readers = Access.roles([.admin, .supervisor, .agent])
    private static let writers = Access.roles([.admin])

    static func routes(_ api: API) -> [Routes.Route] {
        let one = "/api/v2/users/{id}"
        return [
            Routes.Route(method: .get, path: "/api/v2/users", access: readers) { try await list($0, $1, api) },
            Routes.Route(method: .post, path: "/api/v2/users", access: writers) { try await add($0, $1, api) },
            Routes.Route(method: .get, path: one, access: readers) { _, context in
                API.answer(["user": json(try await find(context, api), api)])
            },
            Routes.Route(method: .post, path: one, access: writers) { try await change($0, $1, api) },
            Routes.Route(method: .put, path: one, access: writers) { try await change($0, $1, api) },
            Routes.Route(method: .delete, path: one, access: writers) { try await remove($1, api) },
        ]
    }

    // MARK: JSON

    /// A user as clients see one; never the password.
    static func json(_ user: User, _ api: API) -> JSONValue {
        let path = "/users/\(user.id)"
        return [
            "id": .string(user.id), "userName": .string(user.userName), "firstName": .string(user.firstName),
            "lastName": .string(user.lastName), "roles": json(user.roles),
            "permissions": json(user.permissions),
            "enabled": .bool(user.isEnabled), "changePasswordOnFirstLogin": .bool(user.changesPasswordOnFirstLogin),
            "uri": .string(api.uri(path)), "path": .string(path),
        ]
    }

    /// `["ROLE_ADMIN"]`.
    static func json(_ roles: Set<Role>) -> JSONValue { .array(roles.map(\.apiName).sorted().map { .string($0) }) }

    /// `["RECORDING_PERMISSION_ADD_LABEL"]`.
    static func json(_ permissions: Set<RecordingPermission>) -> JSONValue {
        .array(permissions.map(\.rawValue).sorted().map { .string($0) })
    }

    // MARK: Reading

    private static func list(_ request: Request, _ context: ServerRequestContext, _ api: API) async throws -> Response {
        let query = try request.query(PageRequest.parameters.union(["userName"]))
        let page = try PageRequest(query)
        let contactCenter = try context.contactCenter()
        let users: [User]
        if let name = query["userName"] {
            let user = try await api.store.user(named: name)
            users = page.window(of: user.map { $0.contactCenter == contactCenter ? [$0] : [] } ?? [], by: \.userName)
        } else {
            users = try await Self.users(of: contactCenter, page, api)
        }
        let (shown, links) = page.cut(users, at: api.uri("/users"), by: \.userName)
        return try await page.answer("users", shown, links: links) {
            api.uri("/users/\($0.id)")
        } json: {
            json($0, api)
        }
    }

    private static func users(of contactCenter: String, _ page: PageRequest, _ api: API) async throws -> [User] {
        let limit = page.limit + 1
        return switch page.position {
        case nil: try await api.store.users(of: contactCenter, after: nil, limit: limit)
        case .after(let name): try await api.store.users(of: contactCenter, after: name, limit: limit)
        case .before(let name): try await api.store.users(of: contactCenter, before: name, limit: limit)
        }
    }

    private static func find(_ context: ServerRequestContext, _ api: API) async throws -> User {
        guard let id = context.name("id"), let user = try await api.store.user(id),
            user.contactCenter == (try context.contactCenter())
        else { throw notFound }
        return user
    }

    private static let notFound = APIError(.notFound, "Requested user cannot be found.")

    // MARK: Writing

    private static func add(_ request: Request, _ context: ServerRequestContext, _ api: API) async throws -> Response {
        let contactCenter = try context.contactCenter()
        guard try await api.store.contactCenter(contactCenter)?.usesConfigurationServer == false else {
            throw APIError(.forbidden, "The users of this contact center are those of Configuration Server.")
        }
        let fields = try await JSONFields.read(request)
        guard let name = try userName(fields) else { throw fields.missing("userName") }
        var user = User(id: try StoreID.make(), contactCenter: contactCenter, userName: name, roles: [.agent])
        let change = try await Change(fields, api)
        change.apply(to: &user)
        do {
            try await api.store.add(user)
        } catch let error as StoreError where error.code == .alreadyExists {
            throw nameIsTaken
        }
        return api.created("/users/\(user.id)", ["id": .string(user.id)])
    }

    private static func change(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let user = try await find(context, api)
        let fields = try await JSONFields.read(request)
        for (name, value) in [("id", user.id), ("path", "/users/\(user.id)")] {
            guard try fields.text(name, limit: 1024) ?? value == value else { throw APIError.readOnly(name) }
        }
        // No operation is known that a user could be told to do.
        guard fields.value("operationName") == nil else { throw fields.invalid("operationName") }
        let name = try userName(fields)
        let change = try await Change(fields, api)
        if user.id == context.principal?.id, context.principal?.provider == .store {
            try change.refuseLockout(of: user)
        }
        do {
            try await api.store.updateUser(user.id) { user in
                user.userName = name ?? user.userName
                change.apply(to: &user)
            }
        } catch let error as StoreError where error.code == .alreadyExists {
            throw nameIsTaken
        } catch let error as StoreError where error.code == .notFound {
            throw notFound
        }
        api.forgetSessions(user.id)
        return API.answer()
    }

    private static func remove(_ context: ServerRequestContext, _ api: API) async throws -> Response {
        let user = try await find(context, api)
        guard user.id != context.principal?.id || context.principal?.provider != .store else { throw lockout }
        do {
            try await api.store.removeUser(user.id)
        } catch let error as StoreError where error.code == .notFound {
            throw notFound
        }
        api.forgetSessions(user.id)
        return API.answer()
    }

    private static let nameIsTaken = APIError(.alreadyExists, "A user with this userName already exists.")
    fileprivate static let lockout = APIError(.forbidden, "Users cannot shut themselves out.")

    /// A name that a login can have: HTTP's Basic scheme ends it at a colon (RFC 7617 §2).
    private static func userName(_ fields: JSONFields) throws(APIError) -> String? {
        guard let name = try fields.text("userName", isEmptyAllowed: false) else { return nil }
        guard !name.contains(":"), !DisplayText.isMisleading(name), !DisplayText.hasBlankEdge(name) else {
            throw fields.invalid("userName")
        }
        return name
    }

    /// The verifier of a new password; nil where there is none in the request.
    static func passwordHash(_ fields: JSONFields, _ api: API) async throws -> String? {
        guard let value = fields.value("password") else { return nil }
        guard let text = value.text, PasswordHash.passwordLengths.contains(text.utf8.count) else {
            let (least, most) = (PasswordHash.passwordLengths.lowerBound, PasswordHash.passwordLengths.upperBound)
            throw APIError(.badRequest, "Parameter 'password' is invalid: it has to have \(least) to \(most) bytes.")
        }
        return try await api.hash(Secret(text)).text
    }

    /// What a request says about a user, apart from the name.
    private struct Change: Sendable {
        private var firstName: String?
        private var lastName: String?
        private var roles: Set<Role>?
        private var permissions: Set<RecordingPermission>?
        private var isEnabled: Bool?
        private var changesPassword: Bool?
        private var passwordHash: String?

        init(_ fields: JSONFields, _ api: API) async throws {
            firstName = try fields.text("firstName")
            lastName = try fields.text("lastName")
            isEnabled = try fields.flag("enabled")
            changesPassword = try fields.flag("changePasswordOnFirstLogin")
            roles = try fields.choices("roles") { name in Role.allCases.first { $0.apiName == name } }
            permissions = try fields.choices("permissions") { RecordingPermission(rawValue: $0) }
            passwordHash = try await UserResource.passwordHash(fields, api)
        }

        func apply(to user: inout User) {
            user.firstName = firstName ?? user.firstName
            user.lastName = lastName ?? user.lastName
            user.roles = roles ?? user.roles
            user.permissions = permissions ?? user.permissions
            user.isEnabled = isEnabled ?? user.isEnabled
            user.changesPasswordOnFirstLogin = changesPassword ?? user.changesPasswordOnFirstLogin
            user.passwordHash = passwordHash ?? user.passwordHash
        }

        /// The last admin would lock everybody out.
        func refuseLockout(of user: User) throws(APIError) {
            let staysAdmin = roles?.contains(.admin) ?? true
            guard isEnabled != false, staysAdmin else { throw UserResource.lockout }
        }
    }
}

extension JSONFields {
    /// A set of words, each of which has a meaning.
    fileprivate func choices<Choice: Hashable>(
        _ name: String,
        _ meaning: (String) -> Choice?
    ) throws(APIError) -> Set<Choice>? {
        guard let words = try texts(name) else { return nil }
        var choices: Set<Choice> = []
        for word in words {
            guard let choice = meaning(word) else { throw invalid(name) }
            choices.insert(choice)
        }
        return choices
    }
}

extension APIError {
    /// A member that clients may read and not change.
    static func readOnly(_ name: String) -> APIError {
        APIError(.readOnly, "Property '\(name)' is read-only.")
    }
}
