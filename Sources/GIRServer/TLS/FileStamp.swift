import Glibc

/// What tells a file from what it was before: another file under its path, or another content.
///
/// Links are followed, so that a change of what they lead to is one, also where only a folder on the way is exchanged.
struct FileStamp: Hashable, Sendable {
    private let device: UInt
    private let file: UInt
    private let size: Int
    private let changed: [Int]

    /// Nil where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        file = UInt(status.st_ino)
        size = Int(status.st_size)
        changed = [
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }
}
