import FoundationEssentials
import GIRConfigKit
import GIRStore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import GIRServer

/// Routes behind all filters, as a configuration sets them up, without a network.
struct FilteredRoutes {
    var yaml = ""
    var routes: [Routes.Route] = [.answering]
    var isSecure = true
    var transport = StrictTransport.includeSubDomains
    var principal: Principal?
    var session: Session?
    /// The lists of origins of contact centers.
    var store = OriginStore()
    var log = LogLines()
    var requestLog = RequestLog.serverLog
    var proxies = TrustedProxies()

    func respond(
        _ method: HTTPRequest.Method,
        _ path: String = "/thing",
        headers: HTTPFields = [:],
        authority: String = "rws.example",
        body text: String = ""
    ) async throws -> (response: Response, body: String) {
        let settings = try ServerSettings(yaml: yaml)
        let environment = log.environment()
        let rules = CrossOriginRules(settings.crossOriginSettings)
        let lists = ContactCenterOrigins(store: store, lifetime: rules.listLifetime, logger: environment.logger)
        let filters = FilterList.filters(
            environment: environment,
            isSecure: isSecure,
            headers: SecurityHeaders(isSecure ? transport : nil),
            requestLog: requestLog,
            proxies: proxies,
            crossOrigin: CrossOriginPolicy(rules: rules, lists: lists),
            csrf: CSRFRules(settings),
            routes: Routes(routes)
        )
        let responder = Routes(routes).responder(behind: filters)
        let head = HTTPRequest(method: method, scheme: "https", authority: authority, path: path, headerFields: headers)
        var logger = environment.logger
        logger[metadataKey: "request"] = "request-1"
        let source = ServerRequestContext.Source(requestIdentifier: "request-1", client: "127.0.0.1", logger: logger)
        var context = ServerRequestContext(source: source)
        context.session = session
        context.principal = principal
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: text)))
        let response = try await responder.respond(to: request, context: context)
        let body = Body()
        try await response.body.write(body)
        return (response, body.text.withLock { $0 })
    }

    private final class Body: ResponseBodyWriter {
        let text = Mutex("")
        func write(_ buffer: ByteBuffer) async throws { text.withLock { $0 += String(buffer: buffer) } }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

extension ServerSettings {
    /// The section of a configuration.
    init(yaml: String) throws {
        let source = SourceText(path: "application.yaml", bytes: Array(yaml.utf8))
        let (configuration, report) = GIRConfigKit.ApplicationConfiguration.read(source)
        guard let configuration else { throw ServerError(.configuration, "\(report.diagnostics)") }
        self = configuration.serverSettings
    }
}

extension Routes.Route {
    /// A resource that answers `{}` to every method it has.
    static let answering = Routes.Route(method: .get, path: "/thing", access: .anyone) { _, _ in answer }

    static func answering(_ method: HTTPRequest.Method) -> Routes.Route {
        Routes.Route(method: method, path: "/thing", access: .anyone) { _, _ in answer }
    }

    static let allAnswering: [Routes.Route] = [.get, .post, .put, .delete, .patch].map(answering)

    private static var answer: Response {
        Response(
            status: .ok,
            headers: [.contentType: APIBody.contentType, .vary: "Accept"],
            body: .init(byteBuffer: ByteBuffer(string: "{}"))
        )
    }
}

/// Contact centers with lists of origins, counting how often they are read.
final class OriginStore: ContactCenterStore, SettingStore {
    private let state: Mutex<(values: [String: String], reads: Int, fails: Bool)>

    /// - Parameter values: the JSON of the setting for each contact center.
    init(_ values: [String: String] = [:]) { state = Mutex((values, 0, false)) }

    var reads: Int { state.withLock { $0.reads } }

    func change(to values: [String: String], fails: Bool = false) {
        state.withLock {
            $0.values = values
            $0.fails = fails
        }
    }

    func contactCenters() async throws -> [ContactCenter] {
        try state.withLock { state in
            state.reads += 1
            if state.fails { throw StoreError(.unavailable, "the store is away") }
            return state.values.keys.sorted().map {
                ContactCenter(id: $0, domain: $0, usesConfigurationServer: false)
            }
        }
    }

    func contactCenter(_ id: String) async throws -> ContactCenter? { nil }
    func add(_ contactCenter: ContactCenter) async throws {}

    func updateContactCenter(
        _ id: String,
        _ change: @escaping @Sendable (inout ContactCenter) throws -> Void
    ) async throws -> ContactCenter {
        throw StoreError(.notFound, "there is none")
    }

    func settings(of contactCenter: String, group: String) async throws -> [Setting] {
        state.withLock { state in
            guard group == "access-control", let value = state.values[contactCenter] else { return [] }
            return [Setting(contactCenter: contactCenter, group: group, name: "allowedOrigins", value: value)]
        }
    }

    func set(_ setting: Setting) async throws {}
    func rewriteSettings(_ body: @escaping @Sendable (Setting) throws -> String?) async throws -> Int { 0 }

    func removeSetting(of contactCenter: String, group: String, name: String, location: String) async throws -> Bool {
        false
    }
}
