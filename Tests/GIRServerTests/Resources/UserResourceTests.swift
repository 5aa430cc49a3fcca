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
        func walk(_ direction: String, from path: String) async throws -> [String] {
            var (path, pages): (String, [String]) = (path, [])
            while true {
                let page = try await api.call(.get, path)
                let names = page["users"]?.elements?.compactMap { $0.members?["userName"]?.text } ?? []
                pages.append(names.joined())
                guard let link = page[direction]?.text else { return pages }
                path = String(link.dropFirst("https://rws.example.com".count))
            }
        }
        let last = "/api/v2/users?fields=*&limit=2&after=c"
        #expect(try await walk("next", from: "/api/v2/users?fields=*&limit=1") == ["a", "b", "c", "d"])
        #expect(try await walk("prev", from: last) == ["d", "bc", "a"])
        #expect(try await walk("next", from: "/api/v2/users?fields=*&limit=2&before=c") == ["ab", "cd"])
        #expect(try await walk("prev", from: "/api/v2/users?fields=*&limit=2") == ["ab"])
        #expect(try await api.call(.get, "/api/v2/users?after=a&before=b").status == 400)
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
        (#"{"userName":" "}"#, 2, "'userName' is invalid"), (#"{"userName":"anna "}"#, 2, "'userName' is invalid"),
        (#"{"userName":""}"#, 2, "'userName' is invalid"), (#"{"userName":"a:b"}"#, 2, "'userName' is invalid"),
        (#"{"userName":7}"#, 2, "'userName' is invalid"), (#"{"userName":"a\u0000"}"#, 2, "'userName' is invalid"),
        (#"{"userName":"x","password":"short"}"#, 2, "'password' is invalid: it has to have 8 to 1024 bytes"),
        (#"{"userName":"x","password":["x"]}"#, 2, "'password' is invalid"),
        (#"{"userName":"x","roles":["ROLE_KING"]}"#, 2, "'roles' is invalid"),
        (#"{"userName":"x","roles":"ROLE_AGENT"}"#, 2, "'roles' is invalid"),
        (#"{"userName":"x","enabled":"true"}"#, 2, "'enabled' is invalid"),
        ("[]", 2, "no JSON object"), ("{", 2, "no JSON"), ("", 2, "no JSON"),
        (#"{"userName":"x","userName":"y"}"#, 2, "a name is there twice in one object: see byte 16"),
        (String(repeating: "[", count: 65), 2, "it nests deeper than 64: see byte 64"),
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

    @Test(arguments: [HTTPRequest.Method.post, .put])
    func `knows no operation`(method: HTTPRequest.Method) async throws {
        let id = try await add("anna")
        let answer = try await api.call(method, "/api/v2/users/\(id)", #"{"operationName":"promote","firstName":"x"}"#)
        #expect(answer.status == 400)
        #expect(
            answer.message == "Parameter 'operationName' is invalid: The specified value is not within valid range"
        )
        #expect(try await api.store.user(id)?.firstName == "")
    }

    @Test func `leaves the name of the operations account alone`() async throws {
        let id = try await add("anna")
        try await api.store.reserveUserNames(["ops"])
        for (method, path) in [(.post, ""), (.put, "/\(id)")] as [(HTTPMethod, String)] {
            let answer = try await api.call(method, "/api/v2/users\(path)", #"{"userName":"OPS"}"#)
            #expect(answer.status == 409)
            #expect(answer.code == 18)
        }
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
            roles: [.supervisor],
            permissions: [.addLabel]
        )
        let vouched = try await api.call(.get, "/api/v2/me", as: principal)
        #expect(vouched["user", "firstName"] == "")
        #expect(vouched["user", "roles"] == ["ROLE_SUPERVISOR"])
        #expect(vouched["user", "permissions"] == ["RECORDING_PERMISSION_ADD_LABEL"])
        #expect(try await api.call(.get, "/api/v2/me", as: nil).code == 20)
        #expect(try await api.call(.get, "/api/v2/me", as: TestAPI.operations).status == 403)
    }

    @Test func `is the only one whose password one can change, with the old one, and nothing else`() async throws {
        let api = try await TestAPI()
        let user = User(
            id: "u",
            contactCenter: TestAPI.contactCenter.id,
            userName: "anna",
            roles: [.agent],
            changesPasswordOnFirstLogin: true
        )
        try await api.store.add(user)
        let anna = Principal(user: user)
        let body = #"{"password":"another password"}"#
        func put(_ body: String, as principal: Principal = anna, by how: Authentication = .password) async throws -> Int
        {
            try await api.call(.put, "/api/v2/me", as: principal, body, by: how).status
        }
        #expect(try await put(body, by: .session) == 403)
        #expect(try await put(body, as: TestAPI.operations) == 403)
        #expect(try await put("{}") == 400)
        #expect(try await put(#"{"password":"short"}"#) == 400)
        #expect(try await put(#"{"password":"another password","roles":["ROLE_ADMIN"]}"#) == 400)
        #expect(try await api.store.user("u") == user)
        let central = Principal(
            provider: .configurationServer,
            id: "u",
            userName: "u",
            contactCenter: TestAPI.contactCenter.id,
            roles: []
        )
        #expect(try await put(body, as: central) == 403)
        #expect(try await put(body) == 200)
        let changed = try #require(try await api.store.user("u"))
        #expect(!changed.changesPasswordOnFirstLogin)
        let verifier = try #require(changed.passwordHash.flatMap { PasswordHash($0) })
        #expect(try verifier.matches(Secret("another password")))
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

// S10.
@Suite struct `The resource of sessions` {
    private let api: TestAPI

    init() async throws {
        api = try await TestAPI()
        for (number, center) in [TestAPI.contactCenter, TestAPI.other].enumerated() {
            let user = User(id: "u\(number)", contactCenter: center.id, userName: "user\(number)", roles: [.agent])
            try await api.store.add(user)
            try await begin(Principal(user: user), UInt8(number))
        }
        // The same name in two contact centers that Configuration Server vouches for.
        for (number, center) in ["e", "f"].enumerated() {
            try await api.store.add(ContactCenter(id: center, domain: center, usesConfigurationServer: true))
            let principal = Principal(
                provider: .configurationServer,
                id: "carol",
                userName: "carol",
                contactCenter: center,
                roles: [.agent]
            )
            try await begin(principal, UInt8(10 + number))
        }
    }

    private func begin(_ principal: Principal, _ number: UInt8) async throws {
        let session = Session(
            idHash: [UInt8](repeating: number, count: 32),
            principal: principal,
            csrfToken: [1],
            isSecure: true,
            created: LogLines.moment,
            lastUsed: LogLines.moment
        )
        _ = try await api.store.add(session, limitPerPrincipal: 9, verifier: nil)
    }

    @Test func `lists and ends those of a user of the contact center`() async throws {
        let list = try await api.call(.get, "/api/v2/sessions?userName=USER0")
        #expect(
            list.body
                == #"{"sessions":[{"created":"2025-06-15T15:06:40.000+0000","id":"00000000","lastUsed":"2025-06-15T15:06:40.000+0000","provider":"rws","secure":true,"userName":"user0"}],"statusCode":0}"#
        )
        let foreign = try await api.call(.delete, "/api/v2/sessions?userName=user1")
        #expect(foreign["ended"] == 0)
        #expect(try await api.call(.delete, "/api/v2/sessions?userName=user0")["ended"] == 1)
        #expect(try await api.call(.get, "/api/v2/sessions?userName=user0")["sessions"] == [])
        #expect(try await api.store.sessionCount() == 3)
    }

    @Test func `lets the operations account end those of any contact center, and of no other`() async throws {
        let path = "/api/v2/ops/contact-centers/e/sessions?userName=carol"
        #expect(try await api.call(.get, path, as: TestAPI.operations)["sessions", "0", "provider"] == "cs")
        #expect(try await api.call(.delete, path, as: TestAPI.operations)["ended"] == 1)
        #expect(try await api.store.sessions(provider: .configurationServer, id: "f carol").count == 1)
        let none = "/api/v2/ops/contact-centers/none/sessions?userName=carol"
        #expect(try await api.call(.delete, none, as: TestAPI.operations).status == 404)
    }

    @Test func `is for admins and the operations account, each at its place, and needs a name`() async throws {
        for role: Role in [.agent, .supervisor] {
            #expect(
                try await api.call(.delete, "/api/v2/sessions?userName=user0", as: TestAPI.user([role])).status == 403
            )
        }
        #expect(try await api.call(.get, "/api/v2/sessions?userName=user0", as: TestAPI.operations).status == 403)
        #expect(try await api.call(.get, "/api/v2/ops/contact-centers/e/sessions?userName=carol").status == 403)
        for path in ["/api/v2/sessions", "/api/v2/sessions?userName="] {
            #expect(try await api.call(.delete, path).code == 1)
        }
    }
}
