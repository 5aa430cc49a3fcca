import FoundationEssentials
import GIRTestSupport
import GRDB
import Glibc
import Testing

@testable import GIRStore

@Suite struct `The file of a SQLite store` {
    @Test func `is its owner's alone, in a folder that is its owner's alone`() async throws {
        let directory = try TemporaryDirectory()
        let before = umask(0)
        defer { umask(before) }
        let store = try SQLiteStore.open(folder: directory.path("data"))
        try await store.add(ContactCenter.sample)
        #expect(try directory.mode("data") == 0o700)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path("data"))
        #expect(files.sorted() == ["store.sqlite", "store.sqlite-shm", "store.sqlite-wal"])
        for name in files { #expect(try directory.mode("data/\(name)") == 0o600, "\(name)") }
    }

    @Test func `keeps what was written when it is opened again`() async throws {
        let folder = try TemporaryDirectory().path("data")
        for round in 0..<2 {
            let store = try SQLiteStore.open(folder: folder)
            if round == 0 { try await store.add(ContactCenter.sample) }
            #expect(try await store.contactCenter(ContactCenter.sample.id) == .sample)
            try store.close()
        }
    }

    @Test func `is synced with each write, not now and then`() async throws {
        let store = try SQLiteStore.open(folder: TemporaryDirectory().path("data"))
        // 2 is FULL; what opens the connections has its own idea.
        #expect(try await store.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        #expect(try await store.write { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        try store.close()
    }

    @Test func `is shared by several processes, each of which sees what another wrote`() async throws {
        let folder = try TemporaryDirectory().path("data")
        let (one, two) = (try SQLiteStore.open(folder: folder), try SQLiteStore.open(folder: folder))
        try await one.add(ContactCenter.sample)
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask { try await (number % 2 == 0 ? one : two).add(User.sample("user \(number)")) }
            }
            try await group.waitForAll()
        }
        #expect(try await two.users(of: nil, after: nil, limit: 100).count == 40)
        try await two.updateUser("id of user 0") { $0.isEnabled = false }
        #expect(try await one.user("id of user 0")?.isEnabled == false)
    }

    @Test func `is made by one of many that open it at once`() async throws {
        let folder = try TemporaryDirectory().path("data")
        try await withThrowingTaskGroup { group in
            for number in 0..<6 {
                group.addTask {
                    let store = try SQLiteStore.open(folder: folder)
                    try await store.add(
                        ContactCenter(id: "\(number)", domain: "\(number)", usesConfigurationServer: true)
                    )
                }
            }
            try await group.waitForAll()
        }
        #expect(try await SQLiteStore.open(folder: folder).contactCenters().count == 6)
    }

    @Test(arguments: [0o640, 0o604, 0o660])
    func `is refused where others have access to it`(mode: Int) throws {
        let directory = try TemporaryDirectory()
        _ = try SQLiteStore.open(folder: directory.path("data"))
        chmod(directory.path("data/store.sqlite"), mode_t(mode))
        #expect(throws: StoreError(.permission, "")) { _ = try SQLiteStore.open(folder: directory.path("data")) }
    }

    @Test func `is refused in a folder that others can write`() throws {
        let directory = try TemporaryDirectory()
        chmod(try directory.makeFolder("data"), 0o770)
        #expect(throws: StoreError(.permission, "")) { _ = try SQLiteStore.open(folder: directory.path("data")) }
        #expect(try directory.files().isEmpty)
    }

    @Test func `is refused where it is a link or a folder`() throws {
        let directory = try TemporaryDirectory()
        try directory.makeFolder("data")
        chmod(directory.path("data"), 0o700)
        symlink("elsewhere", directory.path("data/store.sqlite"))
        #expect(throws: StoreError(.data, "")) { _ = try SQLiteStore.open(folder: directory.path("data")) }
        #expect(!directory.exists("data/elsewhere"))
        try directory.write("", to: "file")
        #expect(throws: StoreError(.data, "")) { _ = try SQLiteStore.open(folder: directory.path("file")) }
    }

    @Test func `gets the folders above its own`() throws {
        let directory = try TemporaryDirectory()
        _ = try SQLiteStore.open(folder: directory.path("a/b/data"))
        #expect(try directory.mode("a") == 0o700)
        #expect(try directory.mode("a/b/data") == 0o700)
    }

    @Test func `is looked at without a change, also where it is of an earlier version`() throws {
        let directory = try TemporaryDirectory()
        try SQLiteStore.inspect(folder: directory.path("data"))
        #expect(try directory.files().isEmpty)
        try SQLiteStore.open(folder: directory.path("data")).close()
        try SQLiteText.run(
            "PRAGMA user_version = 1; DROP TABLE reserved_user_name",
            directory.path("data/store.sqlite")
        )
        let before = try directory.files()
        try SQLiteStore.inspect(folder: directory.path("data"))
        #expect(try directory.files() == before)
        chmod(directory.path("data/store.sqlite"), 0o644)
        #expect(throws: StoreError(.permission, "")) { try SQLiteStore.inspect(folder: directory.path("data")) }
        try directory.write("", to: "empty/store.sqlite")
        chmod(directory.path("empty/store.sqlite"), 0o600)
        try SQLiteStore.inspect(folder: directory.path("empty"))
    }

    @Test func `of another program is refused and left as it is`() throws {
        let directory = try TemporaryDirectory()
        try directory.makeFolder("data")
        chmod(directory.path("data"), 0o700)
        try SQLiteText.run("CREATE TABLE song (name TEXT)", directory.path("data/store.sqlite"))
        chmod(directory.path("data/store.sqlite"), 0o600)
        let before = try directory.files()
        #expect(throws: StoreError(.data, "")) { _ = try SQLiteStore.open(folder: directory.path("data")) }
        #expect(throws: StoreError(.data, "")) { try SQLiteStore.inspect(folder: directory.path("data")) }
        #expect(try directory.files() == before)
    }

    @Test func `of a later version is refused`() throws {
        let directory = try TemporaryDirectory()
        try SQLiteStore.open(folder: directory.path("data")).close()
        try SQLiteText.run("PRAGMA user_version = 10000", directory.path("data/store.sqlite"))
        for open in [{ _ = try SQLiteStore.open(folder: $0) }, SQLiteStore.inspect] as [(String) throws -> Void] {
            let error = #expect(throws: StoreError.self) { try open(directory.path("data")) }
            #expect(error?.code == .data)
            #expect(error?.reason.contains("later version of girctl: its version is 10000") == true)
        }
    }

    @Test func `that is no database is refused`() throws {
        let directory = try TemporaryDirectory()
        let text = String(repeating: "This is a letter, and no database. ", count: 200)
        try directory.write(text, to: "data/store.sqlite")
        chmod(directory.path("data"), 0o700)
        #expect(throws: StoreError(.data, "")) { _ = try SQLiteStore.open(folder: directory.path("data")) }
        #expect(throws: StoreError(.data, "")) { try SQLiteStore.inspect(folder: directory.path("data")) }
        #expect(try directory.text("data/store.sqlite") == text)
    }

    @Test func `that is damaged is refused, at every page`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.open(folder: directory.path("data"))
        try await store.add(ContactCenter.sample)
        for number in 0..<200 { try await store.add(User.sample("user \(number)")) }
        try store.close()
        let whole = try directory.bytes("data/store.sqlite")
        #expect(whole.count > 10 * 4096)
        for page in 0..<whole.count / 4096 {
            var damaged = whole
            let start = page * 4096 + (page == 0 ? 100 : 0)
            damaged.replaceSubrange(start..<start + 200, with: repeatElement(0xa5, count: 200))
            let folder = try TemporaryDirectory().path
            try Data(damaged).write(to: URL(filePath: "\(folder)/store.sqlite"))
            chmod("\(folder)/store.sqlite", 0o600)
            do {
                let store = try SQLiteStore.open(folder: folder)
                for number in 0..<200 {
                    _ = try await store.user("id of user \(number)")
                    _ = try await store.user(named: "user \(number)")
                }
                _ = try await store.users(of: ContactCenter.sample.id, after: nil, limit: 1000)
            } catch let error as StoreError {
                #expect(error.code == .data, "page \(page): \(error)")
            }
        }
    }
}
