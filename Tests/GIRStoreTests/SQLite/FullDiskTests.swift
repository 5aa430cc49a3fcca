import GIRStore
import GIRTestSupport
import Glibc
import Testing

/// A file system of two megabytes; mounting takes root.
private struct SmallDisk {
    let path: String

    static var canMount: Bool { geteuid() == 0 && (try? SmallDisk())?.unmount() == true }

    init() throws {
        path = try TemporaryDirectory().path
        try #require(mount("tmpfs", path, "tmpfs", 0, "size=2m,mode=700") == 0)
    }

    @discardableResult
    func unmount() -> Bool { umount2(path, Int32(MNT_DETACH)) == 0 }
}

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
        #expect(mount("tmpfs", disk.path, "tmpfs", UInt(MS_REMOUNT), "size=8m") == 0)
        try await store.add(User.sample("user \(added)"))
        #expect(try await store.users(of: nil, after: nil, limit: 1000).count == added + 1)
        try store.close()
    }
}
