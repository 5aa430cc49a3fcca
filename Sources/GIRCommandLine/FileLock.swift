import Glibc

/// Holds other processes of girctl off a file while it is read, changed and written back.
///
/// The lock is on the file itself, so that it says nothing about its neighbours and only who can open the file can
/// hold it. A file that does not exist yet is held by its folder. Writing replaces the file and with it what is locked:
/// a lock covers one replacement, and whoever comes after it works on the new file.
public struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock of the file, waiting up to `patience` seconds.
    ///
    /// - Parameter mustExist: the file is there to be changed: without it there is nothing to do.
    /// - Throws: status 75 when another process still holds it then, 66 for a file that must exist and does not, 64, 73
    ///   or 77 for one that cannot be written.
    public init(_ path: String, patience: Int = 10, mustExist: Bool = false) throws(CommandFailure) {
        for attempt in 0...(patience * 20) {
            if attempt > 0 { usleep(50_000) }
            if let locked = try Self.attempt(path, mustExist: mustExist) {
                descriptor = locked
                return
            }
        }
        throw CommandFailure(.tryAgain, "'\(path)' is being changed by another process", hint: "run the command again")
    }

    deinit { close(descriptor) }

    /// Lets the next process go on.
    public consuming func release() {}

    /// The locked descriptor, or nil where another process was faster.
    private static func attempt(_ path: String, mustExist: Bool) throws(CommandFailure) -> Int32? {
        // Anew each time: what the path leads to may have been replaced.
        let target = try ResolvedPath(writing: path)
        let file = FileIdentity(target.text)
        guard file != nil || !mustExist else { throw SystemError(ENOENT).readingFailure(path) }
        let descriptor = try open(file == nil ? target.folder : target.text, isFolder: file == nil, shownAs: path)
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw SystemError().writingFailure(path) }
            return nil
        }
        // Who held it before may have replaced the file, or made it: then the lock is on what is no longer the file.
        guard FileIdentity(target.text) == file, file == nil || FileIdentity(descriptor) == file else { return nil }
        isKept = true
        return descriptor
    }

    private static func open(_ path: String, isFolder: Bool, shownAs shown: String) throws(CommandFailure) -> Int32 {
        // Not blocking, for a FIFO that nobody writes to. Over NFS a lock needs the right to write.
        let flags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        var descriptor = isFolder ? -1 : Glibc.open(path, O_RDWR | flags)
        if descriptor < 0 { descriptor = Glibc.open(path, O_RDONLY | flags) }
        if descriptor >= 0 { return descriptor }
        throw isFolder ? SystemError().writingFailure(shown) : SystemError().readingFailure(shown)
    }
}

/// Which file it is, whatever its name.
private struct FileIdentity: Equatable {
    private let device: dev_t
    private let number: ino_t

    /// The file of that name, or nil where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The open file.
    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
    }
}
