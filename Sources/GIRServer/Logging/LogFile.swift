import FoundationEssentials
import Glibc

/// The file that lines go to now: opened by name, changed with the day, and opened anew when somebody moved it away.
///
/// It blocks while it writes, and has one user: ``LogWriter``.
struct LogFile: ~Copyable {
    /// Why nothing could be written.
    struct Failure: Error {
        let path: String
        let reason: String

        /// What the start ends with.
        var asServerError: ServerError {
            ServerError(
                .cannotWriteLog,
                "the log '\(path)' cannot be written: \(reason)",
                hint: "make the folder, and let the user of this program write in it"
            )
        }
    }

    private let name: LogFileName
    private let mode: mode_t
    /// Whether what a file of that name holds stays, and lines are added to it.
    private let appends: Bool
    /// After how many days a file is deleted; 0 for never.
    private let retainDays: Int
    private let now: @Sendable () -> Date

    private var descriptor: Int32 = -1
    private var path = ""
    private var identity: (device: dev_t, file: ino_t) = (0, 0)
    private var isFirst = true

    init(
        _ name: LogFileName,
        mode: mode_t = 0o640,
        appends: Bool = true,
        retainDays: Int = 0,
        now: @escaping @Sendable () -> Date
    ) {
        self.name = name
        self.mode = mode
        self.appends = appends
        self.retainDays = retainDays
        self.now = now
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Sees to it that the file can be written; makes it where it is missing.
    mutating func open() throws(Failure) {
        let date = now()
        let wanted = name.path(at: date)
        if descriptor >= 0, wanted == path, isInPlace { return }
        let isNewDay = wanted != path
        if descriptor >= 0 { close(descriptor) }
        (descriptor, path) = (-1, wanted)
        // A file of an earlier start is in the way: it gets another name, as with Jetty.
        if isFirst, !appends { rename(path, path + name.backupSuffix(at: date)) }
        let opened = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode)
        guard opened >= 0 else { throw failure }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw Failure(path: path, reason: "it is no regular file")
        }
        (descriptor, identity) = (opened, (status.st_dev, status.st_ino))
        isFirst = false
        if isNewDay { deleteOld(at: date) }
    }

    /// Writes as much as the disk takes and gives how many bytes that were.
    mutating func write(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Int {
        try open()
        let written = bytes.withUnsafeBytes { buffer -> Int in
            while true {
                let count = Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                return count
            }
        }
        guard written >= 0 else { throw failure }
        return written
    }

    private var failure: Failure { Failure(path: path, reason: String(cString: strerror(errno))) }

    /// Whether the name still leads to the file that is open: rotation moves it away and tells nobody.
    private var isInPlace: Bool {
        var status = stat()
        return lstat(path, &status) == 0 && (status.st_dev, status.st_ino) == identity
    }

    private func deleteOld(at date: Date) {
        guard retainDays > 0, name.isDated,
            let files = try? FileManager.default.contentsOfDirectory(atPath: name.folder)
        else { return }
        for file in files where name.isOlder(file, thanDays: retainDays, at: date) {
            var status = stat()
            let old = "\(name.folder)/\(file)"
            guard lstat(old, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            unlink(old)
        }
    }
}
