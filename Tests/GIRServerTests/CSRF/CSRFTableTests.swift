import FoundationEssentials
import GIRStore
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

/// A session, its user, and the table of requests with and without its token: rows C1 to C15.
@Suite struct `CSRF protection` {
    static let principal = Principal(
        provider: .store,
        id: "1",
        userName: "ann",
        contactCenter: "north",
        roles: [.admin]
    )
    static let session = Session(
        idHash: [UInt8](repeating: 0xab, count: 32),
        principal: principal,
        csrfToken: (0..<32).map { UInt8($0) },
        isSecure: true,
        created: LogLines.moment,
        lastUsed: LogLines.moment
    )
    /// A session of nobody who has to be in the store.
    static let operationsSession = Session(
        idHash: [UInt8](repeating: 0xcd, count: 32),
        principal: Principal(provider: .operations, id: "ops", userName: "ops", contactCenter: nil, roles: []),
        csrfToken: (0..<32).map { UInt8($0) },
        isSecure: true,
        created: LogLines.moment,
        lastUsed: LogLines.moment
    )
    private static let on = "serverSettings:\n  enableCsrfProtection: true\n"
    private static let changes: [HTTPRequest.Method] = [.post, .put, .delete, .patch]

    private func respond(
        _ method: HTTPRequest.Method,
        _ path: String = "/thing",
        token: [String] = [],
        session: Session? = CSRFProtection.session,
        principal: Principal? = CSRFProtection.principal,
        others: HTTPFields = [:],
        yaml: String = on,
        routes: [Routes.Route] = Routes.Route.allAnswering,
        log: LogLines = LogLines()
    ) async throws -> (response: Response, body: String) {
        var fields = others
        for value in token { fields.append(HTTPField(name: .csrfToken, value: value)) }
        let routes = FilteredRoutes(yaml: yaml, routes: routes, principal: principal, session: session, log: log)
        return try await routes.respond(method, path, headers: fields)
    }

    private typealias CSRFProtection = `CSRF protection`

    private func expectRefused(_ answer: (response: Response, body: String)) {
        #expect(answer.response.status == .forbidden)
        #expect(answer.body == #"{"statusCode":3,"statusMessage":"Missing or invalid Csrf token"}"#)
        #expect(answer.response.headers[.contentType] == "application/json;charset=utf-8")
        #expect(answer.response.headers[.setCookie] == nil)
    }

    private var token: String { get throws { try CSRFToken.masked(Self.session.csrfToken) } }

    @Test func `C1 without a session there is no token`() async throws {
        let response = try await respond(.get, session: nil, principal: nil).response
        #expect(response.status == .ok)
        #expect(response.headers[.csrfHeader] == nil && response.headers[.csrfToken] == nil)
    }

    @Test func `C2 every answer of a session names the header and has a token, masked anew`() async throws {
        var seen: Set<String> = []
        for path in ["/thing", "/none", "/thing"] {
            let headers = try await respond(.get, path).response.headers
            #expect(headers[.csrfHeader] == "X-CSRF-TOKEN")
            let token = try #require(headers[.csrfToken])
            #expect(CSRFToken.matches(token, Self.session.csrfToken))
            seen.insert(token)
        }
        #expect(seen.count == 3)
        let refused = try await respond(.post).response
        #expect(CSRFToken.matches(try #require(refused.headers[.csrfToken]), Self.session.csrfToken))
    }

    @Test func `C2 a token of an answer is good for the next request`() async throws {
        let token = try #require(try await respond(.get).response.headers[.csrfToken])
        #expect(try await respond(.post, token: [token]).response.status == .ok)
    }

    @Test(arguments: changes)
    func `C3 a change without a token is refused`(_ method: HTTPRequest.Method) async throws {
        let log = LogLines()
        expectRefused(try await respond(method, log: log))
        let line = try #require(log.audit.first)
        #expect(log.audit.count == 1)
        #expect(line.contains(#""event":"malicious_csrf","request_id":"request-1""#))
        #expect(
            line.hasSuffix(
                #""user":"rws:ann","provider":"rws","contact_center":"north","session":"abababab","status":403,"detail":"no token"}"#
                    + "\n"
            )
        )
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .options])
    func `C4 what changes nothing needs no token`(_ method: HTTPRequest.Method) async throws {
        #expect(try await respond(method).response.status.kind == .successful)
    }

    @Test(arguments: changes, ["X-CSRF-TOKEN", "x-csrf-token", "X-Csrf-Token"])
    func `C5 a change with the token passes, whatever the case of its name`(
        _ method: HTTPRequest.Method,
        _ name: String
    ) async throws {
        let name = try #require(HTTPField.Name(name))
        #expect(try await respond(method, others: [name: try token]).response.status == .ok)
    }

    @Test func `C6 a token in capitals, of nobody, or empty is refused`() async throws {
        let other = try CSRFToken.masked([UInt8](repeating: 9, count: 32))
        for token in [try token.uppercased(), "", "wrong", other] {
            expectRefused(try await respond(.post, token: [token]))
        }
    }

    @Test func `C7 a token in the address does not count`() async throws {
        expectRefused(try await respond(.post, "/thing?_csrf=\(try token)&X-CSRF-TOKEN=\(try token)"))
    }

    @Test func `C8 two tokens are refused in any order`() async throws {
        expectRefused(try await respond(.post, token: [try token, "bad"]))
        expectRefused(try await respond(.post, token: ["bad", try token]))
    }

    @Test func `C9 a login without a session is refused and gets none`() async throws {
        expectRefused(try await respond(.post, session: nil))
        expectRefused(try await respond(.post, token: [try token], session: nil))
        #expect(try await respond(.post, session: nil).response.headers[.csrfToken] == nil)
    }

    @Test(
        arguments: [
            (HTTPFields(), true), ([.cookie: "a=b"], false), ([.origin: "https://app.example"], false),
            ([.referer: "https://app.example/page"], false), ([.secFetchSite: "none"], false),
        ] as [(HTTPFields, Bool)]
    )
    func `C9 a program of an exempt user needs neither session nor token, a browser does`(
        _ fields: HTTPFields,
        _ passes: Bool
    ) async throws {
        let world = try await LoginWorld(needsToken: true, exemptUsers: ["Alice@example.com"])
        try await world.addUser()
        try await world.addUser("bob@example.com", password: "bob-canary-password")
        let answer = try await world.request(.post, as: "alice@example.com", "alice-canary-password", headers: fields)
        #expect(answer.status == (passes ? 200 : 403))
        #expect(answer.headers[.setCookie] == nil && answer.headers[.csrfToken] == nil)
        #expect(world.log.metrics.value(.csrfExempted) == (passes ? 1 : 0))
        let bob = try await world.request(.post, as: "bob@example.com", "bob-canary-password", headers: fields)
        #expect(bob.status == 403)
        #expect(try await world.request(.post, as: "alice@example.com", "wrong", headers: fields).status != 200)
    }

    @Test func `C9 a session of an exempt user needs its token`() async throws {
        let world = try await LoginWorld(needsToken: true, exemptUsers: ["alice@example.com"])
        try await world.addUser()
        let cookie = try #require(try await world.request(as: "alice@example.com", "alice-canary-password").cookie)
        #expect(try await world.request(.post, cookies: [cookie]).status == 403)
    }

    @Test func `C10 the token of the session before a login is refused after it`() async throws {
        let next = Session(
            idHash: [UInt8](repeating: 1, count: 32),
            principal: Self.principal,
            csrfToken: [UInt8](repeating: 5, count: 32),
            isSecure: true,
            created: LogLines.moment,
            lastUsed: LogLines.moment
        )
        expectRefused(try await respond(.post, token: [try token], session: next))
    }

    @Test func `C11 the token of a session that ended is refused`() async throws {
        expectRefused(try await respond(.post, token: [try token], session: nil, principal: nil))
    }

    // C13: the name of a node behind a dot is no part of identifiers here; what has one is unknown like any other.
    @Test func `C12 an identifier in the address is no request`() {
        #expect(RequestTarget("/api/v2/me;jsessionid=node0abc") == nil)
        #expect(RequestTarget("/api/v2/me%3bjsessionid=node0abc") == nil)
    }

    @Test func `C15 the answer shows nothing of what was sent`() async throws {
        for method in Self.changes {
            let (response, body) = try await respond(method, token: ["canary"])
            #expect(!body.contains("canary"))
            #expect(!response.headers.contains { $0.value.contains("canary") })
        }
    }

    @Test(arguments: ["", "serverSettings:\n  enableCsrfProtection: false\n"])
    func `is off unless it is switched on`(_ yaml: String) async throws {
        let response = try await respond(.post, yaml: yaml).response
        #expect(response.status == .ok)
        #expect(response.headers[.csrfHeader] == nil && response.headers[.csrfToken] == nil)
    }
}
