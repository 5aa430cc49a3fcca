import GIRConfigKit
import Logging

extension ServerConfiguration {
    /// Names the files of the logs, where the configuration asks for files.
    ///
    /// - Parameter resolve: the path as seen from the folder of the configuration.
    mutating func takeLogs(
        _ read: ApplicationConfiguration,
        resolvingWith resolve: (String) -> String,
        logger: Logger
    ) {
        let folder = read.logging.path.map(resolve)
        auditLog = folder.map { LogFileName(folder: $0, name: "audit.log") }
        let settings = read.jetty.requestLog
        guard logsRequests, settings.isNamed || folder != nil else { return }
        let isAbsolute = settings.filename.hasPrefix("/")
        let path =
            isAbsolute ? settings.filename : folder.map { "\($0)/\(settings.filename)" } ?? resolve(settings.filename)
        let slash = path.lastIndex(of: "/")
        let rules = RequestLogRules(
            settings,
            folder: slash.map { String(path[..<$0]) } ?? ".",
            name: slash.map { String(path[path.index(after: $0)...]) } ?? path
        )
        requestLog = rules
        for (option, words) in rules.remarks {
            logger.warning("\(words)", metadata: ["option": "jetty.requestLog.\(option)"])
        }
    }
}
