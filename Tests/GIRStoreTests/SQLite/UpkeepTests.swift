import FoundationEssentials
import GIRStore
import GIRTestSupport
import Glibc
import Testing

@Suite struct `A copy of a store` {
    @Test func `is whole while others write, and is its owner's alone`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.open(folder: directory.path("data"))
        try await store.add(ContactCenter.sample)
        for number in 0..<100 { try await store.add(User.sample("before \(number)")) }
        try await withThrowingTaskGroup { group in
            group.addTask { for number in 0..<100 { try await store.add(User.sample("during \(number)")) } }
            try directory.makeFolder("copy")
            chmod(directory.path("copy"), 0o700)
            try store.backUp(to: directory.path("copy/store.sqlite"))
            try await group.waitForAll()
        }
        #expect(try directory.mode("copy/store.sqlite") == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("copy")) == ["store.sqlite"])
        let copy = try SQLiteStore.open(folder: directory.path("copy"))
        #expect(try await copy.users(of: nil, after: nil, limit: 1000).count >= 100)
        #expect(try await copy.user("id of before 99") != nil)
        #expect(try await copy.problems().isEmpty)
    }

    @Test func `takes no other file's place, and is not left half done`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.open(folder: directory.path("data"))
        try directory.write("precious", to: "copy")
        #expect(throws: StoreError(.alreadyExists, "")) { try store.backUp(to: directory.path("copy")) }
        #expect(try directory.text("copy") == "precious")
        #expect(throws: StoreError(.notFound, "")) { try store.backUp(to: directory.path("none/copy")) }
    }

    @Test func `is not made of a damaged one, where it is told what is damaged`() async throws {
        let directory = try TemporaryDirectory()
        let folder = directory.path("data")
        let store = try SQLiteStore.open(folder: folder)
        try await store.add(ContactCenter.sample)
        for number in 0..<10 {
            var user = User.sample("user \(number)")
            user.lastName = String(repeating: "x", count: 10_000)
            try await store.add(user)
        }
        try store.close()
        var bytes = try directory.bytes("data/store.sqlite")
        bytes.replaceSubrange(8 * 4096..<16 * 4096, with: repeatElement(0xa5, count: 8 * 4096))
        try directory.write(bytes, to: "data/store.sqlite")
        let damaged = try SQLiteStore.open(folder: folder)
        let problems = try await damaged.problems()
        #expect(!problems.isEmpty && problems.allSatisfy { !$0.contains("\n") }, "\(problems)")
        let error = #expect(throws: StoreError(.data, "")) { try damaged.backUp(to: directory.path("copy")) }
        #expect(
            error?.reason.hasPrefix("the store is damaged, and was not copied: ") == true,
            "\(String(describing: error))"
        )
        #expect(error?.reason.contains("\n") == false)
        #expect(error?.hint?.contains("girctl store check") == true)
        #expect(!directory.exists("copy"))
    }

    @Test func `is told from a damaged one`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.open(folder: directory.path("data"))
        try await store.add(ContactCenter.sample)
        #expect(try await store.problems().isEmpty)
        try store.close()
        try SQLiteText.run(
            "PRAGMA foreign_keys = OFF; UPDATE contact_center SET id = 'other'; INSERT INTO setting VALUES ('c', 'g', 'n', '', '1')",
            directory.path("data/store.sqlite")
        )
        let opened = try SQLiteStore.open(folder: directory.path("data"))
        #expect(try await opened.problems() == ["a row of table 'setting' belongs to none of 'contact_center'"])
    }
}
