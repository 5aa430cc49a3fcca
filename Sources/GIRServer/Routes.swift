import HTTPTypes
import Hummingbird

/// All addresses of the API, in one list.
struct Routes: Sendable {
    typealias Handler = @Sendable (Request, ServerRequestContext) async throws -> Response

    /// One method of one path.
    struct Route: Sendable {
        let method: HTTPRequest.Method
        let path: String
        /// Who may call it.
        let access: Access
        /// Whether it gives out media: each reading is in the audit log, and pages of allowed origins may embed it.
        var isMedia = false
        /// What a body is to be.
        var content = RequestContent.json
        let handler: Handler
    }

    private(set) var list: [Route]

    /// The paths at which files are sent.
    var uploads: Set<String> { Set(list.filter { $0.content == .form }.map(\.path)) }

    init(_ list: [Route]) { self.list = list }

    /// The routes that the server offers.
    init(environment: ServerEnvironment, api: API) {
        list = [
            Route(
                method: .get,
                path: "/api/v2/diagnostics/version",
                access: .anyone,
                handler: DiagnosticsVersion.handler(version: environment.version)
            )
        ]
        list += Me.routes(api)
        list += UserResource.routes(api)
        list += SessionResource.routes(api)
        list += ContactCenterResource.routes(api)
        list += SettingResource.routes(api)
        list += RecordingInsertion.routes(api)
        list += RecordingResource.routes(api)
        list += RecordingMedia.routes(api)
        list += ScreenRecordingResource.routes(api)
        list += RecordingLabels.routes(api)
        list += LabelDefinitionResource.routes(api)
        list += OpenAPI.routes(version: environment.version, list)
    }

    /// The responder behind the filters: it knows each route, answers `HEAD` where there is a `GET` and `OPTIONS`
    /// everywhere, and refuses the other methods of a known path with what that path allows.
    func responder(behind filters: [any Filter]) -> RouterResponder<ServerRequestContext> {
        let router = Router(context: ServerRequestContext.self)
        for (path, routes) in Dictionary(grouping: list, by: \.path) {
            register(routes, at: path, in: router, behind: filters)
        }
        // Added last it is passed by nothing but what no route knows.
        router.middlewares.add(UnknownPath(answer: Self.chain(filters) { _, _ in throw HTTPError(.notFound) }))
        return router.buildResponder()
    }

    /// The handler behind the filters; the router's own way to have some takes two steps more for each, and each of them
    /// asks the task where it runs.
    private static func chain(_ filters: [any Filter], _ handler: @escaping Handler) -> Handler {
        filters.reversed().reduce(handler) { next, filter in
            { request, context in try await filter.handle(request, context: context, next: next) }
        }
    }

    /// Answers in place of the router.
    private struct UnknownPath: RouterMiddleware {
        typealias Context = ServerRequestContext
        let answer: Handler

        @concurrent func handle(
            _ request: Request,
            context: ServerRequestContext,
            next: @concurrent (Request, ServerRequestContext) async throws -> Response
        ) async throws -> Response { try await answer(request, context) }
    }

    private func register(
        _ routes: [Route],
        at path: String,
        in router: Router<ServerRequestContext>,
        behind filters: [any Filter]
    ) {
        var handlers = Dictionary(routes.map { ($0.method, Self.checked($0)) }) { first, _ in first }
        if let get = handlers[.get], handlers[.head] == nil {
            handlers[.head] = { request, context in try await get(request, context).withoutBody }
        }
        let allowed = (handlers.keys.map(\.rawValue) + ["OPTIONS"]).sorted().joined(separator: ", ")
        if handlers[.options] == nil {
            handlers[.options] = { _, _ in Response(status: .noContent, headers: [.allow: allowed]) }
        }
        for method in RequestHeadPolicy.methods {
            router.on(
                RouterPath(path),
                method: method,
                use: Self.chain(filters, handlers[method] ?? Self.refusal(of: method, allowed: allowed))
            )
        }
    }

    /// The route's handler, reached only with a body and a query that it reads.
    ///
    /// A condition that is not understood would find more than was asked for, or do more than was meant. What anyone may
    /// ask for has no conditions, and monitors put into its query what they like.
    private static func checked(_ route: Route) -> Handler {
        let handler = RequestContent.checking(route)
        let operation = OpenAPIOperation.all["\(route.method.rawValue) \(route.path)"]
        guard route.access != .anyone, let parameters = operation.map({ Set($0.query) }) else { return handler }
        return { request, context in
            if request.uri.query != nil { _ = try request.query(parameters) }
            return try await handler(request, context)
        }
    }

    private static func refusal(of method: HTTPRequest.Method, allowed: String) -> Handler {
        { _, _ in
            throw APIError(
                .methodNotAllowed,
                "Method \(method.rawValue) is not allowed for this resource.",
                headers: [.allow: allowed]
            )
        }
    }
}
