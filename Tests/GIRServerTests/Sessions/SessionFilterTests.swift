import GIRPKI
import GRDB
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import GIRServer
@testable import GIRStore

@Suite struct `Sessions of requests` {
    private let name = "alice@example.com"
    private let password = "alice-canary-password"

    private func world(needsToken: Bool = false, isSecure: Bool = true) async throws -> LoginWorld {
        let world = try await LoginWorld(isSecure: isSecure, needsToken: needsToken)
        try await world.addUser()
        return world
    }

    // S4, C11.
    @Test func `are never adopted, and the cookie of one that is not there is taken away`() async throws {
        let world = try await world()
        for value in [try SessionIdentifier().text, "x", ""] {
            let answer = try await world.request(cookies: [value])
            #expect(answer.status == 401)
            #expect(answer.expiresCookie)
            #expect(answer.cookie == nil)
        }
        let open = try await world.request(.get, "/api/v2/diagnostics/version", cookies: ["x"])
        #expect(open.status == 200)
        #expect(open.expiresCookie)
    }

    // C14.
    @Test func `are not chosen from several`() async throws {
        let world = try await world()
        let cookie = try #require(try await world.request(as: name, password).cookie)
        #expect(try await world.request(cookies: [cookie, "x"]).status == 400)
        #expect(try await world.request(cookies: ["x", cookie]).status == 400)
        #expect(try await world.request(cookies: [cookie, cookie]).status == 200)
    }

    // C1, C9: without a login there is no session, and a change without a session begins none.
    @Test func `are begun by a login, and by nothing that is refused`() async throws {
        let world = try await world(needsToken: true)
        #expect(try await world.request(.get, "/api/v2/diagnostics/version").headers[.setCookie] == nil)
        let refused = try await world.request(.post, as: name, password)
        #expect(refused.status == 403)
        #expect(refused.headers[.setCookie] == nil)
        #expect(try await world.store.sessionCount() == 0)
        let login = try await world.request(as: name, password)
        #expect(login.headers[.csrfToken] != nil)
        let token = try #require(login.headers[.csrfToken])
        let cookie = try #require(login.cookie)
        let posted = try await world.request(.post, cookies: [cookie], headers: [.csrfToken: token])
        #expect(posted.status == 200)
    }

    // A page of another origin can send one with the login that the browser remembers.
    @Test func `are not begun by a change, whether a token is asked for or not`() async throws {
        let world = try await world()
        let answer = try await world.request(.post, as: name, password)
        #expect(answer.status == 200)
        #expect(answer.headers[.setCookie] == nil)
        #expect(try await world.store.sessionCount() == 0)
        #expect(try await world.request(.head, as: name, password).cookie != nil)
    }

    // S7, C10.
    @Test func `are new with each login and with changed roles`() async throws {
        let world = try await world(needsToken: true)
        let one = try await world.request(as: name, password)
        let other = try await world.request(as: name, password)
        #expect(one.cookie != other.cookie)
        let id = try #require(try await world.store.user(named: name)).id
        try await world.store.updateUser(id) { $0.roles = [.admin] }
        world.clock.advance(.seconds(6))
        let cookie = try #require(other.cookie)
        #expect(try await world.request(cookies: [cookie]).status == 401)
        let changed = try await world.request(as: name, password, cookies: [cookie])
        #expect(changed.cookie != nil && changed.cookie != cookie)
        let token = try #require(other.headers[.csrfToken])
        let stale = try await world.request(
            .post,
            cookies: [try #require(changed.cookie)],
            headers: [.csrfToken: token]
        )
        #expect(stale.status == 403)
    }

    // S8.
    @Test func `end by a logout, once`() async throws {
        let world = try await world()
        let cookie = try #require(try await world.request(as: name, password).cookie)
        let out = try await world.request(.post, "/api/v2/logout", cookies: [cookie])
        #expect(out.status == 204)
        #expect(out.body == "")
        #expect(out.expiresCookie)
        #expect(HTTPField.Name("Clear-Site-Data").flatMap { out.headers[$0] } == #""cookies", "storage""#)
        #expect(try await world.request(.post, "/api/v2/logout", cookies: [cookie]).status == 401)
        #expect(try await world.request(cookies: [cookie]).status == 401)
        #expect(try await world.request(.post, "/api/v2/logout").status == 401)
        #expect(world.log.audit.contains { $0.contains("session_logout") && $0.contains("logout") })
    }

    @Test func `that a logout ended hand out no token`() async throws {
        let world = try await world(needsToken: true)
        let login = try await world.request(as: name, password)
        let cookie = try #require(login.cookie)
        let headers: HTTPFields = [.csrfToken: try #require(login.headers[.csrfToken])]
        let refused = try await world.request(.post, "/api/v2/logout", cookies: [cookie])
        #expect(refused.status == 403)
        #expect(refused.headers[.csrfToken] != nil)
        let out = try await world.request(.post, "/api/v2/logout", cookies: [cookie], headers: headers)
        #expect(out.status == 204)
        #expect(out.headers[.csrfToken] == nil && out.headers[.csrfHeader] == nil)
    }

    @Test func `end by a logout with a password too, and leave no cookie`() async throws {
        let world = try await world()
        let out = try await world.request(.post, "/api/v2/logout", as: name, password)
        #expect(out.status == 204)
        #expect(out.cookie == nil)
        #expect(try await world.store.sessionCount() == 0)
    }

    // S5, S6, S9.
    @Test func `leave a trail`() async throws {
        let world = try await world()
        let cookie = try #require(try await world.request(as: name, password).cookie)
        for number in 0..<10 {
            world.clock.advance(.milliseconds(10))
            _ = try await world.request(as: name, password, headers: [.userAgent: "\(number)"])
        }
        #expect(try await world.request(cookies: [cookie]).status == 401)
        world.clock.advance(.seconds(1800))
        let last = try #require(try await world.request(as: name, password).cookie)
        world.clock.advance(.seconds(1800))
        #expect(try await world.request(cookies: [last]).status == 401)
        for event in ["session_created", "excess_sessions_exceeded", "session_expired"] {
            #expect(world.log.audit.contains { $0.contains(event) }, "\(event)")
        }
        #expect(!world.log.audit.contains { $0.contains(cookie) })
    }

    @Test func `of a program without a cookie jar are the same one again, and end none of a browser`() async throws {
        let world = try await world()
        let browser: HTTPFields = [.userAgent: "browser"]
        let script: HTTPFields = [.userAgent: "script"]
        let cookie = try #require(try await world.request(as: name, password, headers: browser).cookie)
        world.clock.advance(.milliseconds(10))
        #expect(try await world.request(cookies: [cookie], headers: browser).status == 200)
        var given: [String] = []
        for _ in 0..<50 {
            world.clock.advance(.milliseconds(10))
            let answer = try await world.request(as: name, password, headers: script)
            #expect(answer.status == 200)
            given.append(try #require(answer.cookie))
        }
        // As many as any other client until it is clear that none comes back, and not one write more.
        #expect(Set(given).count == 20)
        #expect(Set(given.suffix(31)).count == 1)
        #expect(try await world.store.sessionCount() == 10)
        #expect(try await world.request(cookies: [cookie], headers: browser).status == 200)
        // A program that begins to keep cookies gets along with what it is given.
        let last = try #require(given.last)
        #expect(try await world.request(cookies: [last], headers: script).status == 200)
        #expect(try await world.request(as: name, password, headers: script).cookie != last)
    }

    @Test func `are given again only while they live`() async throws {
        let world = try await world()
        var given: [String] = []
        for _ in 0..<21 { given.append(try #require(try await world.request(as: name, password).cookie)) }
        #expect(given[19] == given[20])
        _ = try await world.request(.post, "/api/v2/logout", cookies: [given[19]], headers: [.userAgent: "other"])
        let next = try await world.request(as: name, password)
        #expect(next.status == 200)
        #expect(try given[20] != #require(next.cookie))
        #expect(try await world.request(cookies: [try #require(next.cookie)]).status == 200)
    }

    // S12.
    @Test func `of TLS are worth nothing without`() async throws {
        let store = try SQLiteStore.inMemory()
        let secure = try await LoginWorld(store: store)
        try await secure.addUser()
        let plain = try await LoginWorld(store: store, centers: [], isSecure: false)
        let cookie = try #require(try await secure.request(as: name, password).cookie)
        #expect(try await plain.request(cookies: [cookie]).status == 401)
        #expect(try await store.sessionCount() == 0)
        #expect(plain.log.audit.contains { $0.contains("sent without TLS") })
    }

    // S11, and what nodes share.
    @Test func `are known to another node`() async throws {
        let store = try SQLiteStore.inMemory()
        let one = try await LoginWorld(store: store)
        try await one.addUser()
        let other = try await LoginWorld(store: store, centers: [])
        let cookie = try #require(try await one.request(as: name, password).cookie)
        #expect(try await other.request(cookies: [cookie]).body.hasPrefix("rws:\(name) session"))
    }

    @Test func `are refused with 503 where there may be no more`() async throws {
        let world = try await LoginWorld(store: SQLiteStore.inMemory(sessionLimit: 1))
        try await world.addUser()
        try await world.addUser("bob@example.com", password: password)
        #expect(try await world.request(as: name, password).status == 200)
        #expect(try await world.request(as: "bob@example.com", password).status == 503)
    }

    @Test func `are no condition for reading with a password while the disk is full`() async throws {
        let world = try await world()
        try await world.store.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE filler (data BLOB);
                    CREATE TRIGGER full BEFORE INSERT ON session BEGIN INSERT INTO filler VALUES (zeroblob(1000000)); END;
                    PRAGMA max_page_count = 1
                    """
            )
        }
        let answer = try await world.request(as: name, password)
        #expect(answer.body.hasPrefix("rws:\(name) password"))
        #expect(answer.headers[.setCookie] == nil)
        #expect(world.log.all.contains { $0.contains("warning session cannot be begun") && $0.contains("full") })
    }

    // B9.
    @Test func `are given to who proves to be another, also where the one before cannot be ended`() async throws {
        let world = try await world()
        try await world.addUser("bob@example.com", password: "bob-canary-password")
        let alice = try #require(try await world.request(as: name, password).cookie)
        try await world.store.write { database in
            try database.execute(
                sql: "CREATE TRIGGER stuck BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'stuck'); END"
            )
        }
        let bob = try await world.request(as: "bob@example.com", "bob-canary-password", cookies: [alice])
        #expect(bob.status == 200)
        let cookie = try #require(bob.cookie)
        #expect(try await world.request(cookies: [cookie]).body.hasPrefix("rws:bob@example.com session"))
        #expect(world.log.all.contains { $0.contains("session of the user before cannot be ended") })
    }

    // S2, S12.
    @Test(arguments: [
        (["192.0.2.0/24"], ["https"], true), (["192.0.2.0/24"], ["http"], false), (["192.0.2.0/24"], [], false),
        (["192.0.2.0/24"], ["http", "https"], false), (["192.0.2.0/24"], ["HTTPS, https"], true),
        (["198.51.100.0/24"], ["https"], false), ([], ["https"], false),
    ])
    func `are of TLS where a trusted proxy says so, and then not taken without`(
        _ proxies: [String],
        _ words: [String],
        _ isSecure: Bool
    ) async throws {
        var settings = LoginWorld.settings
        settings.allowsPlaintext = true
        let world = try await LoginWorld(settings, isSecure: false)
        try await world.addUser()
        var headers = HTTPFields()
        for word in words {
            if let name = HTTPField.Name("X-Forwarded-Proto") { headers.append(HTTPField(name: name, value: word)) }
        }
        let login = try await world.request(as: name, password, headers: headers, proxies: proxies)
        #expect(login.headers[.setCookie]?.contains("; Secure") == isSecure)
        let cookie = try #require(login.cookie)
        #expect(try await world.request(cookies: [cookie], headers: headers, proxies: proxies).status == 200)
        let trail = world.log.audit.filter { $0.contains("authn_login_success") }
        #expect(trail.count == 1 && trail[0].contains("without TLS") != isSecure)
        #expect(login.headers.contains(.strictTransportSecurity) == isSecure)
        #expect(try await world.request(cookies: [cookie]).status == (isSecure ? 401 : 200))
    }

    // S12, B11.
    @Test func `are not begun where a trusted proxy says that its client speaks no TLS`() async throws {
        for isSecure in [true, false] {
            let world = try await LoginWorld(isSecure: isSecure)
            try await world.addUser()
            let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
            let proto = try #require(HTTPField.Name("X-Forwarded-Proto"))
            for (word, status) in [("http", 403), ("https", 200)] {
                let answer = try await world.request(
                    as: name,
                    password,
                    headers: [forwarded: "198.51.100.7", proto: word],
                    from: "127.0.0.1",
                    proxies: ["127.0.0.1"]
                )
                #expect(answer.status == status)
            }
        }
    }

    // B11.
    @Test func `are not begun for who says through a proxy to be on this machine`() async throws {
        let world = try await LoginWorld(isSecure: false)
        try await world.addUser()
        let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
        let answer = try await world.request(
            as: name,
            password,
            headers: [forwarded: "127.0.0.1"],
            proxies: ["192.0.2.0/24"]
        )
        #expect(answer.status == 403)
    }

    // Login CSRF: a page of others leads the browser here with a name and a password of its own.
    @Test(
        arguments: [
            [.secFetchSite: "cross-site"], [.origin: "https://evil.example"], [.referer: "https://evil.example/"],
        ] as [HTTPFields]
    )
    func `are neither begun nor ended for a page of others`(_ fields: HTTPFields) async throws {
        let world = try await world()
        try await world.addUser("bob@example.com", password: "bob-canary-password")
        let cookie = try #require(try await world.request(as: name, password).cookie)
        let bob = try await world.request(as: "bob@example.com", "bob-canary-password", headers: fields)
        #expect(bob.status == 200 && bob.headers[.setCookie] == nil)
        let both = try await world.request(
            as: "bob@example.com",
            "bob-canary-password",
            cookies: [cookie],
            headers: fields
        )
        #expect(both.body.hasPrefix("rws:bob@example.com"))
        #expect(both.headers[.setCookie] == nil)
        #expect(try await world.request(cookies: [cookie]).body.hasPrefix("rws:\(name) session"))
        #expect(try await world.store.sessionCount() == 1)
    }

    @Test func `of one user of Configuration Server are counted together, whatever the spelling and only there`()
        async throws
    {
        let world = try await LoginWorld(centers: [\.centralCenter, \.otherCenter])
        func logIn(_ name: String, of center: ContactCenter) async throws -> String? {
            world.reply.withLock { $0 = HelperReply("OK roles=agent contactCenter=\(center.id)") }
            let answer = try await world.request(
                as: name,
                "canary",
                headers: [.contactCenterIdentifier: center.id, .userAgent: name]
            )
            #expect(answer.body.hasPrefix("cs:\(name)"))
            return answer.cookie
        }
        let other = try #require(try await logIn("carol", of: world.otherCenter))
        for number in 0..<12 {
            _ = try await logIn(number.isMultiple(of: 2) ? "carol" : "CAROL", of: world.centralCenter)
            world.clock.advance(.seconds(61))
        }
        let owner = Principal.owner(named: "Carol", of: world.centralCenter.id)
        let sessions = try await world.store.sessions(provider: .configurationServer, id: owner)
        #expect(sessions.count == 10)
        #expect(Set(sessions.map(\.principal.userName)) == ["carol", "CAROL"])
        #expect(try await world.request(cookies: [other]).status == 200)
    }

    @Test func `are no matter where a change is refused because its login cannot be checked, or too often failed`()
        async throws
    {
        let world = try await LoginWorld(centers: [\.centralCenter], needsToken: true)
        world.reply.withLock { $0 = nil }
        let unavailable = try await world.request(.post, as: "carol", "canary")
        #expect(unavailable.status == 503)
        #expect(unavailable.headers[.retryAfter] == "5")
        world.reply.withLock { $0 = HelperReply("ERR") }
        for number in 0..<5 {
            // The token is what is missing, and the client is told so: with it the login would be wrong.
            #expect(try await world.request(.post, as: "carol", "wrong\(number)").status == 403)
        }
        let throttled = try await world.request(.post, as: "carol", "wrong")
        #expect(throttled.status == 429)
        #expect(throttled.headers[.retryAfter] != nil)
    }

    @Test func `go on while the helper is down, also with the password beside them`() async throws {
        let world = try await LoginWorld(centers: [\.centralCenter])
        let cookie = try #require(try await world.request(as: "carol", "canary").cookie)
        world.reply.withLock { $0 = nil }
        world.clock.advance(.seconds(600))
        #expect(try await world.request(cookies: [cookie]).status == 200)
        let both = try await world.request(as: "carol", "canary", cookies: [cookie])
        #expect(both.body.hasPrefix("cs:carol session 0c"))
        // The session of another is none for who cannot be asked about.
        #expect(try await world.request(as: "dave", "canary", cookies: [cookie]).status == 503)
        #expect(try await world.request(as: "carol", "canary").status == 503)
    }
}
