import Glibc

/// Holds other processes of girctl off a file while it is read, changed and written back.
///
/// The lock is on the file itself, so that it says nothing about its neighbours and only who can open the file can
/// hold it. A file that does not exist yet is held by a placeholder beside it, `.<name>.lock`, which none but its owner
/// can open and which goes with the lock; one that a killed process left behind holds nobody off. Writing replaces the
/// file and with it what is locked: a lock covers one replacement, and whoever comes after it works on the new file.
///
/// A lock is held for the change alone: passwords and confirmations are asked for before it is taken.
public struct FileLock: ~Copyable {
    private let descriptor: Int32
    private let placeholder: String?

    /// Takes the lock of the file, waiting up to `patience` seconds.
    ///
    /// - Parameter mustExist: the file is there to be changed: without it there is nothing to do.
    /// - Throws: status 75 when another process still holds it then, 66 for a file that must exist and does not, 64, 73
    ///   or 77 for one that cannot be written.
    public init(_ path: String, patience: Int = 10, mustExist: Bool = false) throws(CommandFailure) {
        for attempt in 0...(patience * 20) {
            if attempt > 0 { usleep(50_000) }
            if let locked = try Self.attempt(path, mustExist: mustExist) {
                (descriptor, placeholder) = locked
                return
            }
        }
        throw CommandFailure(.tryAgain, "'\(path)' is being changed by another process", hint: "run the command again")
    }

    deinit {
        // While it is still locked: who waits for it sees that it is gone, and makes another.
        if let placeholder { unlink(placeholder) }
        close(descriptor)
    }

    /// Lets the next process go on.
    public consuming func release() {}

    /// The locked descriptor with the placeholder where it is one, or nil where another process was faster.
    private static func attempt(
        _ path: String,
        mustExist: Bool
    ) throws(CommandFailure) -> (descriptor: Int32, placeholder: String?)? {
        // Anew each time: what the path leads to may have been replaced.
        let target = try ResolvedPath(writing: path)
        let file = FileIdentity(target.text)
        guard file != nil || !mustExist else { throw SystemError(ENOENT).readingFailure(path) }
        let placeholder = file == nil ? placeholder(for: target) : nil
        let descriptor =
            if let placeholder { try make(placeholder, shownAs: path) } else { try open(target.text, shownAs: path) }
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw SystemError().writingFailure(path) }
            return nil
        }
        // Who held it before may have replaced the file, or made it: then the lock is on what is no longer the file.
        guard FileIdentity(placeholder ?? target.text) == FileIdentity(descriptor) else { return nil }
        guard FileIdentity(target.text) == file else {
            if let placeholder { unlink(placeholder) }
            return nil
        }
        isKept = true
        return (descriptor, placeholder)
    }

    private static func placeholder(for target: ResolvedPath) -> String {
        // Together with the rest of the name at most 255 bytes; names with the same beginning share one.
        "\(target.folder).\(String(decoding: target.name.utf8.prefix(240), as: UTF8.self)).lock"
    }

    /// Opens the placeholder, making it where there is none.
    private static func make(_ path: String, shownAs shown: String) throws(CommandFailure) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError().writingFailure(shown) }
        return descriptor
    }

    /// Opens the file itself.
    ///
    /// - Throws: status 73 for a FIFO or a device, which cannot be replaced.
    private static func open(_ path: String, shownAs shown: String) throws(CommandFailure) -> Int32 {
        // Not blocking, for a FIFO that nobody writes to. Over NFS a lock needs the right to write.
        let flags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        var descriptor = Glibc.open(path, O_RDWR | flags)
        if descriptor < 0 { descriptor = Glibc.open(path, O_RDONLY | flags) }
        guard descriptor >= 0 else { throw SystemError().readingFailure(shown) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
            close(descriptor)
            throw OutputFile.notRegular(shown)
        }
        return descriptor
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
