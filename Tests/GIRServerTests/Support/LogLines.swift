import FoundationEssentials
import GIRServer
import Logging
import Synchronization

/// The log lines of a test, with a clock that stands still.
final class LogLines: Sendable {
    static let moment = Date(timeIntervalSince1970: 1_750_000_000)

    private let lines = Mutex<[String]>([])

    /// What was counted.
    let metrics = Metrics()

    private let audited = Mutex<[String]>([])

    /// The lines of the audit log.
    var audit: [String] { audited.withLock { $0 } }
    var all: [String] { lines.withLock { $0 } }

    func logger(level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { [self] _ in
            LineLogHandler(level: level, now: { Self.moment }) { line in self.lines.withLock { $0.append(line) } }
        }
    }

    /// An environment whose requests are all called `request-1`.
    func environment() -> ServerEnvironment {
        ServerEnvironment(
            version: "1.2.3",
            logger: logger(),
            now: { Self.moment },
            makeRequestIdentifier: { "request-1" },
            audit: AuditLog(now: { Self.moment }) { line in self.audited.withLock { $0.append(line) } },
            metrics: metrics
        )
    }
}
