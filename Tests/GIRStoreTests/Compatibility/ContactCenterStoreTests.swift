import GIRStore
import Testing

@Suite struct `Contact centers in a store` {
    @Test(arguments: StoreKind.allCases)
    func `are what was added, in the order of their ids`(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.contactCenters().isEmpty)
        let centers = ["b", "a", "c"].map { id in
            ContactCenter(id: id, domain: "domain \(id)", usesConfigurationServer: id == "a", features: [id, "x"])
        }
        for center in centers { try await store.add(center) }
        #expect(try await store.contactCenters() == [centers[1], centers[0], centers[2]])
        #expect(try await store.contactCenter("c") == centers[2])
        #expect(try await store.contactCenter("C") == nil)
    }

    @Test(arguments: StoreKind.allCases)
    func `share neither id nor domain, whatever the case of the domain`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        await expectStoreError(.alreadyExists) {
            let other = ContactCenter(id: ContactCenter.sample.id, domain: "other", usesConfigurationServer: false)
            try await store.add(other)
        }
        await expectStoreError(.alreadyExists) {
            try await store.add(ContactCenter(id: "other", domain: "sAMPLE", usesConfigurationServer: false))
        }
        #expect(try await store.contactCenters() == [.sample])
    }

    @Test(arguments: StoreKind.allCases)
    func `are changed in one step`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    try await store.updateContactCenter(ContactCenter.sample.id) { $0.features.insert("f\(number)") }
                }
            }
            try await group.waitForAll()
        }
        let changed = try #require(try await store.contactCenter(ContactCenter.sample.id))
        #expect(changed.features == ContactCenter.sample.features.union((0..<20).map { "f\($0)" }))
        let given = try await store.updateContactCenter(changed.id) { $0.usesConfigurationServer = false }
        #expect(given.usesConfigurationServer == false)
        #expect(try await store.contactCenter(changed.id) == given)
    }

    @Test(arguments: StoreKind.allCases)
    func `that are missing cannot be changed`(kind: StoreKind) async throws {
        let store = try await kind.make()
        await expectStoreError(.notFound) { try await store.updateContactCenter("none") { _ in } }
    }

    @Test(arguments: StoreKind.allCases)
    func `keep their domain where another has the new one`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        try await store.add(ContactCenter(id: "2", domain: "two", usesConfigurationServer: false))
        await expectStoreError(.alreadyExists) { try await store.updateContactCenter("2") { $0.domain = "SAMPLE" } }
        #expect(try await store.contactCenter("2")?.domain == "two")
    }

    @Test(arguments: StoreKind.allCases)
    func `stay as they were where the change throws`(kind: StoreKind) async throws {
        struct Refused: Error {}
        let store = try await kind.makeWithContactCenter()
        await #expect(throws: Refused.self) {
            try await store.updateContactCenter(ContactCenter.sample.id) { center in
                center.domain = "changed"
                throw Refused()
            }
        }
        #expect(try await store.contactCenter(ContactCenter.sample.id) == .sample)
    }
}
