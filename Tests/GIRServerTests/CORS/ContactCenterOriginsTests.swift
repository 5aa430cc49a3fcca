import GIRConfigKit
import GIRStore
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

@Suite struct `Origins of contact centers` {
    private static func user(_ contactCenter: String?) -> Principal {
        let provider: Principal.Provider = contactCenter == nil ? .operations : .store
        return Principal(provider: provider, id: "1", userName: "ann", contactCenter: contactCenter, roles: [.admin])
    }

    private static let yaml = """
        serverSettings:
          crossOriginSettings:
            allowedOrigins: https://global.example

        """
    private static let lists = ["north": #"["https://*.north.example"]"#, "south": #"["https://south.example"]"#]

    private func respond(
        _ method: HTTPRequest.Method,
        from origin: String,
        as principal: Principal?,
        others: HTTPFields = [:]
    ) async throws -> Response {
        var fields = others
        fields[.origin] = origin
        let routes = FilteredRoutes(
            yaml: Self.yaml,
            routes: Routes.Route.allAnswering,
            principal: principal,
            store: OriginStore(Self.lists)
        )
        return try await routes.respond(method, headers: fields).response
    }

    private func isAllowed(_ origin: String, as principal: Principal?) async throws -> Bool {
        try await respond(.get, from: origin, as: principal).headers[.accessControlAllowOrigin] == origin
    }

    @Test func `count for the users of their contact center, beside those of the file`() async throws {
        #expect(try await isAllowed("https://a.north.example", as: Self.user("north")))
        #expect(try await !isAllowed("https://south.example", as: Self.user("north")))
        #expect(try await isAllowed("https://global.example", as: Self.user("north")))
        #expect(try await isAllowed("https://global.example", as: Self.user(nil)))
        #expect(try await !isAllowed("https://south.example", as: Self.user(nil)))
        #expect(try await !isAllowed("https://south.example", as: Self.user("east")))
    }

    @Test func `let a page read that its login failed, and ask before it sends`() async throws {
        #expect(try await isAllowed("https://south.example", as: nil))
        #expect(try await !isAllowed("https://east.example", as: nil))
        let asked: HTTPFields = [.accessControlRequestMethod: "PUT"]
        let granted = try await respond(.options, from: "https://south.example", as: nil, others: asked)
        #expect(granted.status == .noContent)
        #expect(granted.headers[.accessControlAllowOrigin] == "https://south.example")
        let refused = try await respond(.options, from: "https://east.example", as: nil, others: asked)
        #expect(refused.status == .forbidden)
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .delete])
    func `let no page change anything of another contact center`(_ method: HTTPRequest.Method) async throws {
        #expect(try await respond(method, from: "https://south.example", as: Self.user("south")).status == .ok)
        let refused = try await respond(method, from: "https://south.example", as: Self.user("north"))
        #expect(refused.status == .forbidden)
        #expect(refused.headers[.accessControlAllowOrigin] == nil)
    }

    @Test(arguments: [HTTPRequest.Method.get, .post, .put, .delete])
    func `that are all origins open the contact center of the list and no other`(
        _ method: HTTPRequest.Method
    ) async throws {
        let store = OriginStore(["north": #"["*"]"#, "south": #"["https://south.example"]"#])
        func respond(as principal: Principal) async throws -> Response {
            let routes = FilteredRoutes(
                yaml: Self.yaml + "  enableCsrfProtection: true\n",
                routes: Routes.Route.allAnswering,
                principal: principal,
                store: store
            )
            return try await routes.respond(method, headers: [.origin: "https://evil.example"]).response
        }
        // They may read, and not write in the user's name.
        let status = method == .get ? HTTPResponse.Status.ok : .forbidden
        let own = try await respond(as: Self.user("north"))
        #expect(own.status == status)
        #expect(own.headers[.accessControlAllowOrigin] == "*")
        #expect(own.headers[.accessControlAllowCredentials] == nil)
        for principal in [Self.user("south"), Self.user("east"), Self.user(nil)] {
            let other = try await respond(as: principal)
            #expect(other.headers[.accessControlAllowOrigin] == nil)
            #expect(other.status == status)
        }
    }

    @Test func `let no page without an origin in, whatever was imported`() async throws {
        let store = OriginStore(["north": #"["null", "https://north.example"]"#])
        for origin in ["null", "https://north.example"] {
            let routes = FilteredRoutes(
                yaml: Self.yaml + "    allowCredentials: false\n",
                routes: Routes.Route.allAnswering,
                principal: Self.user("north"),
                store: store
            )
            let response = try await routes.respond(.get, headers: [.origin: origin]).response
            #expect(response.headers[.accessControlAllowOrigin] == (origin == "null" ? nil : origin))
        }
    }

    @Test func `are read once in their lifetime, by however many ask`() async throws {
        let store = OriginStore(Self.lists)
        let log = LogLines()
        let lists = ContactCenterOrigins(store: store, lifetime: .seconds(120), logger: log.logger())
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { await lists.current().count } }
            for await count in group { #expect(count == 2) }
        }
        #expect(store.reads == 1)
        store.change(to: [:])
        #expect(await lists.current().count == 2)
        #expect(lists.latest.count == 2)
    }

    @Test func `are asked for again soon after a failure, and not by every request`() async throws {
        for (retry, reads) in [(Duration.zero, 2), (.seconds(600), 1)] {
            let store = OriginStore(Self.lists)
            store.change(to: Self.lists, fails: true)
            let lists = ContactCenterOrigins(
                store: store,
                lifetime: .seconds(600),
                retry: retry,
                logger: LogLines().logger()
            )
            #expect(await lists.current().isEmpty)
            store.change(to: Self.lists)
            #expect(await lists.current().count == (retry == .zero ? 2 : 0))
            #expect(await lists.current().count == (retry == .zero ? 2 : 0))
            #expect(store.reads == reads)
        }
    }

    @Test func `are read each time where the lifetime is nothing, and stay where the store is away`() async throws {
        let store = OriginStore(Self.lists)
        let log = LogLines()
        let lists = ContactCenterOrigins(store: store, lifetime: .zero, logger: log.logger())
        #expect(await lists.current().count == 2)
        store.change(to: ["north": #""https://a.example, https://b.example""#, "south": "{}"])
        let changed = await lists.current()
        let origin = try #require(WebOrigin("https://b.example"))
        #expect(changed["north"]?.names(origin) == true)
        #expect(changed["south"] == AllowedOrigins())
        store.change(to: [:], fails: true)
        #expect(await lists.current() == changed)
        #expect(log.all.last?.contains("warning origins of contact centers cannot be read") == true)
    }
}
