import GIRConfigKit
import GIRStore
import HTTPTypes
import Hummingbird

/// `/api/v2/ops/contact-centers`: the tenants, for the operations account.
enum ContactCenterResource {
    private static let all = "/api/v2/ops/contact-centers"
    private static let one = "\(all)/{contactCenter}"

    static func routes(_ api: API) -> [Routes.Route] {
        [
            Routes.Route(method: .get, path: all, access: .operations) { request, _ in try await list(request, api) },
            Routes.Route(method: .post, path: all, access: .operations) { request, _ in try await add(request, api) },
            Routes.Route(method: .get, path: one, access: .operations) { _, context in
                API.answer(["contactCenter": json(try await find(context, api), api)])
            },
            Routes.Route(method: .put, path: one, access: .operations) { try await change($0, $1, api) },
            Routes.Route(method: .get, path: "\(one)/features", access: .operations) { _, context in
                API.answer(["uris": features(of: try await find(context, api))])
            },
            Routes.Route(method: .post, path: "\(one)/features", access: .operations) {
                try await addFeatures($0, $1, api)
            },
            Routes.Route(method: .delete, path: "\(one)/features", access: .operations) {
                try await removeFeatures($0, $1, api)
            },
            Routes.Route(method: .post, path: "\(one)/recordings", access: .operations) {
                try await operate($0, $1, api)
            },
        ]
    }

    private static func json(_ one: ContactCenter, _ api: API) -> JSONValue {
        let path = "/ops/contact-centers/\(one.id)"
        return [
            "id": .string(one.id), "domain": .string(one.domain),
            "configurationServerUsers": .bool(one.usesConfigurationServer), "features": features(of: one),
            "uri": .string(api.uri(path)), "path": .string(path),
        ]
    }

    private static func features(of one: ContactCenter) -> JSONValue {
        .array(one.features.sorted().map { .string($0) })
    }

    /// The contact center of the path.
    static func find(_ context: ServerRequestContext, _ api: API) async throws -> ContactCenter {
        guard let id = context.name("contactCenter"), let one = try await api.store.contactCenter(id) else {
            throw notFound
        }
        return one
    }

    private static let notFound = APIError(.notFound, "Requested contact center cannot be found.")

    private static func list(_ request: Request, _ api: API) async throws -> Response {
        let page = try PageRequest(try request.query(PageRequest.parameters), standard: 1000)
        let window = page.window(of: try await api.store.contactCenters(), by: \.id)
        let (shown, links) = page.cut(window, at: api.uri("/ops/contact-centers"), by: \.id)
        return try await page.answer("contactCenters", shown, links: links) {
            api.uri("/ops/contact-centers/\($0.id)")
        } json: {
            json($0, api)
        }
    }

    private static func add(_ request: Request, _ api: API) async throws -> Response {
        let fields = try await JSONFields.read(request)
        guard let domain = try domain(fields) else { throw fields.missing("domain") }
        let one = ContactCenter(
            id: try StoreID.make(),
            domain: domain,
            usesConfigurationServer: try fields.flag("configurationServerUsers") ?? false,
            features: Set(try fields.texts("features") ?? [])
        )
        try await refusingTakenDomain { try await api.store.add(one) }
        return api.created("/ops/contact-centers/\(one.id)", ["id": .string(one.id)])
    }

    private static func change(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let one = try await find(context, api)
        let fields = try await JSONFields.read(request)
        guard try fields.text("id") ?? one.id == one.id else { throw APIError.readOnly("id") }
        let domain = try domain(fields)
        let usesConfigurationServer = try fields.flag("configurationServerUsers")
        let features = try fields.texts("features")
        try await refusingTakenDomain {
            try await api.store.updateContactCenter(one.id) { one in
                one.domain = domain ?? one.domain
                one.usesConfigurationServer = usesConfigurationServer ?? one.usesConfigurationServer
                one.features = features.map { Set($0) } ?? one.features
            }
        }
        return API.answer()
    }

    /// Names of contact centers have no period.
    private static func domain(_ fields: JSONFields) throws(APIError) -> String? {
        guard let domain = try fields.text("domain", isEmptyAllowed: false) else { return nil }
        guard !domain.contains("."), !DisplayText.isMisleading(domain), !DisplayText.hasBlankEdge(domain) else {
            throw fields.invalid("domain")
        }
        return domain
    }

    private static func refusingTakenDomain(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as StoreError where error.code == .alreadyExists {
            throw APIError(.alreadyExists, "A contact center with this domain already exists.")
        }
    }

    // MARK: Features

    private static func addFeatures(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let one = try await find(context, api)
        let uris = try await uris(of: request)
        try await api.store.updateContactCenter(one.id) { $0.features.formUnion(uris) }
        return API.answer()
    }

    private static func removeFeatures(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        let one = try await find(context, api)
        let uris = try await uris(of: request)
        try await api.store.updateContactCenter(one.id) { $0.features.subtract(uris) }
        return API.answer()
    }

    private static func uris(of request: Request) async throws -> [String] {
        let fields = try await JSONFields.read(request)
        guard let uris = try fields.texts("uris") else { throw fields.missing("uris") }
        return uris
    }

    /// `{"operationName":"createCRCF"}` made column families once; a store of today has room for recordings from the start.
    private static func operate(
        _ request: Request,
        _ context: ServerRequestContext,
        _ api: API
    ) async throws -> Response {
        _ = try await find(context, api)
        let fields = try await JSONFields.read(request)
        guard try fields.requiredText("operationName") == "createCRCF" else { throw fields.invalid("operationName") }
        return API.answer()
    }
}
