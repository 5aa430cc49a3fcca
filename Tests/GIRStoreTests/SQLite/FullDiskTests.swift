import FoundationEssentials
import GIRStore
import GIRTestSupport
import Testing

@Suite struct `A store on a full disk` {
    @Test(.enabled(if: SmallDisk.canMount))
    func `refuses to write, goes on reading, and writes again once there is space`() async throws {
        let disk = try SmallDisk()
        defer { disk.unmount() }
        let store = try SQLiteStore.open(folder: "\(disk.path)/data")
        try await store.add(ContactCenter.sample)
        var added = 0
        await expectStoreError(.noSpace) {
            while true {
                var user = User.sample("user \(added)")
                user.lastName = String(repeating: "x", count: 20_000)
                try await store.add(user)
                added += 1
            }
        }
        #expect(added > 10)
        // Nothing that was acknowledged is missing, and nothing else is there.
        #expect(try await store.users(of: nil, after: nil, limit: 1000).count == added)
        #expect(try await store.user("id of user 0") != nil)
        await expectStoreError(.noSpace) {
            try await store.updateUser("id of user 0") { $0.lastName = String(repeating: "y", count: 30_000) }
        }
        #expect(disk.grow())
        try await store.add(User.sample("user \(added)"))
        #expect(try await store.users(of: nil, after: nil, limit: 1000).count == added + 1)
        try store.close()
    }

    @Test(.enabled(if: SmallDisk.canMount))
    func `takes no copy, and keeps nothing of it`() async throws {
        let disk = try SmallDisk()
        defer { disk.unmount() }
        let store = try SQLiteStore.open(folder: TemporaryDirectory().path("data"))
        try await store.add(ContactCenter.sample)
        for number in 0..<10 {
            var user = User.sample("user \(number)")
            user.lastName = String(repeating: "x", count: 300_000)
            try await store.add(user)
        }
        let error = #expect(throws: StoreError(.noSpace, "")) { try store.backUp(to: "\(disk.path)/copy") }
        #expect(error?.reason == "'\(disk.path)/copy' cannot grow: the disk is full")
        #expect(error?.hint == "free some space on the disk")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
        try store.close()
    }
}
