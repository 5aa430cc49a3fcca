import Dispatch
import FoundationEssentials
import GIRPKI
import GIRStore
import Glibc
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import GIRServer

@Suite struct `Security of logins` {
    private let name = "alice@example.com"
    private let password = "alice-canary-password"

    private func world(roles: Set<Role> = [.agent]) async throws -> LoginWorld {
        let world = try await LoginWorld()
        try await world.addUser(roles: roles)
        return world
    }

    @Test func `is the same work and the same answer whatever is wrong`() async throws {
        let world = try await world()
        try await world.addUser("disabled@example.com", password: password, isEnabled: false)
        try await world.store.add(
            User(id: "0e", contactCenter: "0a", userName: "new@example.com", roles: [.agent], passwordHash: nil)
        )
        let attempts = [
            (name, "wrong"), ("unknown@example.com", "wrong"), ("disabled@example.com", password),
            ("new@example.com", ""), ("new@example.com", "wrong"), ("rws-ops", "wrong"), ("", ""),
        ]
        var answers: Set<LoginWorld.Answer> = []
        for (number, (user, password)) in attempts.enumerated() {
            answers.insert(try await world.request(as: user, password))
            #expect(world.checks.withLock { $0 } == number + 1, "\(user)")
        }
        #expect(answers.count == 1)
    }

    @Test func `costs one check a minute where each request has the password`() async throws {
        let world = try await world()
        for _ in 0..<50 { #expect(try await world.request(as: name, password).status == 200) }
        #expect(world.checks.withLock { $0 } == 1)
        world.clock.advance(.seconds(59.9))
        #expect(try await world.request(as: name, password).status == 200)
        #expect(world.checks.withLock { $0 } == 1)
        world.clock.advance(.seconds(0.2))
        #expect(try await world.request(as: name, password).status == 200)
        #expect(world.checks.withLock { $0 } == 2)
    }

    @Test func `costs one check for requests that come at once`() async throws {
        let world = try await world()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await world.request(as: name, password).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(world.checks.withLock { $0 } <= 2)
    }

    @Test func `remembers no password that was changed, and nobody who was disabled or has failed`() async throws {
        let world = try await world()
        let id = try #require(try await world.store.user(named: name)).id
        #expect(try await world.request(as: name, password).status == 200)
        try await world.store.updateUser(id) { $0.passwordHash = "v2:another" }
        #expect(try await world.request(as: name, password).status == 401)
        #expect(try await world.request(as: name, "another").status == 200)
        #expect(try await world.request(as: name, "wrong").status == 401)
        let before = world.checks.withLock { $0 }
        #expect(try await world.request(as: name, "another").status == 200)
        #expect(world.checks.withLock { $0 } == before + 1)
        try await world.store.updateUser(id) { $0.roles = [.admin] }
        #expect(try await world.request(.get, "/api/v2/users/1", as: name, "another").status == 200)
        try await world.store.updateUser(id) { $0.isEnabled = false }
        #expect(try await world.request(as: name, "another").status == 401)
    }

    @Test func `counts what the user is when the session begins, not when the check began`() async throws {
        let world = try await world(roles: [.admin])
        let id = try #require(try await world.store.user(named: name)).id
        let store = world.store
        func change(_ change: @escaping @Sendable (inout User) -> Void) {
            world.whileChecking.withLock { $0 = { Self.wait { _ = try? await store.updateUser(id, change) } } }
        }
        change { $0.roles = [.agent] }
        let demoted = try await world.request(.get, "/api/v2/users/1", as: name, password)
        #expect(demoted.status == 403)
        let cookie = try #require(demoted.cookie)
        #expect(try await world.request(.get, "/api/v2/users/1", cookies: [cookie]).status == 403)
        world.clock.advance(.seconds(61))
        change { $0.passwordHash = "v2:another" }
        let changed = try await world.request(as: name, password)
        #expect(changed.status == 401)
        #expect(changed.cookie == nil)
        change { $0.isEnabled = false }
        #expect(try await world.request(as: name, "another").status == 401)
        #expect(try await world.store.sessionCount() == 0)
    }

    /// Lets a thread of the password checks wait for the body.
    private static func wait(_ body: @escaping @Sendable () async -> Void) {
        let isDone = DispatchSemaphore(value: 0)
        Task.detached {
            await body()
            isDone.signal()
        }
        isDone.wait()
    }

    @Test func `makes old verifiers stronger, once`() async throws {
        let world = try await LoginWorld()
        let user = try await world.addUser(version: "v1")
        #expect(try await world.request(as: name, "wrong").status == 401)
        #expect(try await world.store.user(user.id)?.passwordHash == "v1:\(password)")
        #expect(try await world.request(as: name, password).status == 200)
        #expect(try await world.store.user(user.id)?.passwordHash == "v2:\(password)")
        #expect(try await world.request(as: name, password).status == 200)
    }

    @Test func `lets sixty of a thousand guesses be checked, and others in meanwhile`() async throws {
        let world = try await world()
        try await world.addUser("bob@example.com", password: "bob-canary-password")
        var statuses: [Int: Int] = [:]
        for number in 0..<1000 {
            let guess = try await world.request(as: "user\(number)@example.com", "guess", from: "203.0.113.9")
            statuses[guess.status, default: 0] += 1
            if guess.status == 429 { #expect(guess.headers[.retryAfter] != nil) }
        }
        #expect(statuses == [401: 60, 429: 940])
        #expect(world.checks.withLock { $0 } == 60)
        #expect(try await world.request(as: "bob@example.com", "bob-canary-password").status == 200)
        #expect(world.log.audit.contains { $0.contains("excess_rate_limit_exceeded") })
    }

    @Test func `lets five of a thousand guesses at one account be checked, all at once or not`() async throws {
        let world = try await world()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    try await world.request(as: name, "guess\(number)", from: "203.0.113.\(number % 250)").status
                }
            }
            var statuses: [Int: Int] = [:]
            for try await status in group { statuses[status, default: 0] += 1 }
            #expect(statuses == [401: 5, 429: 995])
        }
        #expect(world.checks.withLock { $0 } == 5)
        #expect(world.log.audit.contains { $0.contains("authn_login_lock") })
    }

    @Test func `is busy where too many checks wait`() async throws {
        let work = PasswordWork(threads: 1, queue: 2)
        let gate = Gate()
        let done = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 { group.addTask { try await gate.isPassed(in: work) } }
            // The three that found a place end only when the seven others have been turned away.
            for _ in 0..<7 { #expect(try await group.next() == false) }
            gate.isOpen.store(true, ordering: .sequentiallyConsistent)
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(done == 3)
    }

    private final class Gate: Sendable {
        let isOpen = Atomic(false)

        /// Waits on a thread of the work until the gate is open; false where there is no place.
        func isPassed(in work: PasswordWork) async throws -> Bool {
            do {
                try await work.run { while !self.isOpen.load(ordering: .sequentiallyConsistent) { usleep(1000) } }
                return true
            } catch is PasswordWork.Busy {
                return false
            }
        }
    }

    @Test func `leaves no password, cookie or token in logs and answers`() async throws {
        let world = try await world()
        var answers: [LoginWorld.Answer] = []
        let login = try await world.request(as: name, password)
        let cookie = try #require(login.cookie)
        answers.append(try await world.request(cookies: [cookie]))
        answers.append(try await world.request(as: name, "wrong-canary"))
        answers.append(try await world.request(as: "canary-in-the-name", "x"))
        answers.append(try await world.request(authorization: ["Bearer canary"]))
        answers.append(try await world.request(authorization: ["Basic canary", "Basic canary"]))
        answers.append(try await world.request(.get, "/api/v2/me?x=canary", as: name, password))
        answers.append(try await world.request(cookies: ["canary"]))
        answers.append(try await world.request(cookies: [cookie, "canary"]))
        answers.append(
            try await world.request(.get, "/api/v2/ops/contact-centers", as: "rws-ops", "ops-canary-password")
        )
        answers.append(try await world.request(.post, "/api/v2/logout", cookies: [cookie]))
        let written = (world.log.all + world.log.audit).joined()
        for secret in ["canary", cookie] {
            #expect(!written.contains(secret))
            for answer in answers { #expect(!"\(answer.headers) \(answer.body)".contains(secret)) }
        }
        #expect(!login.body.contains(cookie))
    }

    @Test func `writes each step of a login to the log`() async throws {
        let world = try await LoginWorld(centers: [\.ownCenter, \.centralCenter])
        try await world.addUser()
        func steps(_ user: String, _ password: String, _ headers: HTTPFields = [:]) async throws -> [String] {
            let before = world.log.all.count
            _ = try await world.request(as: user, password, headers: headers)
            return world.log.all.dropFirst(before).filter { $0.contains("login step") }
                .map { String($0.drop { $0 != " " }.dropFirst().dropLast()) }
        }
        #expect(
            try await steps(name, password) == [
                #"info login step outcome="0a, the user's" request=r step="contact center""#,
                #"info login step outcome="not enabled for the contact center" request=r step="Configuration Server""#,
                #"info login step outcome=accepted request=r step="RWS users""#,
            ]
        )
        #expect(
            try await steps(name, password).last
                == #"debug login step outcome="accepted, as not long ago" request=r step="RWS users""#
        )
        #expect(try await steps(name, "no").last == #"info login step outcome=refused request=r step="RWS users""#)
        let central: HTTPFields = [.contactCenterIdentifier: "0c"]
        #expect(
            try await steps("carol", "right", central) == [
                #"info login step outcome="0c, as the request says" request=r step="contact center""#,
                #"info login step outcome=accepted request=r step="Configuration Server""#,
            ]
        )
        world.reply.withLock { $0 = HelperReply("ERR") }
        #expect(
            try await steps("carol", "wrong", central).last
                == #"info login step outcome=refused request=r step="Configuration Server""#
        )
        world.reply.withLock { $0 = nil }
        #expect(
            try await steps("carol", "x", central).last
                == #"info login step outcome="cannot be asked" request=r step="Configuration Server""#
        )
        #expect(
            try await steps("rws-ops", "ops-canary-password")
                == [#"info login step outcome=accepted request=r step="operations account""#]
        )
        for number in 0..<5 { _ = try await steps("dave", "\(number)") }
        #expect(try await steps("dave", "x") == [#"info login step outcome="account waits" request=r step=throttle"#])
        #expect(world.log.audit.contains { $0.contains("authn_login_success") })
        #expect(world.log.audit.contains { $0.contains("authn_login_fail") })
    }

    @Test func `is in the audit log once for each session, also with a password that was proved before`() async throws {
        let world = try await world()
        func count(_ event: String) -> Int { world.log.audit.count { $0.contains(#""event":"\#(event)""#) } }
        let cookie = try #require(try await world.request(as: name, password).cookie)
        #expect(count("authn_login_success") == 1)
        // The requests of the session are none, with the password or without.
        _ = try await world.request(as: name, password, cookies: [cookie])
        _ = try await world.request(cookies: [cookie])
        #expect(count("authn_login_success") == 1)
        _ = try await world.request(as: name, password)
        #expect(world.checks.withLock { $0 } == 1)
        #expect(count("authn_login_success") == 2)
        #expect(count("session_created") == 2)
        // A change begins no session: it is a login where the password was checked for it.
        _ = try await world.request(.post, as: name, password)
        #expect(count("authn_login_success") == 2)
        world.clock.advance(.seconds(61))
        _ = try await world.request(.post, as: name, password)
        #expect(count("authn_login_success") == 3)
        #expect(!world.log.audit.contains { $0.contains("without TLS") })
    }

    @Test(arguments: [true, false])
    func `without TLS is named in the log, each network once an hour`(isAllowed: Bool) async throws {
        var settings = LoginWorld.settings
        settings.allowsPlaintext = isAllowed
        let world = try await LoginWorld(settings, isSecure: false)
        try await world.addUser()
        func count() -> Int { world.log.all.count { $0.contains("warning password came without TLS") } }
        for _ in 0..<3 { _ = try await world.request(as: name, password) }
        #expect(count() == 1)
        #expect(world.log.all.contains { $0.contains("password came without TLS") && $0.contains("192.0.2.1") })
        _ = try await world.request(as: name, password, from: "192.0.2.2")
        #expect(count() == 2)
        _ = try await world.request(as: name, password, from: "127.0.0.1")
        #expect(count() == 2)
        world.clock.advance(.seconds(3600))
        _ = try await world.request(as: name, password)
        #expect(count() == 3)
        let successes = world.log.audit.filter { $0.contains("authn_login_success") }
        #expect(!successes.isEmpty)
        #expect(successes.allSatisfy { $0.contains(#""detail":"without TLS""#) })
    }

    @Test(arguments: [
        (nil, "does not answer"), ("BH message=away", "cannot say"), ("OK roles=king", "names an unknown role"),
    ])
    func `has warnings about the helper with the request in them`(reply: String?, words: String) async throws {
        let world = try await LoginWorld(centers: [\.centralCenter])
        world.reply.withLock { $0 = reply.flatMap { HelperReply($0) } }
        _ = try await world.request(as: "carol", "canary")
        let line = try #require(world.log.all.first { $0.contains("authentication helper \(words)") })
        #expect(line.contains("request=r"))
    }

    @Test func `keys what it remembers, each part apart`() throws {
        let digest = try KeyedDigest()
        #expect(digest.digest(["a", "b"]) == digest.digest(["a", "b"]))
        #expect(digest.digest(["a", "b"]) != digest.digest(["ab", ""]))
        #expect(digest.digest(["a"], Secret("b")) != digest.digest(["a", "b"]))
        #expect(try KeyedDigest().digest(["a"]) != digest.digest(["a"]))
        #expect("ÄbC@X".foldedUserName == "ÄbC@X".foldedUserName)
        #expect("AbC@X".foldedUserName == "abc@x")
    }

    @Test(arguments: [
        ("agent", "/api/v2/me", 200), ("agent", "/api/v2/users/1", 403), ("admin", "/api/v2/users/1", 200),
        ("admin", "/api/v2/ops/contact-centers", 403), ("admin", "/api/v2/diagnostics/version", 200),
    ])
    func `goes on to who may call what`(role: String, path: String, status: Int) async throws {
        let world = try await world(roles: Set([Role(rawValue: role)].compactMap { $0 }))
        let answer = try await world.request(.get, path, as: name, password)
        #expect(answer.status == status)
        if status == 403 {
            #expect(answer.body == #"{"statusCode":5,"statusMessage":"Insufficient user roles."}"#)
            #expect(world.log.audit.contains { $0.contains("authz_fail") && $0.contains("rws:\(name)") })
        }
    }
}
