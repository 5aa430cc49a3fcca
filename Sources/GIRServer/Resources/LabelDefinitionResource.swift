import GIRLinks
import GIRStore
import HTTPTypes
import Hummingbird

/// `/api/v2/recording-label-definitions`: the words that recordings may be labelled with.
enum LabelDefinitionResource {
    private static let all = "/api/v2/recording-label-definitions"
    private static let one = "\(all)/{name}"

    static func routes(_ api: API) -> [Routes.Route] {
        let readers = RecordingResource.readers
        return [
            Routes.Route(method: .get, path: all, access: readers) { try await list($0, $1, api) },
            Routes.Route(method: .post, path: all, access: readers) { try await add($0, $1, api) },
            Routes.Route(method: .get, path: one, access: readers) { _, context in
                API.answer(["recordingLabelDefinition": json(try await find(context, api), api)])
            },
            Routes.Route(method: .put, path: one, access: readers) { try await change($0, $1, api) },
            Routes.Route(method: .delete, path: one, access: readers) { try await remove($1, api) },
        ]
    }

    private static func json(_ definition: LabelDefinition, _ api: API) -> JSONValue {
        let path = path(of: definition.name)
        return [
            "name": .string(definition.name), "displayName": .string(definition.displayName),
            "description": .string(definition.description), "path": .string(path), "uri": .string(api.uri(path)),
        ]
    }

    private static func path(of name: String) -> String {
        "/recording-label-definitions/\(PercentEncoding.encoded(name))"
    }

    private static func find(_ context: ServerRequestContext, _ api: API) async throws -> LabelDefinition {
        let name = context.name("name")
        let all = try await api.store.labelDefinitions(of: try context.contactCenter())
        guard let found = all.first(where: { $0.name == name }) else { throw notFound }
        return found
    }

    private static let notFound = APIError(.notFound, "Requested label definition cannot be found.")

    private static func list(_ request: Request, _ context: ServerRequestContext, _ api: API) async throws -> Response {
        let page = try PageRequest(try request.query(PageRequest.parameters), standard: 1000)
        let all = try await api.store.labelDefinitions(of: try context.contactCenter())
        let window = page.window(of: all, by: \.name)
        let (shown, links) = page.cut(window, at: api.uri("/recording-label-definitions"), by: \.name)
        return try await page.answer("recordingLabelDefinitions", shown, links: links) {
            api.uri(path(of: $0.name))
        } json: {
            json($0, api)
        }
    }

    private static func add(_ request: Request, _ context: ServerRequestContext, _ api: API) async throws -> Response {
        let access = try RecordingAccess(context, api)
        try access.require(.addLabelDefinition)
        let fields = try await JSONFields.read(request)
        let name = try fields.requiredText("name")
        // What no path may have (see RequestTarget) could never be read, changed or removed again.
        guard name.utf8.allSatisfy({ (0x20...0x7e).contains($0) }), !name.hasPrefix("__"),
            !name.contains(where: { "/\\;%".contains($0) }), name != ".", name != ".."
        else { throw fields.invalid("name") }
        let definition = LabelDefinition(
            contactCenter: access.contactCenter,
            name: name,
            displayName: try fields.text("displayName") ?? name,
            description: try fields.text("description", limit: 4096) ?? ""
        )
        do {
            try await api.store.add(definition)
        } catch let error as StoreError where error.code == .alreadyExists {
            throw APIError(.alreadyExists, "A label definition with this name already exists.")
        }
        return api.created(path(of: name), ["name": .string(name)])
    }

    private static func change(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let access = try RecordingAccess(context, api)
        try access.require(.addLabelDefinition)
        var definition = try await find(context, api)
        let fields = try await JSONFields.read(request)
        guard try fields.text("name") ?? definition.name == definition.name else { throw APIError.readOnly("name") }
        definition.displayName = try fields.text("displayName") ?? definition.displayName
        definition.description = try fields.text("description", limit: 4096) ?? definition.description
        do {
            try await api.store.update(definition)
        } catch let error as StoreError where error.code == .notFound {
            throw notFound
        }
        return API.answer()
    }

    private static func remove(_ context: ServerRequestContext, _ api: API) async throws -> Response {
        let access = try RecordingAccess(context, api)
        try access.require(.deleteLabelDefinition)
        do {
            try await api.store.removeLabelDefinition(context.name("name") ?? "", of: access.contactCenter)
        } catch let error as StoreError where error.code == .inUse {
            throw APIError(.inUse, "A recording has this label.")
        } catch let error as StoreError where error.code == .notFound {
            throw notFound
        }
        return API.answer()
    }
}
