import FoundationEssentials
import GIRStore
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GIRServer

@Suite struct `Audit log` {
    private static let principal = Principal(
        provider: .store,
        id: "0123",
        userName: "ann@example.com",
        contactCenter: "cc1",
        roles: [.admin]
    )

    private func record(
        _ event: AuditEvent,
        principal: Principal? = nil,
        client: String = "192.0.2.1",
        log: LogLines = LogLines()
    ) throws -> String {
        let environment = log.environment()
        let source = ServerRequestContext.Source(
            requestIdentifier: "request-1",
            client: client,
            logger: environment.logger
        )
        var context = ServerRequestContext(source: source)
        context.principal = principal
        let fields: HTTPFields = [.authorization: "Basic canary-a", .cookie: "JSESSIONID=canary-b"]
        let head = HTTPRequest(
            method: .post,
            scheme: "https",
            authority: "h",
            path: "/api/v2/me?token=canary-c",
            headerFields: fields
        )
        environment.audit.record(
            event,
            request: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            context: context
        )
        #expect(log.audit.count == 1)
        return try #require(log.audit.first)
    }

    @Test func `writes one JSON object a line, the time first`() throws {
        let line = try record(
            AuditEvent(.loginSucceeded, sessionHash: [0xab, 0xcd, 0xef, 0x01, 0x23, 0x45], status: 200),
            principal: Self.principal
        )
        let start =
            #"{"ts":"2025-06-15T15:06:40.000Z","level":"info","event":"authn_login_success","request_id":"request-1","#
            + #""src_ip":"192.0.2.1","method":"POST","latency_ms":"#
        let end =
            #","user":"rws:ann@example.com","provider":"rws","contact_center":"cc1","session":"abcdef01","status":200}"#
            + "\n"
        #expect(line.hasPrefix(start))
        #expect(line.hasSuffix(end))
    }

    @Test func `writes a name that was not proved as a digest that differs from process to process`() throws {
        let event = AuditEvent(.loginFailed, user: .claimed("hunter2", .store), status: 401, detail: "wrong password")
        let line = try record(event)
        #expect(!line.contains("hunter2"))
        #expect(line.contains(#""user_hash":""#))
        #expect(line.contains(#""provider":"rws","status":401,"detail":"wrong password"}"#))
        #expect(try record(event) != line)
        let log = LogLines()
        let audit = log.environment().audit
        audit.record(event)
        audit.record(event)
        #expect(log.audit.first == log.audit.last)
    }

    @Test(arguments: AuditEvent.Kind.allCases)
    func `names each event in the vocabulary's words and with its level`(_ kind: AuditEvent.Kind) throws {
        let line = try record(AuditEvent(kind))
        #expect(line.contains(#""level":"\#(kind.level)","event":"\#(kind.rawValue)""#))
        #expect(["info", "warning", "critical"].contains(kind.level))
        #expect(!line.contains("canary"))
    }

    @Test func `has each change that was made, and nothing that was only read or refused`() async throws {
        let log = LogLines()
        let routes: [Routes.Route] = [HTTPRequest.Method.get, .post, .put, .delete].map { method in
            Routes.Route(method: method, path: "/things/{id}", access: .roles([.admin])) { request, _ in
                if request.uri.path.hasSuffix("none") { throw APIError(.notFound, "there is none") }
                return Response(status: method == .post ? .created : .ok)
            }
        }
        for (method, path) in [
            (.get, "/things/1"), (.post, "/things/1"), (.put, "/things/none"), (.put, "/things/1"),
            (.delete, "/things/1"),
        ] as [(HTTPRequest.Method, String)] {
            let filtered = FilteredRoutes(routes: routes, principal: Self.principal, log: log)
            _ = try await filtered.respond(method, path)
        }
        let agent = Principal(provider: .store, id: "2", userName: "bob", contactCenter: "cc1", roles: [.agent])
        _ = try await FilteredRoutes(routes: routes, principal: agent, log: log).respond(.put, "/things/1")
        let changes = log.audit.filter { $0.contains(#""event":"sensitive_update""#) }
        #expect(changes.count == 3)
        for (line, (method, status)) in zip(changes, [("POST", 201), ("PUT", 200), ("DELETE", 200)]) {
            #expect(line.contains(#""level":"info""#))
            #expect(line.contains(#""method":"\#(method)","route":"/things/{id}""#))
            #expect(line.contains(#""user":"rws:ann@example.com""#))
            #expect(line.contains(#""status":\#(status)"#))
        }
        #expect(log.audit.count { $0.contains(#""event":"authz_fail""#) } == 1)
    }

    @Test func `has what no client sends by itself`() async throws {
        let world = try await LoginWorld()
        _ = try await world.request(authorization: ["Basic a:b"])
        _ = try await world.request(authorization: ["Basic YTpi", "Basic YTpi"])
        _ = try await world.request(cookies: [String(repeating: "A", count: 43), "other"])
        let details = ["Authorization field", "several Authorization fields", "several session cookies"]
        #expect(world.log.audit.count == details.count)
        for (line, detail) in zip(world.log.audit, details) {
            #expect(line.contains(#""event":"input_validation_fail""#) && line.contains(#""detail":"\#(detail)""#))
        }
    }

    @Test func `names what was changed, made, read or refused, and whose session was ended`() async throws {
        let log = LogLines()
        let bob = Principal(provider: .store, id: "2", userName: "bob", contactCenter: "cc1", roles: [.agent])
        let session = Session(
            idHash: [UInt8](repeating: 0xab, count: 32),
            principal: bob,
            csrfToken: [1],
            isSecure: true,
            created: LogLines.moment,
            lastUsed: LogLines.moment
        )
        let routes: [Routes.Route] = [
            Routes.Route(method: .put, path: "/things/{id}", access: .roles([.admin])) { _, _ in Response(status: .ok)
            },
            Routes.Route(method: .post, path: "/things", access: .roles([.admin])) { _, _ in
                Response(status: .created, headers: [.location: "https://rws.example.com/things/9"])
            },
            Routes.Route(method: .get, path: "/media/{id}", access: .roles([.admin]), isMedia: true) { _, _ in
                Response(status: .partialContent)
            },
            Routes.Route(method: .delete, path: "/sessions", access: .roles([.admin])) { _, context in
                context.trail.hasEnded(session)
                return Response(status: .ok)
            },
        ]
        for (method, path) in [
            (.put, "/things/a%20b?secret=canary"), (.post, "/things"), (.get, "/media/7"), (.head, "/media/7"),
            (.delete, "/sessions?userName=bob"),
        ] as [(HTTPRequest.Method, String)] {
            _ = try await FilteredRoutes(routes: routes, principal: Self.principal, log: log).respond(method, path)
        }
        _ = try await FilteredRoutes(routes: routes, principal: bob, log: log).respond(.get, "/media/8")
        let facts = try log.audit.map { line in
            let value = try JSONDecoder().decode([String: AuditValue].self, from: Data(line.utf8))
            return ["event", "user", "resource", "owner", "session"].map { value[$0]?.text ?? "-" }
        }
        let ann = "rws:ann@example.com"
        #expect(
            facts == [
                ["sensitive_update", ann, "/things/a%20b", "-", "-"], ["sensitive_update", ann, "/things/9", "-", "-"],
                ["sensitive_read", ann, "/media/7", "-", "-"],
                ["session_logout", ann, "-", "rws:bob", "abababab"], ["sensitive_update", ann, "/sessions", "-", "-"],
                ["authz_fail", "rws:bob", "/media/8", "-", "-"],
            ]
        )
        #expect(!log.audit.joined().contains("canary"))
    }

    @Test func `stays one line whatever a name holds`() throws {
        let name = "a\"\\\n\r\u{1b}[2J\u{2028}\u{202e}\u{85}é" + String(repeating: "x", count: 5000)
        let principal = Principal(provider: .store, id: "1", userName: name, contactCenter: nil, roles: [])
        let line = try record(AuditEvent(.loginSucceeded), principal: principal, client: "a\nb")
        #expect(line.utf8.count < 2300)
        #expect(
            line.dropLast().unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7f && $0.value < 0x2000 || $0 == "…"
            }
        )
        let value = try JSONDecoder().decode([String: AuditValue].self, from: Data(line.utf8))
        #expect(value["user"]?.text?.hasPrefix("rws:a\"\\\n\r\u{1b}[2J\u{2028}\u{202e}\u{85}éxxx") == true)
        #expect(value["src_ip"]?.text == "a\nb")
    }
}

/// A text or a number.
struct AuditValue: Decodable {
    let text: String?
    let number: Int?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        text = try? container.decode(String.self)
        number = try? container.decode(Int.self)
    }
}
