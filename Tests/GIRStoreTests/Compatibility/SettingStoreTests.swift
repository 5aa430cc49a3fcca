import GIRStore
import Testing

@Suite struct `Settings in a store` {
    private static func setting(_ name: String, _ location: String = "", value: String = "{}") -> Setting {
        Setting(
            contactCenter: ContactCenter.sample.id,
            group: "screen-recording",
            name: name,
            location: location,
            value: value
        )
    }

    @Test(arguments: StoreKind.allCases)
    func `are listed by name and location`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let settings = [
            Self.setting("storage", "/US/CA"), Self.setting("decrypt-uri-prefix", value: "\"https://rcs\u{1F3A7}\""),
            Self.setting("storage"), Self.setting("storage", "/us/ca"),
        ]
        for setting in settings { try await store.set(setting) }
        let found = try await store.settings(of: ContactCenter.sample.id, group: "screen-recording")
        #expect(found == [settings[1], settings[2], settings[0], settings[3]])
        #expect(try await store.settings(of: ContactCenter.sample.id, group: "speechminer").isEmpty)
        #expect(try await store.settings(of: "other", group: "screen-recording").isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `are replaced and removed, each for its location`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let (one, two) = (Self.setting("storage", "/US/CA"), Self.setting("storage", "/US/NY"))
        try await store.set(one)
        try await store.set(two)
        let changed = Self.setting("storage", "/US/CA", value: "[1]")
        try await store.set(changed)
        #expect(try await store.settings(of: one.contactCenter, group: one.group) == [changed, two])
        func remove(_ location: String) async throws -> Bool {
            try await store.removeSetting(
                of: one.contactCenter,
                group: one.group,
                name: one.name,
                location: location
            )
        }
        #expect(try await !remove("/US/CA/"))
        #expect(try await remove("/US/CA"))
        #expect(try await !remove("/US/CA"))
        #expect(try await store.settings(of: one.contactCenter, group: one.group) == [two])
    }

    @Test(arguments: StoreKind.allCases)
    func `are rewritten all or none`(kind: StoreKind) async throws {
        struct Refused: Error {}
        let store = try await kind.makeWithContactCenter()
        for location in ["a", "b", "c"] { try await store.set(Self.setting("storage", location, value: location)) }
        let count = try await store.rewriteSettings { $0.location == "b" ? nil : "new \($0.value)" }
        #expect(count == 2)
        await #expect(throws: Refused.self) {
            try await store.rewriteSettings { setting in
                if setting.location == "c" { throw Refused() }
                return "never"
            }
        }
        let values = try await store.settings(of: ContactCenter.sample.id, group: "screen-recording").map(\.value)
        #expect(values == ["new a", "b", "new c"])
    }

    @Test(arguments: StoreKind.allCases)
    func `change by thousands, and go on after an interruption`(kind: StoreKind) async throws {
        struct Refused: Error {}
        let store = try await kind.makeWithContactCenter()
        let center = ContactCenter.sample.id
        let long = String(repeating: "x", count: 100)
        for number in 0..<1200 {
            let setting = Setting(
                contactCenter: center,
                group: "g\(number % 3)",
                name: "n\(number)",
                location: "/",
                value: long
            )
            try await store.set(setting)
        }
        func values() async throws -> [String] {
            var all: [String] = []
            for group in ["g0", "g1", "g2"] { all += try await store.settings(of: center, group: group).map(\.value) }
            return all
        }
        await #expect(throws: Refused.self) {
            try await store.rewriteSettings { setting in
                if setting.name == "n1000" { throw Refused() }
                return "never"
            }
        }
        #expect(try await values().allSatisfy { $0 == long })
        // As a run leaves them that was interrupted.
        let done = Setting(contactCenter: center, group: "g0", name: "n0", location: "/", value: "new")
        try await store.set(done)
        #expect(try await store.rewriteSettings { $0.value == "new" ? nil : "new" } == 1199)
        #expect(try await values() == Array(repeating: "new", count: 1200))
        #expect(try await store.rewriteSettings { $0.value == "new" ? nil : "new" } == 0)
    }

    @Test(arguments: StoreKind.allCases)
    func `belong to a contact center that there is`(kind: StoreKind) async throws {
        let store = try await kind.make()
        await expectStoreError(.notFound) { try await store.set(Self.setting("storage")) }
    }
}
