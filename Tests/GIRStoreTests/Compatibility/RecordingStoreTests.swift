import FoundationEssentials
import GIRStore
import Testing

@Suite struct `Recordings in a store` {
    private static func moment(_ second: Int) -> Date { Date(timeIntervalSince1970: 1_790_000_000 + Double(second)) }

    private static func recording(
        _ id: String,
        at second: Int = 0,
        of contactCenter: String = ContactCenter.sample.id,
        from caller: String = "+1 (555) 0100",
        to dialed: String = "8000",
        region: String = "",
        agents: Set<String> = []
    ) -> Recording {
        Recording(
            id: id,
            contactCenter: contactCenter,
            region: region,
            callerPhoneNumber: caller,
            dialedPhoneNumber: dialed,
            start: moment(second),
            stop: moment(second + 30),
            agents: agents,
            document: #"{"id":"\#(id)","note":"é 🎧"}"#
        )
    }

    private func query(_ change: (inout RecordingQuery) -> Void = { _ in }) -> RecordingQuery {
        var query = RecordingQuery(contactCenter: ContactCenter.sample.id)
        change(&query)
        return query
    }

    private func ids(_ store: any Store, _ change: (inout RecordingQuery) -> Void = { _ in }) async throws -> [String] {
        try await store.recordings(query(change)).recordings.map(\.id)
    }

    @Test(arguments: StoreKind.allCases)
    func `are what was added, each once in a contact center`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        try await store.add(ContactCenter(id: "other", domain: "other", usesConfigurationServer: false))
        let one = Self.recording("a", agents: ["anna", "berta"])
        try await store.add(one)
        #expect(try await store.recording("a", of: ContactCenter.sample.id) == one)
        #expect(try await store.recording("a", of: "other") == nil)
        #expect(try await store.recording("A", of: ContactCenter.sample.id) == nil)
        await expectStoreError(.alreadyExists) { try await store.add(Self.recording("a", at: 9)) }
        try await store.add(Self.recording("a", of: "other"))
        await expectStoreError(.notFound) { try await store.add(Self.recording("b", of: "none")) }
        #expect(try await ids(store) == ["a"])
    }

    @Test(arguments: StoreKind.allCases)
    func `are found by marks, beside those who took part`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let (screen, during) = (Recording.Mark.screen, Recording.Mark.screen(during: "a"))
        try await store.add(Self.recording("a", at: 1, agents: ["anna"]))
        try await store.add(Self.recording("s1", at: 2, agents: ["anna", screen, during]))
        try await store.add(Self.recording("s2", at: 3, from: "1", agents: ["berta", screen]))
        #expect(try await ids(store) { $0.mark = screen } == ["s2", "s1"])
        #expect(try await ids(store) { $0.mark = during } == ["s1"])
        #expect(try await ids(store) { ($0.mark, $0.agent) = (screen, "berta") } == ["s2"])
        #expect(try await ids(store) { ($0.mark, $0.owners) = (screen, ["anna", "x"]) } == ["s1"])
        #expect(try await ids(store) { ($0.mark, $0.caller) = (screen, PhoneNumberPattern("1")) } == ["s2"])
        let read = try await store.recording("s1", of: ContactCenter.sample.id)
        #expect(read?.isScreen == true)
        #expect(try await store.recording("a", of: ContactCenter.sample.id)?.isScreen == false)
    }

    @Test(arguments: StoreKind.allCases)
    func `are found by number, by letters and digits, with stars`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        try await store.add(Self.recording("a", at: 1, from: "+1 (555) 0100", to: "8000"))
        try await store.add(Self.recording("b", at: 2, from: "15550101", to: "8001"))
        try await store.add(Self.recording("c", at: 3, from: "Agent_x", to: "8000"))
        func callers(_ pattern: String) async throws -> [String] {
            try await ids(store) { $0.caller = PhoneNumberPattern(pattern) }
        }
        #expect(try await callers("15550100") == ["a"])
        #expect(try await callers("+1-555-0100") == ["a"])
        #expect(try await callers("1555*") == ["b", "a"])
        #expect(try await callers("*0101") == ["b"])
        #expect(try await callers("1*5*01") == ["b"])
        #expect(try await callers("*555*") == ["b", "a"])
        #expect(try await callers("agentx").isEmpty)
        #expect(try await callers("Agentx") == ["c"])
        #expect(try await callers("1555010").isEmpty)
        #expect(try await callers("1555010?").isEmpty)
        #expect(PhoneNumberPattern("*") == nil)
        #expect(PhoneNumberPattern("") == nil)
        #expect(PhoneNumberPattern("1*2*3*4*5") == nil)
        #expect(try await ids(store) { $0.dialed = PhoneNumberPattern("8000") } == ["c", "a"])
        let both = try await ids(store) {
            ($0.caller, $0.dialed) = (PhoneNumberPattern("1555*"), PhoneNumberPattern("8001"))
        }
        #expect(both == ["b"])
    }

    @Test(arguments: StoreKind.allCases)
    func `are found by time, region and agent`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        for second in 0..<5 {
            try await store.add(
                Self.recording(
                    "\(second)",
                    at: second,
                    region: second % 2 == 0 ? "east" : "west",
                    agents: second < 2 ? ["anna"] : ["berta", "carl"]
                )
            )
        }
        #expect(try await ids(store) { $0.start = Self.moment(1)...Self.moment(3) } == ["3", "2", "1"])
        #expect(try await ids(store) { $0.stop = Self.moment(33)...Self.moment(99) } == ["4", "3"])
        #expect(try await ids(store) { $0.region = "west" } == ["3", "1"])
        #expect(try await ids(store) { $0.agent = "anna" } == ["1", "0"])
        #expect(try await ids(store) { $0.owners = ["anna", "x"] } == ["1", "0"])
        #expect(try await ids(store) { $0.owners = ["berta"] } == ["4", "3", "2"])
        #expect(try await ids(store) { ($0.agent, $0.owners) = ("berta", ["anna"]) }.isEmpty)
        #expect(try await ids(store) { ($0.agent, $0.owners) = ("berta", ["carl"]) } == ["4", "3", "2"])
        #expect(try await ids(store) { $0.owners = [] }.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `come page by page, forward and back, the newest first`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        // Several of one moment: a place is a recording, not a moment.
        for number in 0..<10 { try await store.add(Self.recording("\(number)", at: number / 3)) }
        let all = try await ids(store)
        #expect(all == (0..<10).reversed().map { "\($0)" })
        var pages: [RecordingPage] = []
        var position: RecordingQuery.Position?
        repeat {
            let page = try await store.recordings(query { ($0.limit, $0.position) = (4, position) })
            pages.append(page)
            position = page.next.map { .after($0) }
        } while position != nil
        #expect(pages.map { $0.recordings.map(\.id) } == [["9", "8", "7", "6"], ["5", "4", "3", "2"], ["1", "0"]])
        #expect(pages[0].previous == nil)
        let back = try await store.recordings(
            query { ($0.limit, $0.position) = (4, pages[2].previous.map { .before($0) }) }
        )
        #expect(back.recordings == pages[1].recordings)
        #expect(back.next != nil)
        let first = try await store.recordings(
            query { ($0.limit, $0.position) = (4, back.previous.map { .before($0) }) }
        )
        #expect(first.recordings == pages[0].recordings)
        #expect(first.previous == nil)
        // What is new since then is before the first page, and on no other.
        try await store.add(Self.recording("new", at: 100))
        let second = try await store.recordings(
            query { ($0.limit, $0.position) = (4, pages[0].next.map { .after($0) }) }
        )
        #expect(second.recordings == pages[1].recordings)
    }

    @Test(arguments: StoreKind.allCases)
    func `come with no more of their documents than a page may have, or with none`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        for number in 0..<5 { try await store.add(Self.recording("\(number)", at: number)) }
        let size = Self.recording("0").document.utf8.count
        for (limit, expected) in [(2 * size, ["4", "3"]), (2 * size - 1, ["4"]), (1, ["4"]), (5 * size, nil)] {
            let page = try await store.recordings(query { $0.documentLimit = limit })
            #expect(page.recordings.map(\.id) == expected ?? ["4", "3", "2", "1", "0"])
            #expect((page.next == nil) == (expected == nil))
            guard let expected else { continue }
            let next = try await store.recordings(query { ($0.position, $0.limit) = (page.next.map { .after($0) }, 1) })
            #expect(next.recordings.map(\.id) == ["\(4 - expected.count)"])
        }
        let bare = try await store.recordings(query { ($0.hasDocuments, $0.documentLimit) = (false, 0) })
        #expect(bare.recordings.map(\.id) == ["4", "3", "2", "1", "0"])
        #expect(bare.recordings.allSatisfy { $0.document.isEmpty })
    }

    @Test(arguments: StoreKind.allCases)
    func `are found from no place that no page has given`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        for place in ["", "x", "1", "1.x", "1.2.3", "99999999999999999999.1"] {
            await expectStoreError(.notFound) { _ = try await store.recordings(query { $0.position = .after(place) }) }
        }
        let strange = try await store.recordings(
            query { $0.position = .before("9223372036854775807.9223372036854775807") }
        )
        #expect(strange.recordings.isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `are removed with their labels, but not while they are protected`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let center = ContactCenter.sample.id
        try await store.add(Self.recording("a", agents: ["anna"]))
        try await store.add(Self.label("x"))
        try await store.set(Label(name: "x", value: "1"), on: "a", in: center)
        try await store.setProtection(true, of: "a", in: center)
        #expect(try await store.recording("a", of: center)?.isProtected == true)
        await expectStoreError(.inUse) { try await store.removeRecording("a", of: center) }
        try await store.setProtection(false, of: "a", in: center)
        try await store.removeRecording("a", of: center)
        #expect(try await store.recording("a", of: center) == nil)
        #expect(try await ids(store) { $0.agent = "anna" }.isEmpty)
        #expect(try await ids(store) { $0.label = "x" }.isEmpty)
        try await store.removeLabelDefinition("x", of: center)
        await expectStoreError(.notFound) { try await store.removeRecording("a", of: center) }
        await expectStoreError(.notFound) { try await store.setProtection(true, of: "a", in: center) }
    }

    @Test(arguments: StoreKind.allCases)
    func `that are being removed are not protected, and the other way round`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let center = ContactCenter.sample.id
        try await store.add(Self.recording("a", agents: ["anna"]))
        try await store.add(Self.label("x"))
        let (first, second, third) = (RemovalMark(), RemovalMark(), RemovalMark())
        func mark(_ removal: RemovalMark, takingOver: Bool = false) async throws -> Bool {
            try await store.mark(removal, of: "a", in: center, takingOver: takingOver)
        }
        let isAlone = try await mark(first)
        #expect(isAlone)
        await expectStoreError(.inUse) { try await store.setProtection(true, of: "a", in: center) }
        // Nothing else makes it forget that.
        try await store.setProtection(false, of: "a", in: center)
        try await store.set(Label(name: "x", value: "1"), on: "a", in: center)
        await expectStoreError(.inUse) { try await store.setProtection(true, of: "a", in: center) }
        #expect(try await store.recording("a", of: center)?.isProtected == false)
        #expect(try await ids(store) { $0.agent = "anna" } == ["a"])
        // Nor do other removals, which join the first or take over from it.
        let isAloneStill = try await mark(first, takingOver: true)
        #expect(isAloneStill)
        let joins = try await mark(second)
        #expect(!joins)
        try await store.takeBack(second, of: "a", in: center)
        await expectStoreError(.inUse) { try await store.setProtection(true, of: "a", in: center) }
        let takesOver = try await mark(second, takingOver: true)
        #expect(!takesOver)
        try await store.takeBack(first, of: "a", in: center)
        await expectStoreError(.inUse) { try await store.setProtection(true, of: "a", in: center) }
        let isLate = try await mark(first)
        #expect(!isLate)
        let isOwn = try await mark(second)
        #expect(isOwn)
        try await store.takeBack(second, of: "a", in: center)
        try await store.setProtection(true, of: "a", in: center)
        for takingOver in [false, true] {
            await expectStoreError(.inUse) { _ = try await mark(third, takingOver: takingOver) }
        }
        try await store.takeBack(third, of: "a", in: center)
        #expect(try await store.recording("a", of: center)?.isProtected == true)
        try await store.setProtection(false, of: "a", in: center)
        let isNew = try await mark(third)
        #expect(isNew)
        try await store.removeRecording("a", of: center)
        await expectStoreError(.notFound) { _ = try await mark(third) }
        await expectStoreError(.notFound) { try await store.takeBack(third, of: "a", in: center) }
    }

    private static func label(_ name: String) -> LabelDefinition {
        LabelDefinition(contactCenter: ContactCenter.sample.id, name: name, displayName: "D \(name)", description: "")
    }

    @Test(arguments: StoreKind.allCases)
    func `have labels that are defined`(kind: StoreKind) async throws {
        let store = try await kind.makeWithContactCenter()
        let center = ContactCenter.sample.id
        for id in ["a", "b"] { try await store.add(Self.recording(id, at: id == "a" ? 1 : 2)) }
        await expectStoreError(.notFound) { try await store.set(Label(name: "x", value: ""), on: "a", in: center) }
        for name in ["y", "x", "X"] { try await store.add(Self.label(name)) }
        await expectStoreError(.alreadyExists) { try await store.add(Self.label("x")) }
        #expect(try await store.labelDefinitions(of: center).map(\.name) == ["X", "x", "y"])
        try await store.update(
            LabelDefinition(contactCenter: center, name: "x", displayName: "new", description: "d")
        )
        #expect(try await store.labelDefinitions(of: center)[1].displayName == "new")
        await expectStoreError(.notFound) { try await store.update(Self.label("z")) }
        await expectStoreError(.notFound) { try await store.removeLabelDefinition("z", of: center) }

        try await store.set(Label(name: "x", value: "1"), on: "a", in: center)
        try await store.set(Label(name: "x", value: "2"), on: "a", in: center)
        try await store.set(Label(name: "y", value: ""), on: "a", in: center)
        try await store.set(Label(name: "x", value: "3"), on: "b", in: center)
        #expect(
            try await store.labels(of: "a", in: center) == [Label(name: "x", value: "2"), Label(name: "y", value: "")]
        )
        #expect(try await ids(store) { $0.label = "x" } == ["b", "a"])
        #expect(try await ids(store) { ($0.label, $0.dialed) = ("y", PhoneNumberPattern("8000")) } == ["a"])
        await expectStoreError(.inUse) { try await store.removeLabelDefinition("x", of: center) }
        #expect(try await store.removeLabel("x", from: "a", in: center))
        #expect(try await !store.removeLabel("x", from: "a", in: center))
        await expectStoreError(.notFound) { try await store.removeLabel("x", from: "none", in: center) }
        #expect(try await store.removeLabel("x", from: "b", in: center))
        try await store.removeLabelDefinition("x", of: center)
        await expectStoreError(.notFound) { try await store.set(Label(name: "y", value: ""), on: "none", in: center) }
        #expect(try await store.labels(of: "none", in: center).isEmpty)
    }
}
