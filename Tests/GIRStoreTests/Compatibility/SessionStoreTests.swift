import FoundationEssentials
import GIRStore
import Testing

@Suite struct `Sessions in a store` {
    @Test(arguments: StoreKind.allCases)
    func `are what was added`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let session = Session(
            idHash: Array(0..<32),
            principal: Principal(
                provider: .operations,
                id: "ops",
                userName: "ops",
                contactCenter: nil,
                roles: Set(Role.allCases),
                permissions: Set(RecordingPermission.allCases)
            ),
            csrfToken: Array(200..<232),
            isSecure: true,
            created: Date(timeIntervalSince1970: 1_790_000_000.123),
            lastUsed: Date(timeIntervalSince1970: 1_790_000_001.999)
        )
        #expect(try await store.add(session, limitPerPrincipal: 5).isEmpty)
        #expect(try await store.session(session.idHash) == session)
        #expect(try await store.session([]) == nil)
        #expect(try await store.sessionCount() == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func `of a principal beyond the limit end, the oldest first`(kind: StoreKind) async throws {
        let store = try await kind.make()
        for number: UInt8 in 1...3 {
            let ended = try await store.add(Session.sample([number], of: "anna", at: number), limitPerPrincipal: 3)
            #expect(ended.isEmpty)
        }
        _ = try await store.add(Session.sample([9], of: "berta", at: 0), limitPerPrincipal: 3)
        let ended = try await store.add(Session.sample([4], of: "anna", at: 4), limitPerPrincipal: 2)
        #expect(ended.map(\.idHash) == [[1], [2]])
        #expect(try await store.session([1]) == nil)
        #expect(try await store.session([3]) != nil)
        #expect(try await store.session([9]) != nil)
        #expect(try await store.sessionCount() == 3)
    }

    @Test(arguments: StoreKind.allCases)
    func `beyond the limit that were never used end before those that were`(kind: StoreKind) async throws {
        let store = try await kind.make()
        for number: UInt8 in 1...4 {
            _ = try await store.add(Session.sample([number], of: "anna", at: number), limitPerPrincipal: 4)
        }
        for number: UInt8 in [1, 2, 4] {
            try await store.touch([number], at: Date(timeIntervalSince1970: 10))
        }
        let ended = try await store.add(Session.sample([5], of: "anna", at: 5), limitPerPrincipal: 3)
        #expect(ended.map(\.idHash) == [[3], [1]])
    }

    @Test(arguments: StoreKind.allCases)
    func `of many logins at once keep the limit`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await withThrowingTaskGroup { group in
            for number: UInt8 in 0..<100 {
                group.addTask { try await store.add(Session.sample([number], of: "anna"), limitPerPrincipal: 10) }
            }
            try await group.waitForAll()
        }
        #expect(try await store.sessionCount() == 10)
    }

    @Test(arguments: StoreKind.allCases)
    func `are bounded in all`(kind: StoreKind) async throws {
        let store = try await kind.make(sessionLimit: 2)
        for number: UInt8 in 1...2 {
            _ = try await store.add(Session.sample([number], of: "user \(number)"), limitPerPrincipal: 1)
        }
        await expectStoreError(.full) {
            _ = try await store.add(Session.sample([3], of: "user 3"), limitPerPrincipal: 1)
        }
        // One that takes the place of its own predecessor fits.
        _ = try await store.add(Session.sample([4], of: "user 1"), limitPerPrincipal: 1)
        #expect(try await store.sessionCount() == 2)
    }

    @Test(arguments: StoreKind.allCases)
    func `share no identifier`(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.add(Session.sample([1], of: "anna"), limitPerPrincipal: 5)
        await expectStoreError(.alreadyExists) {
            _ = try await store.add(Session.sample([1], of: "berta"), limitPerPrincipal: 5)
        }
        #expect(try await store.session([1])?.principal.id == "anna")
    }

    @Test(arguments: StoreKind.allCases)
    func `of a user who was disabled or removed meanwhile do not begin`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let anna = User.sample("anna")
        try await store.add(anna)
        try await store.updateUser(anna.id) { $0.isEnabled = false }
        for id in [anna.id, "removed"] {
            await expectStoreError(.notFound) {
                _ = try await store.add(Session.sample([1], of: id, by: .store), limitPerPrincipal: 5)
            }
        }
        #expect(try await store.sessionCount() == 0)
    }

    @Test(arguments: StoreKind.allCases)
    func `of a user who was changed while the password was checked do not begin`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let anna = User.sample("anna")
        try await store.add(anna)
        let session = Session.sample([1], of: anna.id)
        let changes: [@Sendable (inout User) -> Void] = [
            { $0.passwordHash = "another" }, { $0.passwordHash = nil }, { $0.roles = [] }, { $0.permissions = [] },
            { $0.userName = "hanna" },
        ]
        for change in changes {
            try await store.updateUser(anna.id, change)
            await expectStoreError(.notFound) { _ = try await store.add(session, limitPerPrincipal: 5) }
            try await store.updateUser(anna.id) { $0 = anna }
        }
        try await store.updateContactCenter(ContactCenter.sample.id) { $0.usesConfigurationServer = true }
        await expectStoreError(.notFound) { _ = try await store.add(session, limitPerPrincipal: 5) }
        try await store.updateContactCenter(ContactCenter.sample.id) { $0.usesConfigurationServer = false }
        #expect(try await store.add(session, limitPerPrincipal: 5).isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `are one user's whatever the spelling of the name, and in one contact center`(kind: StoreKind) async throws {
        let store = try await kind.make()
        func add(_ number: UInt8, _ name: String, _ center: String) async throws -> [[UInt8]] {
            let session = Session(
                idHash: [number],
                principal: Principal(
                    provider: .configurationServer,
                    id: name,
                    userName: name,
                    contactCenter: center,
                    roles: []
                ),
                csrfToken: [],
                isSecure: true,
                created: Date(timeIntervalSince1970: Double(number)),
                lastUsed: Date(timeIntervalSince1970: Double(number))
            )
            return try await store.add(session, limitPerPrincipal: 2).map(\.idHash)
        }
        #expect(try await add(1, "anna", "north") == [])
        #expect(try await add(2, "ANNA", "north") == [])
        #expect(try await add(3, "anna", "south") == [])
        #expect(try await add(4, "Anna", "north") == [[1]])
        let owner = Principal.owner(named: "aNNa", of: "north")
        let names = try await store.sessions(provider: .configurationServer, id: owner).map(\.principal.userName)
        #expect(names == ["ANNA", "Anna"])
    }

    @Test(arguments: StoreKind.allCases)
    func `end with who vouched for them`(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await store.add(ContactCenter(id: "1", domain: "one", usesConfigurationServer: true))
        for (number, center): (UInt8, String?) in [(1, "1"), (2, "2"), (3, nil)] {
            let principal = Principal(
                provider: center == nil ? .operations : .configurationServer,
                id: "anna",
                userName: "anna",
                contactCenter: center,
                roles: [.agent]
            )
            let session = Session(
                idHash: [number],
                principal: principal,
                csrfToken: [],
                isSecure: true,
                created: .now,
                lastUsed: .now
            )
            _ = try await store.add(session, limitPerPrincipal: 5)
        }
        try await store.updateContactCenter("1") { $0.domain = "other" }
        #expect(try await store.sessionCount() == 3)
        try await store.updateContactCenter("1") { $0.usesConfigurationServer = false }
        #expect(try await store.session([1]) == nil)
        #expect(try await store.removeSessions(provider: .operations, id: nil) == 1)
        #expect(try await store.session([2]) != nil)
    }

    @Test(arguments: StoreKind.allCases)
    func `of the operations account are those of one verifier`(kind: StoreKind) async throws {
        let store = try await kind.make()
        func add(_ number: UInt8, _ verifier: String?) async throws {
            let session = Session(
                idHash: [number],
                principal: Principal(provider: .operations, id: "o", userName: "o", contactCenter: nil, roles: []),
                csrfToken: [],
                isSecure: false,
                created: .now,
                lastUsed: .now
            )
            _ = try await store.add(session, limitPerPrincipal: 9, verifier: verifier)
        }
        try await add(1, nil)
        #expect(try await store.takeOperationsAccount(verifier: "a") == 1)
        try await add(2, "a")
        #expect(try await store.takeOperationsAccount(verifier: "a") == 0)
        #expect(try await store.session([2]) != nil)
        await expectStoreError(.notFound) { try await add(3, "b") }
        await expectStoreError(.notFound) { try await add(3, nil) }
        #expect(try await store.takeOperationsAccount(verifier: "b") == 1)
        await expectStoreError(.notFound) { try await add(3, "a") }
        try await add(4, "b")
        #expect(try await store.takeOperationsAccount(verifier: nil) == 1)
        await expectStoreError(.notFound) { try await add(5, "b") }
    }

    @Test(arguments: StoreKind.allCases)
    func `note when they were used, and never go back`(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.add(Session.sample([1], of: "anna", at: 5), limitPerPrincipal: 5)
        for (second, expected) in [(7.25, 7.25), (6, 7.25), (8, 8)] {
            try await store.touch([1], at: Date(timeIntervalSince1970: second))
            #expect(try await store.session([1])?.lastUsed == Date(timeIntervalSince1970: expected))
        }
        try await store.touch([2], at: .now)
    }

    @Test(arguments: StoreKind.allCases)
    func `end one by one, by principal and by age`(kind: StoreKind) async throws {
        let store = try await kind.make()
        for number: UInt8 in 1...6 {
            let session = Session.sample([number], of: number < 3 ? "anna" : "berta", at: number)
            _ = try await store.add(session, limitPerPrincipal: 9)
        }
        #expect(try await store.removeSession([6]))
        #expect(try await !store.removeSession([6]))
        #expect(try await store.removeSessions(provider: .store, id: "anna") == 0)
        #expect(try await store.removeSessions(provider: .configurationServer, id: "central anna") == 2)
        try await store.touch([3], at: Date(timeIntervalSince1970: 50))
        try await store.touch([4], at: Date(timeIntervalSince1970: 50))
        let ended = try await store.removeSessions(
            createdBefore: Date(timeIntervalSince1970: 4),
            unusedSince: Date(timeIntervalSince1970: 50)
        )
        #expect(ended == 2)
        #expect(try await store.session([4]) != nil)
        #expect(try await store.sessionCount() == 1)
    }
}

extension Session {
    static func sample(
        _ idHash: [UInt8],
        of id: String,
        by provider: Principal.Provider? = nil,
        at second: UInt8 = 0
    ) -> Session {
        let isOwn = (provider ?? (id.hasPrefix("id of") ? .store : .configurationServer)) == .store
        let principal =
            isOwn
            ? Principal(user: User.sample(id.hasPrefix("id of ") ? String(id.dropFirst(6)) : id, id: id))
            : Principal(
                provider: .configurationServer,
                id: id,
                userName: "anna",
                contactCenter: "central",
                roles: [.agent]
            )
        let moment = Date(timeIntervalSince1970: Double(second))
        return Session(
            idHash: idHash,
            principal: principal,
            csrfToken: [1, 2],
            isSecure: false,
            created: moment,
            lastUsed: moment
        )
    }
}

extension SessionStore {
    /// Adds a session of a sample user who has logged in with the password of the sample.
    func add(_ session: Session, limitPerPrincipal limit: Int) async throws -> [Session] {
        try await add(session, limitPerPrincipal: limit, verifier: User.sample("").passwordHash)
    }
}
