import GIRCommandLine
import GIRTestSupport
import Glibc
import Testing

@Suite struct `Replacing a file` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `makes a new file that only its owner can read`() throws {
        try OutputFile.replace(folder.path("new"), with: [1, 2, 3])
        #expect(try folder.bytes("new") == [1, 2, 3])
        #expect(try folder.mode("new") == 0o600)
        #expect(try folder.files().count == 1)
    }

    @Test func `keeps the mode of the file that was there`() throws {
        let path = try folder.write("old", to: "file", mode: 0o640)
        try OutputFile.replace(path, with: Array("new".utf8), mode: 0o600)
        #expect(try folder.text("file") == "new")
        #expect(try folder.mode("file") == 0o640)
    }

    @Test func `writes through a symbolic link and leaves the link`() throws {
        let target = try folder.write("old", to: "target")
        #expect(symlink(target, folder.path("link")) == 0)
        try OutputFile.replace(folder.path("link"), with: Array("new".utf8))
        #expect(try folder.text("target") == "new")
        var status = stat()
        #expect(lstat(folder.path("link"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func `says that the folder is missing and makes nothing`() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try OutputFile.replace(folder.path("no/where"), with: [1])
        }
        #expect(failure?.status == .cannotCreate)
        #expect(try folder.files().isEmpty)
    }

    @Test func `refuses a folder as its target`() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try OutputFile.replace(folder.makeFolder("target"), with: [1])
        }
        #expect(failure?.status == .cannotCreate)
    }
}

@Suite struct `Holding a lock` {
    @Test func `keeps others out until it is released`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path("store")
        let first = try FileLock(path)
        let failure = #expect(throws: CommandFailure.self) { _ = try FileLock(path, patience: 0) }
        #expect(failure?.status == .tryAgain)
        first.release()
        try FileLock(path, patience: 0).release()
    }
}
