import FoundationEssentials
import GIRStore
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import GIRServer

/// The rows B1 to B12 of the authentication flow.
@Suite struct `Flow of a login` {
    private let denied = #"{"statusCode":20,"statusMessage":"Access denied: authentication is required."}"#

    private func expectDenied(_ answer: LoginWorld.Answer, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(answer.status == 401, sourceLocation: sourceLocation)
        #expect(answer.body == denied, sourceLocation: sourceLocation)
        #expect(
            answer.headers[.wwwAuthenticate]
                == #"Basic realm="Interaction Recording Web Services", charset="UTF-8""#,
            sourceLocation: sourceLocation
        )
        #expect(answer.cookie == nil, sourceLocation: sourceLocation)
    }

    @Test func `B1: a session is enough`() async throws {
        let world = try await LoginWorld()
        try await world.addUser()
        let login = try await world.request(as: "alice@example.com", "alice-canary-password")
        #expect(login.status == 200)
        #expect(login.body.hasPrefix("rws:alice@example.com password 0a "))
        let cookie = try #require(login.cookie)
        let next = try await world.request(cookies: [cookie])
        #expect(next.body.hasPrefix("rws:alice@example.com session 0a "))
        #expect(next.headers[.setCookie] == nil)
        #expect(world.checks.withLock { $0 } == 1)
    }

    @Test func `B2: nobody reaches what needs no login, and is challenged elsewhere`() async throws {
        let world = try await LoginWorld()
        let open = try await world.request(.get, "/api/v2/diagnostics/version")
        #expect(open.body == "nobody - - -")
        expectDenied(try await world.request())
        let head = try await world.request(.head)
        #expect(head.status == 401 && head.body.isEmpty)
        expectDenied(try await world.request(.get, "/api/v2/ops/contact-centers"))
        #expect(try await world.request(.get, "/api/v2/none").status == 404)
        #expect(try await world.request(.put).status == 405)
    }

    @Test func `B3: Configuration Server's word is enough where it is enabled`() async throws {
        let world = try await LoginWorld(centers: [\.centralCenter])
        world.reply.withLock {
            $0 = HelperReply("OK user=Alice roles=supervisor,agent permissions=RECORDING_PERMISSION_ADD_LABEL")
        }
        let login = try await world.request(as: "alice", "canary")
        #expect(login.body.hasPrefix("cs:Alice password 0c "))
        #expect(world.checks.withLock { $0 } == 0)
    }

    @Test(arguments: [
        ("OK", "0c", false), ("OK contactCenter=0c", "0c", true), ("OK contactCenter=central", "0c", true),
        ("OK contactCenter=0c", "0d", false), ("OK contactCenter=other", "0d", true),
    ])
    func `B3: a request does not choose the contact center of its user`(
        reply: String,
        header: String,
        isAccepted: Bool
    ) async throws {
        let world = try await LoginWorld(centers: [\.centralCenter, \.otherCenter])
        world.reply.withLock { $0 = HelperReply("\(reply) roles=agent") }
        let login = try await world.request(as: "alice", "canary", headers: [.contactCenterIdentifier: header])
        #expect(login.status == (isAccepted ? 200 : 401))
        #expect(!isAccepted || login.body.hasPrefix("cs:alice password \(header) "))
    }

    @Test func `B4: Configuration Server's refusal is final`() async throws {
        let world = try await LoginWorld(centers: [\.centralCenter, \.ownCenter])
        try await world.addUser()
        world.reply.withLock { $0 = HelperReply("ERR") }
        let header: HTTPFields = [.contactCenterIdentifier: "0c"]
        expectDenied(
            try await world.request(as: "alice@example.com", "alice-canary-password", headers: header)
        )
        #expect(world.questions.withLock { $0 } == 1)
        #expect(world.checks.withLock { $0 } == 0)
    }

    @Test(arguments: [nil, "BH message=\"server is down\""])
    func `B5: without Configuration Server nobody else is asked`(reply: String?) async throws {
        let world = try await LoginWorld(centers: [\.centralCenter])
        world.reply.withLock { $0 = reply.flatMap { HelperReply($0) } }
        let answer = try await world.request(as: "alice", "canary")
        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter] == "5")
        #expect(answer.body.hasPrefix(#"{"statusCode":4,"#))
        #expect(!answer.body.contains("down"))
        #expect(world.checks.withLock { $0 } == 0)
        #expect(try await world.request(.get, "/api/v2/diagnostics/version", as: "alice", "canary").status == 200)
    }

    @Test(arguments: [("", "canary"), ("alice", ""), (String(repeating: "a", count: 256), "canary")])
    func `B4: the helper is not asked for what is nobody's password`(name: String, password: String) async throws {
        let world = try await LoginWorld(centers: [\.centralCenter])
        expectDenied(try await world.request(as: name, password))
        #expect(world.questions.withLock { $0 } == 0)
    }

    @Test(arguments: ["ａｌｉｃｅ", "al\u{ad}ice", "alice\u{200d}", "ﬁ", "Ⅳ", "①"])
    func `B4: the helper is not asked for a name that a directory takes for another`(_ name: String) async throws {
        let world = try await LoginWorld(centers: [\.centralCenter])
        expectDenied(try await world.request(as: name, "canary"))
        #expect(world.questions.withLock { $0 } == 0)
    }

    @Test(arguments: ["Weiß", "Ὀδυσσεύς", "ÅSA", "李明", "e\u{301}ric", "o'neill-1"])
    func `B3: the helper is asked for names of all languages`(_ name: String) async throws {
        let world = try await LoginWorld(centers: [\.centralCenter])
        #expect(try await world.request(as: name, "canary").status == 200)
    }

    @Test func `B5: a contact center that needs a helper and has none refuses`() async throws {
        var settings = LoginWorld.settings
        settings.helper = nil
        let store = try SQLiteStore.inMemory()
        let world = try await LoginWorld(settings, store: store, centers: [\.centralCenter])
        world.reply.withLock { $0 = nil }
        #expect(try await world.request(as: "alice", "canary").status == 503)
    }

    @Test func `B6: RWS's own users are asked where Configuration Server is not enabled`() async throws {
        let world = try await LoginWorld()
        try await world.addUser()
        #expect(try await world.request(as: "ALICE@example.COM", "alice-canary-password").status == 200)
        expectDenied(try await world.request(as: "alice@example.com", "wrong"))
        expectDenied(try await world.request(as: "alice@example.com", ""))
        #expect(world.questions.withLock { $0 } == 0)
    }

    @Test func `B7: the operations account reaches its own resources and no others`() async throws {
        let world = try await LoginWorld()
        let ops = "/api/v2/ops/contact-centers"
        #expect(try await world.request(.get, ops, as: "rws-ops", "ops-canary-password").status == 200)
        expectDenied(try await world.request(.get, ops, as: "rws-ops", "wrong"))
        let foreign = try await world.request(as: "rws-ops", "ops-canary-password")
        #expect(foreign.status == 403)
        #expect(foreign.body == #"{"statusCode":5,"statusMessage":"Insufficient user roles."}"#)
        #expect(world.questions.withLock { $0 } == 0)
    }

    @Test(arguments: [
        "Basic", "Basic !!!!", "Basic dXNlcg==", "Bearer abc", "Negotiate abc", "Basic dTpwCg==",
        "Basic \(String(repeating: "A", count: 8192))",
    ])
    func `B8: anything but a name and a password is refused`(field: String) async throws {
        let world = try await LoginWorld()
        expectDenied(try await world.request(authorization: [field]))
        #expect(try await world.request(.get, "/api/v2/diagnostics/version", authorization: [field]).status == 200)
    }

    @Test func `B8: two fields are no request`() async throws {
        let world = try await LoginWorld()
        let field = "Basic dXNlcjpwYXNz"
        let answer = try await world.request(.get, "/api/v2/diagnostics/version", authorization: [field, field])
        #expect(answer.status == 400)
    }

    @Test func `B9: a name and a password count before the session of another`() async throws {
        let world = try await LoginWorld()
        try await world.addUser()
        try await world.addUser("bob@example.com", password: "bob-canary-password")
        let alice = try #require(try await world.request(as: "alice@example.com", "alice-canary-password").cookie)
        let bob = try await world.request(as: "bob@example.com", "bob-canary-password", cookies: [alice])
        #expect(bob.body.hasPrefix("rws:bob@example.com password"))
        let cookie = try #require(bob.cookie)
        #expect(cookie != alice)
        expectDenied(try await world.request(cookies: [alice]))
        #expect(try await world.request(cookies: [cookie]).body.hasPrefix("rws:bob@example.com session"))
        // A wrong password is not made good by a session.
        expectDenied(try await world.request(as: "bob@example.com", "wrong", cookies: [cookie]))
        #expect(try await world.request(cookies: [cookie]).status == 200)
        // The right one goes on with it.
        let again = try await world.request(as: "bob@example.com", "bob-canary-password", cookies: [cookie])
        #expect(again.status == 200)
        #expect(again.cookie == nil)
    }

    @Test(arguments: [true, false])
    func `B9: a change in the name of another ends the session before too`(needsToken: Bool) async throws {
        let world = try await LoginWorld(needsToken: needsToken)
        try await world.addUser()
        try await world.addUser("bob@example.com", password: "bob-canary-password")
        let alice = try #require(try await world.request(as: "alice@example.com", "alice-canary-password").cookie)
        let bob = try await world.request(.post, as: "bob@example.com", "bob-canary-password", cookies: [alice])
        #expect(bob.status == (needsToken ? 403 : 200))
        #expect(bob.cookie == nil && bob.expiresCookie)
        expectDenied(try await world.request(cookies: [alice]))
        #expect(try await world.store.sessionCount() == 0)
        #expect(world.log.audit.contains { $0.contains("session_logout") && $0.contains("login of another") })
    }

    @Test(arguments: ["alice@example.com", "nobody@example.com"])
    func `B10: an account that waits is not checked, and one that does not exist waits as long`(
        name: String
    )
        async throws
    {
        let world = try await LoginWorld()
        try await world.addUser()
        for number in 0..<5 { expectDenied(try await world.request(as: name, "wrong\(number)")) }
        let answer = try await world.request(as: name, "alice-canary-password")
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter] == "1")
        #expect(answer.body == #"{"statusCode":3,"statusMessage":"Too many failed logins. Try again later."}"#)
        #expect(world.checks.withLock { $0 } == 5)
        #expect(try await world.request(.get, "/api/v2/diagnostics/version", as: name, "x").status == 200)
    }

    @Test func `B10: a session goes on while its account waits`() async throws {
        let world = try await LoginWorld()
        try await world.addUser()
        let cookie = try #require(try await world.request(as: "alice@example.com", "alice-canary-password").cookie)
        for number in 0..<6 {
            _ = try await world.request(as: "alice@example.com", "wrong\(number)", from: "203.0.113.5")
        }
        #expect(try await world.request(cookies: [cookie]).status == 200)
        #expect(try await world.request(as: "alice@example.com", "alice-canary-password").status == 200)
    }

    @Test func `B11: a password without TLS is not looked at, unless it comes from this machine`() async throws {
        let world = try await LoginWorld(isSecure: false)
        try await world.addUser()
        let answer = try await world.request(as: "alice@example.com", "alice-canary-password")
        #expect(answer.status == 403)
        #expect(answer.body == #"{"statusCode":3,"statusMessage":"Credentials are accepted over TLS only."}"#)
        #expect(world.checks.withLock { $0 } == 0)
        for address in ["127.0.0.1", "::1"] {
            let local = try await world.request(as: "alice@example.com", "alice-canary-password", from: address)
            #expect(local.status == 200)
        }
        var settings = LoginWorld.settings
        settings.allowsPlaintext = true
        let open = try await LoginWorld(settings, isSecure: false)
        try await open.addUser()
        #expect(try await open.request(as: "alice@example.com", "alice-canary-password").status == 200)
    }

    @Test func `B12: scripts are challenged too`() async throws {
        let world = try await LoginWorld()
        let headers: HTTPFields = [HTTPField.Name("X-Requested-With") ?? .from: "XMLHttpRequest"]
        expectDenied(try await world.request(headers: headers))
        var settings = LoginWorld.settings
        settings.scriptChallenge = "xBasic"
        let other = try await LoginWorld(settings)
        let answer = try await other.request(headers: headers)
        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("xBasic realm=") == true)
        expectDenied(try await other.request())
    }

    @Test func `finds the contact center by the request, then by the user, then where there is only one`() async throws
    {
        let world = try await LoginWorld(centers: [\.centralCenter, \.ownCenter])
        try await world.addUser()
        let (name, password) = ("alice@example.com", "alice-canary-password")
        #expect(try await world.request(as: name, password).body.hasPrefix("rws:\(name) password 0a"))
        let own: HTTPFields = [.contactCenterIdentifier: "0a"]
        #expect(try await world.request(as: name, password, headers: own).status == 200)
        let named: HTTPFields = [.contactCenterIdentifier: "own"]
        #expect(try await world.request(as: name, password, headers: named).status == 200)
        let central: HTTPFields = [.contactCenterIdentifier: "0c"]
        #expect(try await world.request(as: name, password, headers: central).body.hasPrefix("cs:\(name) password 0c"))
        // With two of them it is not clear whose a name is that is nobody's here.
        expectDenied(try await world.request(as: "carol", "x"))
        expectDenied(try await world.request(as: name, password, headers: [.contactCenterIdentifier: "0f"]))
        var two = central
        two.append(HTTPField(name: .contactCenterIdentifier, value: "0a"))
        expectDenied(try await world.request(as: name, password, headers: two))
        // Whose contact center has come to use Configuration Server is no longer one of RWS's own.
        try await world.store.updateContactCenter("0a") { $0.usesConfigurationServer = true }
        world.reply.withLock { $0 = HelperReply("ERR") }
        expectDenied(try await world.request(as: name, password))
    }

    @Test func `lets who has to change the password do nothing else`() async throws {
        let world = try await LoginWorld()
        let user = try await world.addUser(roles: [.admin])
        try await world.store.updateUser(user.id) { $0.changesPasswordOnFirstLogin = true }
        let (name, password) = ("alice@example.com", "alice-canary-password")
        let refused = try await world.request(.get, "/api/v2/users/1", as: name, password)
        #expect(refused.status == 403)
        #expect(refused.body.hasPrefix(#"{"statusCode":8,"statusMessage":"The password has to be changed first"#))
        let cookie = try #require(refused.cookie)
        #expect(try await world.request(.get, "/api/v2/users/1", cookies: [cookie]).status == 403)
        #expect(try await world.request(.get, "/api/v2/diagnostics/version", cookies: [cookie]).status == 200)
        try await world.store.updateUser(user.id) { $0.changesPasswordOnFirstLogin = false }
        #expect(try await world.request(.get, "/api/v2/users/1", as: name, password).status == 200)
    }
}
