import CProcess
import Glibc

/// A folder that is made beside the one it is going to replace, and takes its place as one step.
///
/// Until ``commit()`` nothing is seen of it, and without that nothing is left: also where a signal asks the process to
/// end, which waits until the folder is gone.
public final class StagedFolder: Sendable {
    private let target: ResolvedPath
    private let shown: String
    private let staged: String
    private let signals: BlockedSignals
    // Only the initialiser and deinit touch it.
    private nonisolated(unsafe) var lock: FileLock?

    /// Makes an empty folder, for its owner alone, beside the target, and holds others off that one.
    ///
    /// - Parameter mustExist: the target is there to be changed.
    /// - Throws: status 64, 66, 73, 75 or 77.
    public init(for path: String, mustExist: Bool = false) throws(CommandFailure) {
        shown = path
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        target = try ResolvedPath(writing: trimmed)
        signals = BlockedSignals()
        lock = try FileLock(trimmed, mustExist: mustExist)
        var template = Array("\(target.folder).\(target.name).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError().writingFailure(path) }
        staged = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    // After the commit it is the old folder that has this name, or nothing.
    deinit {
        FolderTree.remove(staged)
        // Before the signals come through, which may end the process.
        lock = nil
    }

    /// Ends the work where somebody has asked the process to end.
    ///
    /// - Throws: a failure that nobody reads: the signal ends the process when the folder is gone.
    public func checkInterruption() throws(CommandFailure) {
        if signals.isPending { throw CommandFailure(.tryAgain, "interrupted; nothing was changed") }
    }

    /// The path of the folder as it is now.
    public var path: String { staged }

    /// Takes over everything in the target, as links to the same files: what is not written anew stays as it is.
    public func adoptTarget() throws(CommandFailure) { try FolderTree.link(target.text, to: staged, shownAs: shown) }

    /// Makes a folder, with those above it, for its owner alone.
    public func makeFolder(_ name: String) throws(CommandFailure) {
        var path = staged
        for part in name.split(separator: "/") {
            path += "/\(part)"
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError().writingFailure(shown) }
        }
    }

    /// Writes a file, in place of one that was adopted.
    public func write(_ name: String, _ bytes: [UInt8], mode: UInt32 = 0o600) throws(CommandFailure) {
        let path = "\(staged)/\(name)"
        // The other links of the old file belong to the target.
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemError().writingFailure(shown) }
        defer { close(descriptor) }
        guard writeAll(bytes, to: descriptor), fchmod(descriptor, mode) == 0 else {
            throw SystemError().writingFailure(shown)
        }
    }

    /// Removes a file or folder that was adopted.
    public func remove(_ name: String) { FolderTree.remove("\(staged)/\(name)") }

    /// Puts the folder in the target's place, when all of it has reached the disk.
    ///
    /// - Throws: status 73, 74 or 77; the target is then as it was.
    public func commit() throws(CommandFailure) {
        try synchronise()
        // Renaming does where there was nothing or an empty folder.
        if rename(staged, target.text) != 0 {
            guard errno == ENOTEMPTY || errno == EEXIST, girctl_exchange(staged, target.text) == 0 else {
                throw SystemError().writingFailure(shown)
            }
        }
        let folder = open(target.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        _ = fsync(folder)
        close(folder)
    }

    // One call for all files: a thousand nodes have six thousand of them.
    private func synchronise() throws(CommandFailure) {
        let descriptor = open(staged, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError().writingFailure(shown) }
        defer { close(descriptor) }
        guard girctl_sync_file_system(descriptor) == 0 else { throw SystemError().writingFailure(shown) }
    }
}

/// Holds back the signals that ask a process to end, so that it can tidy up first; they do their work afterwards.
private final class BlockedSignals: Sendable {
    private let before: sigset_t

    init() {
        var (signals, before) = (sigset_t(), sigset_t())
        sigemptyset(&signals)
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        self.before = before
    }

    deinit {
        var before = before
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    var isPending: Bool {
        var pending = sigset_t()
        sigpending(&pending)
        return [SIGHUP, SIGINT, SIGQUIT, SIGTERM].contains { sigismember(&pending, $0) == 1 }
    }
}

/// Folders with all that is in them.
private enum FolderTree {
    static func link(_ source: String, to destination: String, shownAs shown: String) throws(CommandFailure) {
        // A folder that cannot be read must not come out empty.
        for name in try InputPaths.names(in: source) where name != "." && name != ".." {
            let (old, new) = ("\(source)/\(name)", "\(destination)/\(name)")
            var status = stat()
            guard lstat(old, &status) == 0 else { throw SystemError().readingFailure(shown) }
            if status.st_mode & S_IFMT == S_IFDIR {
                guard mkdir(new, 0o700) == 0 else { throw SystemError().writingFailure(shown) }
                try link(old, to: new, shownAs: shown)
                _ = chown(new, status.st_uid, status.st_gid)
                guard chmod(new, status.st_mode & 0o7777) == 0 else { throw SystemError().writingFailure(shown) }
            } else {
                guard Glibc.link(old, new) == 0 else { throw SystemError().writingFailure(shown) }
            }
        }
    }

    static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in (try? InputPaths.names(in: path)) ?? [] where name != "." && name != ".." {
            remove("\(path)/\(name)")
        }
        rmdir(path)
    }
}

/// Writes all of the bytes; false with the reason in `errno`.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
            write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
    }
    return true
}
