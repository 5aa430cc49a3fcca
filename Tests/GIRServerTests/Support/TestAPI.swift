import FoundationEssentials
import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import GIRServer

/// The resources over a store in memory, asked without a network.
struct TestAPI {
    let store: any Store
    let api: API
    /// What the requests have left in the log.
    let log = LogLines()

    static let contactCenter = ContactCenter(
        id: String(repeating: "c", count: 32),
        domain: "Sample",
        usesConfigurationServer: false,
        features: ["/api/api-supervisor-recording"]
    )
    static let other = ContactCenter(
        id: String(repeating: "d", count: 32),
        domain: "Other",
        usesConfigurationServer: false,
        features: ["/api/api-supervisor-recording"]
    )

    init(
        securityKey: String? = "a key for settings",
        region: String? = nil,
        externalURL: String? = "https://rws.example.com/api/v2",
        work: PasswordWork = PasswordWork(),
        media: MediaPeers = MediaPeers(),
        sharing shared: (any Store)? = nil
    ) async throws {
        store = try shared ?? SQLiteStore.inMemory()
        for one in [Self.contactCenter, Self.other] where shared == nil { try await store.add(one) }
        var settings = APISettings(
            externalURL: externalURL,
            region: region,
            securityKey: securityKey.map { Secret($0) }
        )
        settings.media = media
        api = try API(
            store: store,
            settings: settings,
            now: { Date(timeIntervalSince1970: 1_790_000_000) },
            work: work
        )
    }

    static func user(
        _ roles: Set<Role>,
        id: String = "caller",
        permissions: Set<RecordingPermission> = [],
        of contactCenter: String = TestAPI.contactCenter.id
    ) -> Principal {
        Principal(
            provider: .store,
            id: id,
            userName: "\(id)@example.com",
            contactCenter: contactCenter,
            roles: roles,
            permissions: permissions
        )
    }
    static let admin = user([.admin])
    static let operations = Principal(
        provider: .operations,
        id: "ops",
        userName: "ops",
        contactCenter: nil,
        roles: []
    )

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: String
        let json: JSONValue
        /// The most bytes of the body that were written at once.
        let largestPart: Int

        /// The member at a path of names and indices.
        subscript(_ path: String...) -> JSONValue? {
            path.reduce(json) { value, name in
                Int(name).map { value?.elements?.dropFirst($0).first } ?? value?.members?[name]
            }
        }
        var code: JSONValue? { self["statusCode"] }
        var message: String { self["statusMessage"]?.text ?? "" }
    }

    /// Asks as a principal, or as nobody.
    func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        as principal: Principal? = TestAPI.admin,
        _ body: String? = nil,
        type: String = "application/json",
        by authentication: Authentication = .session,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        let environment = log.environment()
        let routes = Routes(environment: environment, api: api)
        let responder = routes.responder(behind: [
            ErrorFilter(), ActingAs(principal: principal, authentication: authentication),
            AccessOfRoutes(routes: routes.list),
        ])
        var head = HTTPRequest(method: method, scheme: "https", authority: "h", path: path)
        head.headerFields = headers
        if body != nil { head.headerFields[.contentType] = type }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
        let source = ServerRequestContext.Source(
            requestIdentifier: "r",
            client: "127.0.0.1",
            logger: environment.logger
        )
        let response = try await responder.respond(to: request, context: ServerRequestContext(source: source))
        let collector = Collector()
        try await response.body.write(collector)
        let (text, largestPart) = collector.written.withLock { $0 }
        return Answer(
            status: response.status.code,
            headers: response.headers,
            body: text,
            json: (try? JSONParser.value(Array(text.utf8))) ?? .null,
            largestPart: largestPart
        )
    }

    private final class Collector: ResponseBodyWriter {
        let written = Mutex((text: "", largestPart: 0))
        func write(_ buffer: ByteBuffer) async throws {
            written.withLock {
                $0.text += String(buffer: buffer)
                $0.largestPart = max($0.largestPart, buffer.readableBytes)
            }
        }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private struct ActingAs: Filter {
        let principal: Principal?
        let authentication: Authentication
        nonisolated(nonsending) func handle(
            _ request: Request,
            context: ServerRequestContext,
            next: nonisolated(nonsending) (Request, ServerRequestContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.principal = principal
            context.authentication = authentication
            return try await next(request, context)
        }
    }

    private struct AccessOfRoutes: Filter {
        let routes: [Routes.Route]
        nonisolated(nonsending) func handle(
            _ request: Request,
            context: ServerRequestContext,
            next: nonisolated(nonsending) (Request, ServerRequestContext) async throws -> Response
        ) async throws -> Response {
            let path = context.endpointPath
            let route = routes.first { RouterPath($0.path).description == path && $0.method == request.method }
            if let refusal = route?.access.refusal(of: context.principal) { throw refusal }
            return try await next(request, context)
        }
    }
}
