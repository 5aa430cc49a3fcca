import FoundationEssentials
import GIRConfigKit
import Logging

/// Where each request is written down: a file of its own, or the server's log where none is named.
struct RequestLog: Sendable {
    /// How requests are logged.
    enum Destination: Sendable {
        case file(LogWriter, RequestLogFormat)
        case serverLog
    }

    let destination: Destination
    /// Whether the address that a trusted proxy tells is written, not the proxy's.
    var prefersProxied = true

    /// Each request as a line of the server's log.
    static let serverLog = RequestLog(destination: .serverLog)

    /// Writes a request down.
    func write(_ record: RequestRecord, logger: Logger) {
        switch destination {
        case .file(let writer, let format): writer.write(format.line(record))
        case .serverLog:
            var metadata: Logger.Metadata = ["client": "\(record.client)", "status": "\(record.status)"]
            if let line = record.line {
                metadata["method"] = "\(line.method)"
                metadata["path"] = "\(line.path)"
            }
            metadata["user"] = record.user.map { "\($0)" }
            metadata["milliseconds"] = record.milliseconds.map { "\($0)" }
            logger.info("request answered", metadata: metadata)
        }
    }

    /// Waits until what was written is on the disk.
    func flush() async {
        if case .file(let writer, _) = destination { await writer.flush() }
    }
}

/// The options of `jetty.requestLog` as they are done here.
struct RequestLogRules: Sendable {
    let file: LogFileName
    let format: RequestLogFormat
    let appends: Bool
    let retainDays: Int
    let prefersProxied: Bool
    /// What of the options is not done, in words for the log.
    let remarks: [(option: String, words: String)]

    /// Takes the section, for files in a folder.
    init(_ settings: RequestLogSettings, folder: String, name: String) {
        var remarks: [(String, String)] = []
        let zone = LogTimeZone(settings.logTimeZone)
        if zone == nil { remarks.append(("logTimeZone", "time zone is not known to this machine, GMT is used")) }
        let pattern = DatePattern(settings.filenameDateFormat)
        if pattern == nil {
            remarks.append(
                ("filenameDateFormat", "date format needs yyyy, MM and dd and no other letters, yyyy_MM_dd is used")
            )
        }
        if settings.logCookies { remarks.append(("logCookies", "cookies are never logged")) }
        self.remarks = remarks
        file = LogFileName(
            folder: folder,
            name: name,
            pattern: pattern ?? .standard,
            zone: zone ?? .utc
        )
        let isJSON = [".json", ".jsonl"].contains { name.hasSuffix($0) }
        format = RequestLogFormat(
            kind: isJSON ? .json : .ncsa,
            isExtended: settings.extended,
            hasLatency: settings.logLatency,
            zone: zone ?? .utc
        )
        appends = settings.append
        retainDays = settings.retainDays
        prefersProxied = settings.preferProxiedForAddress
    }

    /// Opens the file.
    func open(_ environment: ServerEnvironment) throws(ServerError) -> RequestLog {
        let file = LogFile(file, appends: appends, retainDays: retainDays, now: environment.now)
        let writer = try LogWriter(file, logger: environment.logger)
        return RequestLog(destination: .file(writer, format), prefersProxied: prefersProxied)
    }
}
