import FoundationEssentials
import GIRStore
import Testing

@Suite struct `Users in a store` {
    @Test(arguments: StoreKind.allCases)
    func `are found by id and by name without case`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let anna = User.sample("Anna@example.com")
        try await store.add(anna)
        #expect(try await store.user(anna.id) == anna)
        for name in ["Anna@example.com", "anna@EXAMPLE.com"] {
            #expect(try await store.user(named: name) == anna)
        }
        for name in ["anna", "anna@example.com ", "", "Änna@example.com", "anna@example.com' OR 1=1 --"] {
            #expect(try await store.user(named: name) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `without a password or roles are kept as such`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        var user = User.sample("bob")
        (user.passwordHash, user.roles, user.permissions, user.isEnabled) = (nil, [], [], false)
        user.changesPasswordOnFirstLogin = true
        try await store.add(user)
        #expect(try await store.user(user.id) == user)
    }

    @Test(arguments: StoreKind.allCases)
    func `share neither id nor name`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        try await store.add(ContactCenter(id: "other", domain: "other", usesConfigurationServer: false))
        try await store.add(User.sample("anna"))
        await expectStoreError(.alreadyExists) { try await store.add(User.sample("ANNA", id: "2", in: "other")) }
        await expectStoreError(.alreadyExists) { try await store.add(User.sample("berta", id: "id of anna")) }
        #expect(try await store.users(of: nil, after: nil, limit: 9).count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func `belong to a contact center that there is`(kind: StoreKind) async throws {
        let store = try await kind.make()
        await expectStoreError(.notFound) { try await store.add(User.sample("anna")) }
    }

    @Test(arguments: StoreKind.allCases)
    func `are listed page by page in the order of their names`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        try await store.add(ContactCenter(id: "other", domain: "other", usesConfigurationServer: false))
        for name in ["d", "B", "a", "C", "é"] { try await store.add(User.sample(name)) }
        try await store.add(User.sample("bb", in: "other"))
        func names(_ contactCenter: String?, after name: String?, limit: Int) async throws -> [String] {
            try await store.users(of: contactCenter, after: name, limit: limit).map(\.userName)
        }
        #expect(try await names(nil, after: nil, limit: 9) == ["a", "B", "bb", "C", "d", "é"])
        #expect(try await names(ContactCenter.sample.id, after: nil, limit: 2) == ["a", "B"])
        #expect(try await names(ContactCenter.sample.id, after: "B", limit: 2) == ["C", "d"])
        #expect(try await names(ContactCenter.sample.id, after: "b", limit: 2) == ["C", "d"])
        #expect(try await names(ContactCenter.sample.id, after: "d", limit: 2) == ["é"])
        #expect(try await names("none", after: nil, limit: 9).isEmpty)
        func names(before name: String, limit: Int) async throws -> [String] {
            try await store.users(of: ContactCenter.sample.id, before: name, limit: limit).map(\.userName)
        }
        #expect(try await names(before: "é", limit: 2) == ["C", "d"])
        #expect(try await names(before: "c", limit: 9) == ["a", "B"])
        #expect(try await names(before: "A", limit: 9).isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `are changed in one step`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        var anna = User.sample("anna")
        try await store.add(anna)
        anna.firstName = "Anna"
        anna.isEnabled = false
        let changed = anna
        #expect(try await store.updateUser(anna.id) { $0 = changed } == anna)
        #expect(try await store.user(anna.id) == anna)
        try await store.add(User.sample("berta"))
        await expectStoreError(.alreadyExists) { try await store.updateUser("id of berta") { $0.userName = "Anna" } }
        await expectStoreError(.notFound) { try await store.updateUser("none") { _ in } }
    }

    @Test(arguments: StoreKind.allCases)
    func `take no name that is reserved`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        try await store.add(User.sample("anna"))
        #expect(try await store.reserveUserNames(["ops", "ANNA"]).map(\.userName) == ["anna"])
        await expectStoreError(.alreadyExists) { try await store.add(User.sample("OPS")) }
        await expectStoreError(.alreadyExists) { try await store.updateUser("id of anna") { $0.userName = "Ops" } }
        // Who has one already can be mended.
        try await store.updateUser("id of anna") { $0.userName = "hanna" }
        await expectStoreError(.alreadyExists) { try await store.add(User.sample("Anna")) }
        #expect(try await store.reserveUserNames(["root"]).isEmpty)
        try await store.add(User.sample("ops"))
    }

    @Test(arguments: StoreKind.allCases)
    func `get a new verifier only where the old one is still theirs`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let anna = User.sample("anna")
        let old = try #require(anna.passwordHash)
        try await store.add(anna)
        try await store.replacePasswordHash(of: anna.id, from: "another", to: "new")
        #expect(try await store.user(anna.id)?.passwordHash == old)
        try await store.replacePasswordHash(of: anna.id, from: old, to: "new")
        #expect(try await store.user(anna.id)?.passwordHash == "new")
        try await store.replacePasswordHash(of: "none", from: old, to: "new")
    }

    /// A change of a user, and whether its sessions end with it.
    struct Change: CustomTestStringConvertible {
        let testDescription: String
        let endsSessions: Bool
        let apply: @Sendable (inout User) -> Void

        static let all = [
            Change(testDescription: "disabled", endsSessions: true) { $0.isEnabled = false },
            Change(testDescription: "new password", endsSessions: true) { $0.passwordHash = "new" },
            Change(testDescription: "roles", endsSessions: true) { $0.roles = [.agent] },
            Change(testDescription: "permissions", endsSessions: true) { $0.permissions = [] },
            Change(testDescription: "name of the login", endsSessions: true) { $0.userName = "new" },
            Change(testDescription: "demand for another password", endsSessions: true) {
                $0.changesPasswordOnFirstLogin = true
            },
            Change(testDescription: "name", endsSessions: false) { $0.firstName = "new" },
        ]
    }

    @Test(arguments: StoreKind.allCases, Change.all)
    func `lose their sessions with what these rest on`(kind: StoreKind, change: Change) async throws {
        let store = try await kind.makeWithContactCenter()
        let (anna, berta) = (User.sample("anna"), User.sample("berta"))
        for user in [anna, berta] {
            try await store.add(user)
            _ = try await store.add(Session.sample(Array(user.id.utf8), of: user.id), limitPerPrincipal: 5)
        }
        try await store.updateUser(anna.id, change.apply)
        #expect(try await (store.session(Array(anna.id.utf8)) == nil) == change.endsSessions)
        #expect(try await store.session(Array(berta.id.utf8)) != nil)
    }

    @Test(arguments: StoreKind.allCases)
    func `keep their sessions where the verifier alone is a new one`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let anna = User.sample("anna")
        try await store.add(anna)
        _ = try await store.add(Session.sample([1], of: anna.id), limitPerPrincipal: 5)
        try await store.replacePasswordHash(of: anna.id, from: #require(anna.passwordHash), to: "new")
        #expect(try await store.session([1]) != nil)
    }

    @Test(arguments: StoreKind.allCases)
    func `go with their sessions`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let anna = User.sample("anna")
        try await store.add(anna)
        _ = try await store.add(Session.sample([1], of: anna.id), limitPerPrincipal: 5)
        // The same id of another provider is another principal.
        _ = try await store.add(Session.sample([2], of: anna.id, by: .configurationServer), limitPerPrincipal: 5)
        try await store.removeUser(anna.id)
        #expect(try await store.user(named: "anna") == nil)
        #expect(try await store.session([1]) == nil)
        #expect(try await store.session([2]) != nil)
        await expectStoreError(.notFound) { try await store.removeUser(anna.id) }
    }
}
