import Glibc

/// Replaces a file as one step: whoever looks sees the old bytes or the new ones, whole, also after a crash.
///
/// The new bytes go to a file beside the target that only the owner can read, are forced to disk, read back and
/// compared; then the file takes the target's name and the folder is forced to disk.
public enum OutputFile {
    /// Writes the bytes to the path, creating or replacing the file; a symbolic link is followed to its target.
    ///
    /// - Parameter mode: the mode of a new file; a file that is replaced keeps its mode, owner and group.
    /// - Throws: status 64 for `-`, 73, 74 or 77; the old file is then untouched and no other file is left.
    public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws(CommandFailure) {
        let resolved = try ResolvedPath(writing: path)
        let target = resolved.text
        var old = stat()
        let exists = stat(target, &old) == 0
        guard exists || errno == ENOENT else { throw SystemError().writingFailure(path) }
        guard !exists || old.st_mode & S_IFMT == S_IFREG else {
            throw CommandFailure(
                .cannotCreate,
                "'\(path)' is not a regular file",
                hint: "name a file, not a folder or device"
            )
        }
        let temporary = try TemporaryFile(beside: resolved, shownAs: path)
        do throws(CommandFailure) {
            try temporary.write(bytes)
            try temporary.setAttributes(mode: exists ? old.st_mode & 0o7777 : mode, of: exists ? old : nil)
            try temporary.verify(bytes)
            try temporary.rename(to: target)
        } catch {
            temporary.remove()
            throw error
        }
    }
}

/// A file that is being written beside its target.
private struct TemporaryFile: ~Copyable {
    private let descriptor: Int32
    private let name: String
    private let folder: String
    private let shown: String

    init(beside target: ResolvedPath, shownAs shown: String) throws(CommandFailure) {
        let folder = target.folder
        let start = String(decoding: target.name.utf8.prefix(60), as: UTF8.self)
        var template = Array("\(folder).\(start).XXXXXX".utf8CString)
        // mkstemp creates with O_EXCL and mode 0600, before the first byte is there.
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw SystemError().writingFailure(shown) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        self.descriptor = descriptor
        self.folder = folder
        self.shown = shown
        name = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError().writingFailure(shown) }
            written += count
        }
    }

    /// Gives the file the mode, and the owner and group of the file that it replaces as far as the user may.
    func setAttributes(mode: mode_t, of old: stat?) throws(CommandFailure) {
        var mode = mode
        var new = stat()
        guard fstat(descriptor, &new) == 0 else { throw SystemError().writingFailure(shown) }
        // What the old group or owner was allowed is not for the one that has taken its place.
        if let old, old.st_gid != new.st_gid, fchown(descriptor, .max, old.st_gid) != 0 { mode &= ~0o2070 }
        // Only root may give files away; for others the file becomes their own, which its folder allows.
        if let old, old.st_uid != new.st_uid, fchown(descriptor, old.st_uid, .max) != 0 { mode &= ~0o4000 }
        guard fchmod(descriptor, mode) == 0 else { throw SystemError().writingFailure(shown) }
    }

    func verify(_ bytes: [UInt8]) throws(CommandFailure) {
        guard fsync(descriptor) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw SystemError().writingFailure(shown)
        }
        guard
            try InputFile.read(descriptor: descriptor, named: shown, limit: bytes.count, expected: bytes.count) == bytes
        else {
            throw CommandFailure(
                .inputOutput,
                "'\(shown)' does not read back as it was written",
                hint: "nothing was changed"
            )
        }
    }

    func rename(to target: String) throws(CommandFailure) {
        guard Glibc.rename(name, target) == 0 else { throw SystemError().writingFailure(shown) }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        _ = fsync(directory)
        close(directory)
    }

    func remove() { unlink(name) }
}
