import GIRStore
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GIRServer

@Suite struct `Authorisation of every route` {
    private func routes() throws -> [Routes.Route] {
        try Routes(environment: LogLines().environment(), api: API(store: SQLiteStore.inMemory())).list
    }

    private func status(of route: Routes.Route, for principal: Principal?) async throws -> Int {
        let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }
        let filtered = FilteredRoutes(routes: try routes(), principal: principal)
        return try await filtered.respond(route.method, "/" + path.joined(separator: "/")).response.status.code
    }

    @Test func `lets nobody in without a login but where anyone may`() async throws {
        let all = try routes()
        #expect(all.count > 30)
        for route in all {
            let status = try await status(of: route, for: nil)
            #expect((status == 401) == (route.access != .anyone), "\(route.method) \(route.path): \(status)")
        }
    }

    @Test func `keeps users and the operations account apart`() async throws {
        let user = Principal(provider: .store, id: "u", userName: "u", contactCenter: "c", roles: [])
        for route in try routes() where route.access != .anyone {
            let refused = try await status(of: route, for: route.access == .operations ? user : TestAPI.operations)
            #expect(refused == 403, "\(route.method) \(route.path)")
        }
    }

    @Test func `refuses a path that nothing is known of`() async throws {
        let log = LogLines()
        let filter = AuthorisationFilter(Routes([]), audit: log.environment().audit)
        let responder = Routes([.answering]).responder(behind: [ErrorFilter(), filter])
        let source = ServerRequestContext.Source(requestIdentifier: "r", client: "127.0.0.1", logger: log.logger())
        var context = ServerRequestContext(source: source)
        context.principal = TestAPI.admin
        let head = HTTPRequest(method: .get, scheme: "https", authority: "h", path: "/thing")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        #expect(try await responder.respond(to: request, context: context).status == .forbidden)
        #expect(log.all.contains { $0.contains(" error nobody is let through") })
    }
}
