import FoundationEssentials
import Glibc

/// The logs beside the server's own, opened before anything is served.
struct ServerLogs: Sendable {
    /// Each request; nil where they are not logged.
    let requests: RequestLog?
    let audit: AuditLog
    private let auditFile: LogWriter?

    /// Opens the files that the configuration names.
    ///
    /// - Throws: `cannotWriteLog`.
    init(_ configuration: ServerConfiguration, environment: ServerEnvironment) throws(ServerError) {
        let rules = configuration.requestLog
        let requests = configuration.logsRequests ? RequestLog.serverLog : nil
        self.requests = try rules?.open(environment) ?? requests
        guard let name = configuration.auditLog else {
            (audit, auditFile) = (environment.audit, nil)
            return
        }
        // Who logs in when is nobody's business but the owner's.
        let writer = try LogWriter(LogFile(name, mode: 0o600, now: environment.now), logger: environment.logger)
        var audit = AuditLog(now: environment.now) { writer.write($0) }
        audit.metrics = environment.metrics
        self.audit = audit
        auditFile = writer
    }

    /// Says whether the files could be made, without making any.
    ///
    /// - Throws: `cannotWriteLog`.
    static func check(_ configuration: ServerConfiguration, now: Date) throws(ServerError) {
        for name in [configuration.requestLog?.file, configuration.auditLog].compactMap(\.self) {
            var status = stat()
            let isFile = stat(name.folder, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
            guard isFile || access(name.folder, W_OK | X_OK) != 0 else {
                try checkFile(name.path(at: now))
                continue
            }
            throw ServerError(
                .cannotWriteLog,
                "no log can be written into '\(name.folder)': \(String(cString: strerror(isFile ? ENOTDIR : errno)))",
                hint: "make the folder, and let the user of this program write in it"
            )
        }
    }

    /// A file that is there is written on, and so has to be one that can be.
    private static func checkFile(_ path: String) throws(ServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        guard !isFile || access(path, W_OK) != 0 else { return }
        throw LogFile.Failure(path: path, reason: isFile ? String(cString: strerror(errno)) : "it is no regular file")
            .asServerError
    }

    /// Waits until what was written is in the files.
    func flush() async {
        await requests?.flush()
        await auditFile?.flush()
    }
}
