import GIRTestSupport
import Glibc
import Testing

@testable import GIRCommandLine

@Suite struct `Replacing several files` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `gives each its bytes and leaves nothing beside them`() throws {
        try OutputFile.replaceAll(try files(["a", "sub/b"]))
        #expect(try folder.text("a") == "new a")
        #expect(try folder.text("sub/b") == "new sub/b")
        #expect(try folder.files().count == 2)
        #expect(try folder.mode("a") == 0o640)
    }

    @Test(arguments: 0..<3) func `puts those before back where one cannot take its place`(failing: Int) throws {
        let files = try files(["a", "b", "c"])
        let before = try folder.files()
        var number = 0
        let failure = #expect(throws: CommandFailure.self) {
            try OutputFile.replaceAll(files) { from, to in
                defer { number += 1 }
                guard number == failing else { return rename(from, to) }
                errno = EBUSY
                return -1
            }
        }
        #expect(failure?.status == .cannotCreate)
        #expect(failure?.message.contains(files[failing].path) == true)
        #expect(try folder.files() == before)
    }

    @Test func `touches none where one cannot even be written`() throws {
        var files = try files(["a", "b"])
        let before = try folder.files()
        files.append((folder.path("none/c"), [1]))
        #expect(throws: CommandFailure.self) { try OutputFile.replaceAll(files) }
        #expect(try folder.files() == before)
    }

    @Test func `takes a new file away again`() throws {
        let files = try files(["a"]) + [(folder.path("new"), [1])]
        var number = 0
        #expect(throws: CommandFailure.self) {
            try OutputFile.replaceAll([files[1], files[0]]) { from, to in
                number += 1
                return number == 1 ? rename(from, to) : -1
            }
        }
        #expect(try Array(folder.files().keys) == ["a"])
    }

    private func files(_ names: [String]) throws -> [(path: String, bytes: [UInt8])] {
        try names.map { name in
            (try folder.write("old \(name)", to: name, mode: 0o640), Array("new \(name)".utf8))
        }
    }
}
