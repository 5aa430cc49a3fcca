import GIRLinks
import GIRStore
import HTTPTypes
import Hummingbird
import Logging

/// `/api/v2/settings/{group}`: the settings of the caller's contact center; passwords go in and never come out.
enum SettingResource {
    private static let admin = Access.roles([.admin])

    static func routes(_ api: API) -> [Routes.Route] {
        let group = "/api/v2/settings/{group}"
        return [
            Routes.Route(method: .get, path: "/api/v2/settings", access: admin) { _, _ in
                API.answer(["uris": .array(SettingKind.groups.map { .string(api.uri("/settings/\($0)")) })])
            },
            Routes.Route(method: .get, path: group, access: admin) { try await list($0, $1, api) },
            Routes.Route(method: .post, path: group, access: admin) { try await set($0, $1, api, isNew: true) },
            Routes.Route(method: .put, path: group, access: admin) { try await set($0, $1, api, isNew: false) },
            Routes.Route(method: .delete, path: group, access: admin) { try await remove($0, $1, api) },
        ]
    }

    private static func kinds(_ context: ServerRequestContext) throws(APIError) -> [SettingKind] {
        let kinds = SettingKind.all.filter { $0.group == context.name("group") }
        guard !kinds.isEmpty else { throw APIError(.notFound, "Requested settings group cannot be found.") }
        return kinds
    }

    private static func list(_ request: Request, _ context: ServerRequestContext, _ api: API) async throws -> Response {
        let kinds = try kinds(context)
        let query = try request.query(["location", "name"])
        let found = try await api.store.settings(of: try context.contactCenter(), group: kinds[0].group)
        let settings = try found.filter { setting in
            let isLocated = kinds.contains { $0.name == setting.name && $0.isLocated }
            let location = query["location"]
            return (query["name"] ?? setting.name) == setting.name
                && (!isLocated || location == nil || location == "*" || location == setting.location)
        }.map { setting in
            var members: [String: JSONValue] = [
                "name": .string(setting.name),
                "value": SettingKind.masked(try api.tenants.value(of: setting)),
            ]
            if !setting.location.isEmpty { members["location"] = .string(setting.location) }
            return JSONValue.object(members)
        }
        return API.answer(["settings": .array(settings), "key": "name"])
    }

    private static func set(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API,
        isNew: Bool
    ) async throws -> Response {
        let kinds = try kinds(context)
        let contactCenter = try context.contactCenter()
        let bodies = try bodies(try await JSONFields.read(request))
        var changes: [(SettingKind, Setting, JSONValue)] = []
        for fields in bodies {
            let name = try fields.requiredText("name")
            guard let kind = kinds.first(where: { $0.name == name }) else { throw fields.invalid("name") }
            let location = try location(try fields.text("location") ?? "", kind)
            guard let value = fields.value("value") else { throw fields.missing("value") }
            let setting = Setting(
                contactCenter: contactCenter,
                group: kind.group,
                name: name,
                location: location,
                value: ""
            )
            guard !changes.contains(where: { $0.1.name == name && $0.1.location == location }) else {
                throw APIError(.badRequest, "The body has a setting twice.")
            }
            let old = try await api.store.settings(of: contactCenter, group: kind.group)
                .first { $0.name == name && $0.location == location }
            if isNew, old != nil { throw APIError(.alreadyExists, "The setting already exists.") }
            if !isNew, old == nil { throw APIError(.notFound, "Requested setting cannot be found.") }
            // An old value that does not open any more can still be replaced by a whole new one.
            let before = old.flatMap { try? api.tenants.value(of: $0) }
            let checked = try kind.checked(value, before)
            try check(checked.addresses, isSecret: kind.isSecret, api, context)
            changes.append((kind, setting, checked))
        }
        for (kind, setting, value) in changes { try await api.tenants.keep(value, as: kind, setting) }
        return API.answer(status: isNew ? .created : .ok)
    }

    /// Refuses addresses that only this machine reaches, and has the log say where a password would be read on the way.
    private static func check(
        _ addresses: [WebAddress],
        isSecret: Bool,
        _ api: API,
        _ context: ServerRequestContext
    ) throws(APIError) {
        for address in addresses {
            guard api.settings.media.allowsLocal || !LocalAddress.isWritten(in: address) else {
                throw APIError(.badRequest, "Parameter 'value' is invalid: the address is one of this server's own.")
            }
            if isSecret, !address.peer.isSecure {
                context.logger.warning(
                    "setting has a password that is sent without TLS: who is on the way reads it",
                    metadata: ["hint": "name an https: address", "peer": "\(address.peer.endpoint)"]
                )
            }
        }
    }

    /// The settings of a body: one as the body itself, or one or several under `settings`.
    private static func bodies(_ fields: JSONFields) throws(APIError) -> [JSONFields] {
        switch fields.value("settings") {
        case nil: return [fields]
        case .object(let members): return [JSONFields(members)]
        case .array(let elements) where (1...100).contains(elements.count):
            var bodies: [JSONFields] = []
            for element in elements {
                guard let members = element.members else { throw fields.invalid("settings") }
                bodies.append(JSONFields(members))
            }
            return bodies
        default: throw fields.invalid("settings")
        }
    }

    private static func location(_ text: String, _ kind: SettingKind) throws(APIError) -> String {
        guard !text.isEmpty else { return "" }
        guard kind.isLocated, text.hasPrefix("/"), text != "*" else { throw .invalid("location") }
        return text
    }

    private static func remove(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let kinds = try kinds(context)
        let query = try request.query(["location"])
        let fields = try await JSONFields.read(request)
        let name = try fields.requiredText("name")
        guard let kind = kinds.first(where: { $0.name == name }) else { throw APIError.invalid("name") }
        // In either place, as clients send it with the other methods in the body; the wrong one must not be removed.
        let inBody = try fields.text("location")
        guard inBody == nil || query["location"] == nil || inBody == query["location"] else {
            throw fields.invalid("location")
        }
        let location = try location(query["location"] ?? inBody ?? "", kind)
        let wasThere = try await api.store.removeSetting(
            of: try context.contactCenter(),
            group: kind.group,
            name: name,
            location: location
        )
        guard wasThere else { throw APIError(.notFound, "Requested setting cannot be found.") }
        return API.answer()
    }
}

extension JSONValue {
    /// The addresses of servers in it.
    fileprivate var addresses: [WebAddress] {
        switch self {
        case .array(let elements): elements.flatMap(\.addresses)
        case .object(let members): members.values.flatMap(\.addresses)
        case .string(let text): WebAddress(text).map { [$0] } ?? []
        default: []
        }
    }
}
