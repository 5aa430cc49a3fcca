import Dispatch
import FoundationEssentials
import GIRPKI
import GIRStore
import HTTPTypes
import Testing

@testable import GIRServer

private typealias HTTPMethod = HTTPRequest.Method

@Suite struct `The resource of users` {
    private let api: TestAPI

    init() async throws { api = try await TestAPI() }

    private func add(
        _ name: String,
        _ more: String = "",
        as principal: Principal = TestAPI.admin
    ) async throws -> String {
        let answer = try await api.call(.post, "/api/v2/users", as: principal, #"{"userName":"\#(name)"\#(more)}"#)
        #expect(answer.status == 201, "\(answer.body)")
        return try #require(answer["id"]?.text)
    }

    @Test func `keeps a user from first to last`() async throws {
        let id = try await add(
            "anna@example.com",
            #", "password":"correct horse", "firstName":"Zoë", "lastName":"B", "roles":["ROLE_AGENT","ROLE_SUPERVISOR"]"#
        )
        let read = try await api.call(.get, "/api/v2/users/\(id)")
        #expect(
            read.json == [
                "statusCode": 0,
                "user": [
                    "id": .string(id), "userName": "anna@example.com", "firstName": "Zoë", "lastName": "B",
                    "roles": ["ROLE_AGENT", "ROLE_SUPERVISOR"], "permissions": [], "enabled": true,
                    "changePasswordOnFirstLogin": false, "uri": .string("https://rws.example.com/api/v2/users/\(id)"),
                    "path": .string("/users/\(id)"),
                ],
            ]
        )
        let kept = try #require(try await api.store.user(id))
        #expect(kept.contactCenter == TestAPI.contactCenter.id)
        #expect(try PasswordHash(kept.passwordHash ?? "")?.matches(Secret("correct horse")) == true)

        let body =
            #"{"firstName":"Z","roles":["ROLE_ADMIN"],"permissions":["RECORDING_PERMISSION_ADD_LABEL"],"enabled":false}"#
        #expect(try await api.call(.put, "/api/v2/users/\(id)", body).json == ["statusCode": 0])
        let changed = try #require(try await api.store.user(id))
        #expect(changed.firstName == "Z" && changed.lastName == "B" && changed.roles == [.admin])
        #expect(changed.permissions == [.addLabel] && !changed.isEnabled && changed.passwordHash == kept.passwordHash)

        #expect(try await api.call(.delete, "/api/v2/users/\(id)").json == ["statusCode": 0])
        let gone = try await api.call(.get, "/api/v2/users/\(id)")
        #expect(gone.status == 404)
        #expect(gone.json == ["statusCode": 6, "statusMessage": "Requested user cannot be found."])
    }

    @Test func `lists addresses, objects and pages`() async throws {
        for name in ["d", "b", "a", "c"] { _ = try await add(name) }
        _ = try await add("foreign", as: TestAPI.user([.admin], of: TestAPI.other.id))
        let uris = try await api.call(.get, "/api/v2/users")
        #expect(uris["uris"]?.elements?.count == 4)
        #expect(uris["users"] == nil)
        var path = "/api/v2/users?fields=*&limit=3"
        var names: [[String?]] = []
        while true {
            let page = try await api.call(.get, path)
            names.append(page["users"]?.elements?.map { $0.members?["userName"]?.text } ?? [])
            guard let next = page["next"]?.text else { break }
            path = String(next.dropFirst("https://rws.example.com".count))
        }
        #expect(names == [["a", "b", "c"], ["d"]])
        let one = try await api.call(.get, "/api/v2/users?userName=B&fields=*")
        #expect(one["users", "0", "userName"] == "b")
        #expect(try await api.call(.get, "/api/v2/users?userName=foreign")["uris"] == [])
        for query in ["limit=0", "limit=1001", "limit=x", "fields=id", "fields=*&fields=*", "nonsense=1", "after=%zz"] {
            #expect(try await api.call(.get, "/api/v2/users?\(query)").status == 400, "\(query)")
        }
    }

    @Test func `tells nothing of other contact centers`() async throws {
        let foreign = try await add("foreign", as: TestAPI.user([.admin], of: TestAPI.other.id))
        for (method, body) in [(.get, nil), (.put, #"{"firstName":"x"}"#), (.delete, nil)] as [(HTTPMethod, String?)] {
            #expect(try await api.call(method, "/api/v2/users/\(foreign)", body).status == 404)
        }
        #expect(try await api.store.user(foreign)?.firstName == "")
        let taken = try await api.call(.post, "/api/v2/users", #"{"userName":"FOREIGN"}"#)
        #expect(taken.status == 409)
        #expect(taken.code == 18)
    }

    @Test(arguments: [
        ("{}", 1, "Parameter 'userName' is missing."), (#"{"userName":null}"#, 1, "Parameter 'userName' is missing."),
        (#"{"userName":""}"#, 2, "'userName' is invalid"), (#"{"userName":"a:b"}"#, 2, "'userName' is invalid"),
        (#"{"userName":7}"#, 2, "'userName' is invalid"), (#"{"userName":"a\u0000"}"#, 2, "'userName' is invalid"),
        (#"{"userName":"x","password":"short"}"#, 2, "'password' is invalid"),
        (#"{"userName":"x","password":["x"]}"#, 2, "'password' is invalid"),
        (#"{"userName":"x","roles":["ROLE_KING"]}"#, 2, "'roles' is invalid"),
        (#"{"userName":"x","roles":"ROLE_AGENT"}"#, 2, "'roles' is invalid"),
        (#"{"userName":"x","enabled":"true"}"#, 2, "'enabled' is invalid"),
        ("[]", 2, "no JSON object"), ("{", 2, "no JSON"), ("", 2, "no JSON"),
        (#"{"userName":"x","userName":"y"}"#, 2, "no JSON"),
    ])
    func `refuses what makes no sense`(body: String, code: Int, message: String) async throws {
        let answer = try await api.call(.post, "/api/v2/users", body)
        #expect(answer.status == 400)
        #expect(answer.code == .integer(code))
        #expect(answer.message.contains(message), "\(answer.body)")
        #expect(try await api.store.users(of: nil, after: nil, limit: 9).isEmpty)
    }

    @Test func `takes JSON alone, and no more than a megabyte`() async throws {
        let body = #"{"userName":"x"}"#
        #expect(try await api.call(.post, "/api/v2/users", body, type: "text/plain").status == 415)
        #expect(try await api.call(.post, "/api/v2/users", body, type: "application/json; charset=utf-8").status == 201)
        let large = #"{"userName":"y","x":"\#(String(repeating: "x", count: 1 << 20))"}"#
        #expect(try await api.call(.post, "/api/v2/users", large).status == 413)
    }

    @Test func `is read by all and written by admins`() async throws {
        let id = try await add("anna")
        for role: Role in [.agent, .supervisor] {
            let user = TestAPI.user([role])
            #expect(try await api.call(.get, "/api/v2/users", as: user).status == 200)
            #expect(try await api.call(.get, "/api/v2/users/\(id)", as: user).status == 200)
            for (method, path) in [(.post, ""), (.put, "/\(id)"), (.post, "/\(id)"), (.delete, "/\(id)")]
                as [(HTTPMethod, String)]
            {
                let answer = try await api.call(method, "/api/v2/users\(path)", as: user, "{}")
                #expect(answer.status == 403)
                #expect(answer.json == ["statusCode": 5, "statusMessage": "Insufficient user roles."])
            }
        }
        #expect(try await api.call(.get, "/api/v2/users", as: nil).code == 20)
        #expect(try await api.call(.get, "/api/v2/users", as: TestAPI.operations).status == 403)
    }

    @Test func `keeps ids, and lets no admin shut himself out`() async throws {
        let id = try await add("boss", #","roles":["ROLE_ADMIN"]"#)
        let boss = TestAPI.user([.admin], id: id)
        let path = "/api/v2/users/\(id)"
        let readOnly = try await api.call(.put, path, #"{"id":"x"}"#)
        #expect(readOnly.status == 400)
        #expect(readOnly.code == 11)
        for body in [#"{"enabled":false}"#, #"{"roles":["ROLE_AGENT"]}"#] {
            let answer = try await api.call(.put, path, as: boss, body)
            #expect(answer.status == 403)
            #expect(answer.code == 3)
            #expect(try await api.call(.put, path, body).status == 200)
            try await api.store.updateUser(id) { ($0.isEnabled, $0.roles) = (true, [.admin]) }
        }
        #expect(try await api.call(.delete, path, as: boss).status == 403)
        #expect(try await api.call(.put, path, as: boss, #"{"firstName":"B","enabled":true}"#).status == 200)
    }

    @Test func `adds none where the users are those of Configuration Server`() async throws {
        try await api.store.updateContactCenter(TestAPI.contactCenter.id) { $0.usesConfigurationServer = true }
        let answer = try await api.call(.post, "/api/v2/users", #"{"userName":"x"}"#)
        #expect(answer.status == 403)
        #expect(answer.code == 3)
    }
}

@Suite struct `The resource of oneself` {
    @Test func `is the user in the store, or what the login tells`() async throws {
        let api = try await TestAPI()
        let user = User(
            id: "u",
            contactCenter: TestAPI.contactCenter.id,
            userName: "anna",
            firstName: "Anna",
            roles: [.agent]
        )
        try await api.store.add(user)
        let own = try await api.call(.get, "/api/v2/me", as: TestAPI.user([.agent], id: "u"))
        #expect(own["user", "firstName"] == "Anna")
        #expect(own["user", "path"] == "/users/u")
        let principal = Principal(
            provider: .configurationServer,
            id: "u",
            userName: "u",
            contactCenter: TestAPI.contactCenter.id,
            roles: [.supervisor]
        )
        let vouched = try await api.call(.get, "/api/v2/me", as: principal)
        #expect(vouched["user", "firstName"] == "")
        #expect(vouched["user", "roles"] == ["ROLE_SUPERVISOR"])
        #expect(try await api.call(.get, "/api/v2/me", as: nil).code == 20)
        #expect(try await api.call(.get, "/api/v2/me", as: TestAPI.operations).status == 403)
    }

    @Test func `makes verifiers of passwords in turn with logins, and says when there are too many`() async throws {
        let work = PasswordWork(threads: 1, queue: 0)
        let api = try await TestAPI(work: work)
        let end = DispatchSemaphore(value: 0)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        async let other: Void = work.run {
            begin.finish()
            end.wait()
        }
        for await _ in begun {}
        let body = #"{"userName":"a","password":"correct horse"}"#
        let refused = try await api.call(.post, "/api/v2/users", body)
        #expect(refused.status == 503)
        #expect(refused.headers[.retryAfter] == "1")
        end.signal()
        try await other
        #expect(try await api.call(.post, "/api/v2/users", body).status == 201)
    }

    @Test func `has paths alone where no external address is configured`() async throws {
        let api = try await TestAPI(externalURL: nil)
        let own = try await api.call(.get, "/api/v2/me")
        #expect(own["user", "uri"] == "/api/v2/me")
    }
}
