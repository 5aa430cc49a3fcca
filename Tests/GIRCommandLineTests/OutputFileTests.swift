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

    @Test func `knows what a file holds`() throws {
        let path = try folder.write("text", to: "file")
        #expect(try OutputFile.holds(path, Array("text".utf8)))
        #expect(try !OutputFile.holds(path, Array("tex".utf8)) && !OutputFile.holds(path, Array("texx".utf8)))
        #expect(try !OutputFile.holds(folder.path("missing"), []) && !OutputFile.holds(folder.path, []))
    }

    @Test func `says that the folder is missing and makes nothing`() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try OutputFile.replace(folder.path("no/where"), with: [1])
        }
        #expect(failure?.status == .cannotCreate)
        #expect(try folder.files().isEmpty)
    }

    @Test func `makes the file that a symbolic link leads to`() throws {
        #expect(symlink("second", folder.path("link")) == 0)
        #expect(symlink("target", folder.path("second")) == 0)
        try OutputFile.replace(folder.path("link"), with: Array("new".utf8))
        #expect(try folder.text("target") == "new")
        var status = stat()
        #expect(lstat(folder.path("second"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
        #expect(ResolvedPath(folder.path("link")) == ResolvedPath(folder.path("./target")))
    }

    @Test func `refuses a symbolic link that leads to itself, and leaves it`() throws {
        #expect(symlink("loop", folder.path("loop")) == 0)
        let failure = #expect(throws: CommandFailure.self) { try OutputFile.replace(folder.path("loop"), with: [1]) }
        #expect(failure?.status == .cannotCreate)
        var status = stat()
        #expect(lstat(folder.path("loop"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func `refuses an open descriptor, which its writer would go on writing to`() throws {
        let log = try folder.write("old", to: "log")
        let descriptor = open(log, O_WRONLY | O_APPEND | O_CLOEXEC)
        defer { close(descriptor) }
        for path in ["/dev/fd/\(descriptor)", "/proc/self/fd/\(descriptor)", "/proc/\(getpid())/fd/\(descriptor)"] {
            let failure = #expect(throws: CommandFailure.self) { try OutputFile.replace(path, with: [1]) }
            #expect(failure?.status == .cannotCreate, "\(path)")
        }
        #expect(try folder.text("log") == "old")
    }

    @Test func `refuses standard output`() {
        let failure = #expect(throws: CommandFailure.self) { try OutputFile.replace("-", with: [1]) }
        #expect(failure?.status == .usage)
    }

    @Test func `says that a folder may not be written to`() {
        // Nobody may make a file in sysfs, not even root.
        let failure = #expect(throws: CommandFailure.self) { try OutputFile.replace("/sys/kernel/new", with: [1]) }
        #expect(failure?.status == .permission, "\(failure.map(String.init(describing:)) ?? "")")
    }

    @Test func `takes the longest name a file can have`() throws {
        let name = String(repeating: "é", count: 127)
        try OutputFile.replace(folder.path(name), with: [1])
        #expect(try folder.bytes(name) == [1])
    }

    @Test(.enabled(if: geteuid() == 0))
    func `keeps the owner and the group of the file that was there`() throws {
        let path = try folder.write("old", to: "file", mode: 0o640)
        #expect(chown(path, 12, 34) == 0)
        try OutputFile.replace(path, with: [1])
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect([status.st_uid, status.st_gid] == [12, 34])
        #expect(status.st_mode & 0o7777 == 0o640)
    }

    @Test func `refuses a folder as its target`() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try OutputFile.replace(folder.makeFolder("target"), with: [1])
        }
        #expect(failure?.status == .cannotCreate)
    }
}

@Suite struct `Holding a lock` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test(arguments: [false, true])
    func `keeps others out until it is released`(exists: Bool) throws {
        let path = folder.path("store")
        if exists { try folder.write("old", to: "store") }
        let first = try FileLock(path)
        let failure = #expect(throws: CommandFailure.self) { _ = try FileLock(path, patience: 0) }
        #expect(failure?.status == .tryAgain)
        first.release()
        try FileLock(path, patience: 0).release()
    }

    @Test func `leaves the folder and the other files in it free`() throws {
        let lock = try FileLock(folder.write("old", to: "a"))
        try FileLock(folder.write("old", to: "b"), patience: 0).release()
        try FileLock(folder.path("new"), patience: 0).release()
        lock.release()
        let someone = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(someone) }
        #expect(flock(someone, LOCK_EX) == 0)
        try FileLock(folder.path("a"), patience: 0).release()
    }

    @Test func `of a new file leaves the folder and the other new files in it free`() throws {
        let lock = try FileLock(folder.path("a"))
        try FileLock(folder.path("b"), patience: 0).release()
        let someone = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(someone) }
        #expect(flock(someone, LOCK_EX | LOCK_NB) == 0)
        try FileLock(folder.path("c"), patience: 0).release()
        lock.release()
    }

    @Test func `of a new file is a placeholder for its owner alone, which goes with the lock`() throws {
        let name = String(repeating: "é", count: 127)
        for file in ["store", name] {
            let lock = try FileLock(folder.path(file))
            let placeholders = try folder.files()
            #expect(placeholders.count == 1)
            for placeholder in placeholders.keys { #expect(try folder.mode(placeholder) == 0o600) }
            lock.release()
            #expect(try folder.files().isEmpty)
        }
    }

    @Test func `goes on from the placeholder of a process that was killed`() throws {
        try folder.write("", to: ".store.lock")
        let lock = try FileLock(folder.path("store"), patience: 0)
        #expect(throws: CommandFailure.self) { _ = try FileLock(folder.path("store"), patience: 0) }
        lock.release()
        #expect(try folder.files().isEmpty)
    }

    @Test func `follows no link in the place of its placeholder`() throws {
        let precious = try folder.write("precious", to: "precious")
        #expect(symlink(precious, folder.path(".store.lock")) == 0)
        #expect(throws: CommandFailure.self) { _ = try FileLock(folder.path("store"), patience: 0) }
        #expect(try folder.text("precious") == "precious")
    }

    @Test func `refuses a FIFO at once`() throws {
        #expect(mkfifo(folder.path("fifo"), 0o600) == 0)
        let failure = #expect(throws: CommandFailure.self) { _ = try FileLock(folder.path("fifo"), patience: 0) }
        #expect(failure?.status == .cannotCreate)
    }

    @Test func `goes through a symbolic link`() throws {
        let path = try folder.write("old", to: "store")
        #expect(symlink(path, folder.path("link")) == 0)
        let lock = try FileLock(folder.path("link"))
        #expect(throws: CommandFailure.self) { _ = try FileLock(path, patience: 0) }
        lock.release()
    }

    @Test func `waits for who makes the file, then for who changes it`() throws {
        let path = folder.path("store")
        let creator = try FileLock(path)
        #expect(throws: CommandFailure.self) { _ = try FileLock(path, patience: 0) }
        try OutputFile.replace(path, with: [1])
        creator.release()
        let updater = try FileLock(path, patience: 0)
        #expect(throws: CommandFailure.self) { _ = try FileLock(path, patience: 0) }
        try OutputFile.replace(path, with: [2])
        updater.release()
        try FileLock(path, patience: 0).release()
    }

    @Test func `loses no entry of writers that all begin at once`() async throws {
        let path = folder.path("store")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<24 {
                group.addTask {
                    let lock = try FileLock(path, patience: 60)
                    let entries = access(path, F_OK) == 0 ? try InputFile.read(path) : []
                    usleep(1000)
                    try OutputFile.replace(path, with: entries + [UInt8(writer)])
                    lock.release()
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.bytes("store").sorted() == Array(0..<24))
    }

    @Test func `says which file is missing, or that the folder of a new one is`() throws {
        for name in ["missing", "nodir/store"] {
            let failure = #expect(throws: CommandFailure.self) { _ = try FileLock(folder.path(name), mustExist: true) }
            #expect(failure?.status == .inputMissing)
            #expect(failure?.message.contains("'\(folder.path(name))' does not exist") == true)
        }
        let failure = #expect(throws: CommandFailure.self) { _ = try FileLock(folder.path("nodir/store")) }
        #expect(failure?.status == .cannotCreate)
    }

    @Test func `is not for standard output`() {
        let failure = #expect(throws: CommandFailure.self) { _ = try FileLock("-") }
        #expect(failure?.status == .usage)
    }
}
