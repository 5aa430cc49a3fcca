import Glibc

/// The file of a store and the folder that it is in, which are the owner's alone.
///
/// SQLite gives the files that it makes beside it, the write-ahead log and its index, the mode and the owner of the file.
struct SQLiteFile {
    let folder: String
    let path: String

    init(folder: String) {
        self.folder = folder
        path = folder + "/store.sqlite"
    }

    var exists: Bool { access(path, F_OK) == 0 }

    /// Makes the folder and an empty file where they are missing, and refuses those that others have access to.
    func prepare() throws(StoreError) {
        let owner = try prepareFolder()
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            // Root that makes the first user must not lock the server out, which runs as the folder's owner.
            if geteuid() == 0, owner.st_uid != 0 { _ = fchown(descriptor, owner.st_uid, owner.st_gid) }
            Glibc.close(descriptor)
            return
        }
        guard errno == EEXIST else { throw failure("made", path) }
        try checkFile()
    }

    /// The first bytes of the file, which is there and its owner's alone; fewer where it is shorter.
    func header() throws(StoreError) -> [UInt8] {
        try checkFile()
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("opened", path) }
        defer { Glibc.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.headerLength)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure("read", path) }
        return Array(bytes.prefix(count))
    }

    /// The length of the header of a database (SQLite's file format, section 1.3).
    static let headerLength = 100

    private func prepareFolder() throws(StoreError) -> stat {
        for path in parents + [folder] where mkdir(path, 0o700) != 0 && errno != EEXIST {
            // A folder above may be one that this user cannot write and that is there.
            guard path != folder, access(path, F_OK) == 0 else { throw failure("made", path) }
        }
        var status = stat()
        guard stat(folder, &status) == 0 else { throw failure("opened", folder) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(.data, "'\(folder)' is not a folder", hint: "name a folder for the server's data")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw StoreError(
                .permission,
                "the data folder '\(folder)' can be written by others",
                hint: "run: chmod 700 '\(folder)'"
            )
        }
        return status
    }

    /// The folders above the folder, the topmost first.
    private var parents: [String] {
        folder.indices.filter { folder[$0] == "/" && $0 != folder.startIndex }.map { String(folder[..<$0]) }
    }

    private func checkFile() throws(StoreError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure("opened", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(.data, "'\(path)' is not a regular file", hint: "move it away")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw StoreError(.permission, "others have access to '\(path)'", hint: "run: chmod 600 '\(path)'")
        }
        guard access(path, R_OK | W_OK) == 0 else { throw failure("opened", path) }
    }

    private func failure(_ action: String, _ path: String) -> StoreError {
        let code: StoreError.Code =
            switch errno {
            case EACCES, EPERM: .permission
            case EDQUOT, ENOSPC: .noSpace
            case ENOTDIR: .data
            default: .unavailable
            }
        let reason = String(cString: strerror(errno)).lowercased()
        return StoreError(code, "'\(path)' cannot be \(action): \(reason)")
    }
}
