import Glibc

/// Holds other processes of girctl off a file while it is read, changed and written back.
///
/// The lock is taken on the file's folder: the file itself is replaced by each write, and a lock file beside it would
/// stay behind.
public struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock of the file's folder, waiting up to `patience` seconds.
    ///
    /// - Throws: status 75 when another process still holds it then.
    public init(_ path: String, patience: Int = 10) throws(CommandFailure) {
        let folder = ResolvedPath(path).folder
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError().writingFailure(path) }
        for attempt in 0...(patience * 20) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw SystemError().writingFailure(path) }
            if attempt < patience * 20 { usleep(50_000) }
        }
        throw CommandFailure(.tryAgain, "'\(path)' is being changed by another process", hint: "run the command again")
    }

    deinit { close(descriptor) }

    /// Lets the next process go on.
    public consuming func release() {}
}
