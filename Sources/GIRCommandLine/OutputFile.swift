import GIRPKI
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
        let staged = try StagedFile(path, bytes, mode: mode)
        do throws(CommandFailure) {
            try staged.rename()
        } catch {
            staged.remove()
            throw error
        }
    }

    /// Whether the file is there and holds just these bytes, so that nothing has to be written.
    ///
    /// - Throws: status 64 for `-`, 74 or 77 for a file that cannot be read.
    public static func holds(_ path: String, _ bytes: [UInt8]) throws(CommandFailure) -> Bool {
        var status = stat()
        let target = try ResolvedPath(writing: path).text
        guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size == bytes.count else {
            return false
        }
        return try InputFile.read(target) == bytes
    }

    /// Replaces several files, all of them or none: each is written and read back before the first takes its place,
    /// and where one cannot, those before it are put back.
    ///
    /// - Throws: as the function for one file.
    public static func replaceAll(_ files: [(path: String, bytes: [UInt8])]) throws(CommandFailure) {
        try replaceAll(files) { rename($0, $1) }
    }

    /// Replaces with another rename(2), for tests in which it fails.
    static func replaceAll(
        _ files: [(path: String, bytes: [UInt8])],
        by rename: (String, String) -> Int32
    ) throws(CommandFailure) {
        var staged: [StagedFile] = []
        var replaced: [StagedFile] = []
        defer { for file in staged { file.remove() } }
        do throws(CommandFailure) {
            for file in files { staged.append(try StagedFile(file.path, file.bytes, mode: 0o600)) }
            for file in staged { try file.keepOld() }
            for file in staged {
                try file.rename(by: rename)
                replaced.append(file)
            }
        } catch {
            for file in replaced.reversed() { try file.putOldBack() }
            throw error
        }
    }

    /// Refuses what is there and cannot be replaced as a file, before it is read: a FIFO would keep its reader waiting.
    ///
    /// - Throws: status 73, and where it must exist 66 where it does not, 74 for a folder as for one that is only read.
    public static func checkTarget(_ path: String, mustExist: Bool = false) throws(CommandFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if mustExist { throw SystemError().readingFailure(path) }
            return
        }
        guard status.st_mode & S_IFMT != S_IFREG else { return }
        if mustExist, status.st_mode & S_IFMT == S_IFDIR { throw CommandFailure.folder(path) }
        throw notRegular(path)
    }

    /// The refusal of what is there and cannot be replaced as a file.
    static func notRegular(_ path: String) -> CommandFailure {
        CommandFailure(.cannotCreate, "'\(path)' is not a regular file", hint: "name a file, not a folder or device")
    }
}

/// The new contents of a file, whole and on disk, beside the file that they are going to replace.
private final class StagedFile {
    private let temporary: TemporaryFile
    private let resolved: ResolvedPath
    private let shown: String
    private let old: stat?
    /// Another name of the old file.
    private var kept: String?

    /// Writes the bytes and reads them back.
    init(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(CommandFailure) {
        resolved = try ResolvedPath(writing: path)
        shown = path
        var status = stat()
        let exists = stat(resolved.text, &status) == 0
        guard exists || errno == ENOENT else { throw SystemError().writingFailure(path) }
        guard !exists || status.st_mode & S_IFMT == S_IFREG else {
            throw OutputFile.notRegular(path)
        }
        old = exists ? status : nil
        temporary = try TemporaryFile(beside: resolved, shownAs: path)
        do throws(CommandFailure) {
            try temporary.write(bytes)
            try temporary.setAttributes(mode: old.map { $0.st_mode & 0o7777 } ?? mode, of: old)
            try temporary.verify(bytes)
        } catch {
            temporary.remove()
            throw error
        }
    }

    /// Gives the old file a second name, under which it outlives the replacement; a copy where there are no hard links.
    func keepOld() throws(CommandFailure) {
        guard let old else { return }
        let copy = try TemporaryFile(beside: resolved, shownAs: shown)
        kept = copy.name
        copy.remove()
        if link(resolved.text, copy.name) == 0 { return }
        let bytes = try InputFile.read(resolved.text)
        let second = try TemporaryFile(beside: resolved, shownAs: shown)
        kept = second.name
        try second.write(bytes)
        try second.setAttributes(mode: old.st_mode & 0o7777, of: old)
        try second.verify(bytes)
    }

    func rename(by rename: (String, String) -> Int32 = { Glibc.rename($0, $1) }) throws(CommandFailure) {
        guard rename(temporary.name, resolved.text) == 0 else { throw SystemError().writingFailure(shown) }
        syncFolder()
    }

    /// Undoes the replacement.
    func putOldBack() throws(CommandFailure) {
        let status = kept.map { Glibc.rename($0, resolved.text) } ?? unlink(resolved.text)
        guard status == 0 else {
            let place = kept.map { "its old contents are in '\($0)'" } ?? "it is new"
            kept = nil
            throw CommandFailure(
                .inputOutput,
                "'\(shown)' was replaced and cannot be put back: \(SystemError().reason)",
                hint: place
            )
        }
        kept = nil
        syncFolder()
    }

    /// Removes what is left beside the file.
    func remove() {
        temporary.remove()
        if let kept { unlink(kept) }
    }

    private func syncFolder() {
        let directory = open(resolved.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        _ = fsync(directory)
        close(directory)
    }
}

/// A file that is being written beside its target.
private final class TemporaryFile {
    private let descriptor: Int32
    let name: String
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
        self.shown = shown
        name = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard writeAll(bytes, to: descriptor) else { throw SystemError().writingFailure(shown) }
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
        // Piece by piece in one buffer, which is erased: it may be a key file.
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        defer { _ = Secret(erasing: &piece) }
        var done = 0
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError().readingFailure(shown) }
            let isSame = bytes.withUnsafeBytes { whole in
                guard count > 0, let start = whole.baseAddress else { return count == 0 && done == whole.count }
                return count <= whole.count - done && memcmp(start + done, piece, count) == 0
            }
            guard isSame else {
                throw CommandFailure(
                    .inputOutput,
                    "'\(shown)' does not read back as it was written",
                    hint: "nothing was changed"
                )
            }
            if count == 0 { return }
            done += count
        }
    }

    func remove() { unlink(name) }
}
