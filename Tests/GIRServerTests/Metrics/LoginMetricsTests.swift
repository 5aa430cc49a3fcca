import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import GIRServer

@Suite struct `What is counted of logins and refusals` {
    @Test func `each attempt under who was asked and how it ended`() async throws {
        let world = try await LoginWorld(centers: [\.ownCenter, \.centralCenter])
        try await world.addUser()
        func ask(_ name: String, _ password: String, contactCenter: String) async throws -> Int {
            let headers: HTTPFields = [.contactCenterIdentifier: contactCenter]
            return try await world.request(as: name, password, headers: headers).status
        }
        let (alice, right) = ("alice@example.com", "alice-canary-password")
        #expect(try await ask(alice, right, contactCenter: "0a") == 200)
        #expect(try await ask(alice, right, contactCenter: "0a") == 200)
        #expect(try await ask(alice, "wrong", contactCenter: "0a") == 401)
        #expect(try await ask("bob", "secret", contactCenter: "0c") == 200)
        world.reply.withLock { $0 = nil }
        #expect(try await ask("carol", "secret", contactCenter: "0c") == 503)
        let metrics = world.log.metrics
        #expect(metrics.value(.authentications, "rws", "accepted") == 1)
        #expect(metrics.value(.authentications, "rws", "remembered") == 1)
        #expect(metrics.value(.authentications, "rws", "refused") == 1)
        #expect(metrics.value(.authentications, "cs", "accepted") == 1)
        #expect(metrics.value(.authentications, "cs", "unavailable") == 1)
    }

    @Test func `requests without a token, by the reason`() async throws {
        let log = LogLines()
        let yaml = "serverSettings:\n  enableCsrfProtection: true\n"
        for session in [nil, `CSRF protection`.session] {
            let routes = FilteredRoutes(yaml: yaml, routes: Routes.Route.allAnswering, session: session, log: log)
            #expect(try await routes.respond(.post).response.status == .forbidden)
        }
        #expect(log.metrics.value(.csrfRejected, "no session") == 1)
        #expect(log.metrics.value(.csrfRejected, "no token") == 1)
    }

    @Test func `preflights of origins that are not allowed`() async throws {
        let log = LogLines()
        let yaml = "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://app.example\n"
        for origin in ["https://app.example", "https://other.example", "null"] {
            let fields: HTTPFields = [.origin: origin, .accessControlRequestMethod: "GET"]
            _ = try await FilteredRoutes(yaml: yaml, log: log).respond(.options, headers: fields)
        }
        #expect(log.metrics.value(.corsRejected) == 2)
    }
}
