import Glibc

/// Which file was found by a path: SQLite goes on with one that was removed or replaced, and what it writes is lost.
struct OpenFile {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Nil where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    /// - Throws: `unavailable` where the path leads to another file or to none.
    func check() throws(StoreError) {
        guard let now = OpenFile(path), now.device == device, now.inode == inode else {
            throw StoreError(
                .unavailable,
                "'\(path)' was removed or replaced while it was in use",
                hint: "restore it from a backup, and restart the server"
            )
        }
    }
}
