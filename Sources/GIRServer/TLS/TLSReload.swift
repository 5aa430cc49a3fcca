import FoundationEssentials
import GIRConfigKit
import GIRPKI
import Glibc
import Logging

/// Takes the TLS of a running listener from its files again: when one of them has changed, when it is told to, and,
/// with what is there, so often that a session ticket is good for a day at most.
///
/// Connections that are there keep what they began with. Files that cannot be served with change nothing; the log and
/// ``ListenerTLS/state`` say so.
actor TLSReload {
    private let tls: ListenerTLS
    private let sources: ReloadSources
    private let environment: ServerEnvironment
    private var running: ServerConfiguration
    private var stamps: [String: FileStamp?]
    private var ticketsSince = ContinuousClock.now

    init(_ tls: ListenerTLS, _ running: ServerConfiguration, _ sources: ReloadSources, _ environment: ServerEnvironment)
    {
        self.tls = tls
        self.sources = sources
        self.environment = environment
        self.running = running
        stamps = Self.stamps(of: running)
    }

    /// Looks after the files until the task is cancelled.
    func watch() async {
        while (try? await Task.sleep(for: sources.interval)) != nil { look() }
    }

    /// Takes the files as they are, whether they have changed or not; false where they cannot be used.
    @discardableResult
    func reload() -> Bool {
        let isUsed = takeFiles()
        environment.metrics.configurationIsLoaded(isUsed, at: environment.now())
        if isUsed { running.tls?.tell(environment.metrics) }
        return isUsed
    }

    private func takeFiles() -> Bool {
        // Before they are read: what changes meanwhile is seen the next time.
        let seen = Self.stamps(of: running)
        do {
            let read = try sources.load()
            guard let settings = read.tls else {
                throw ServerError(.configuration, "'jetty.enableSsl' is no longer true", hint: Self.restart)
            }
            try tls.replace(with: settings, now: environment.now())
            ticketsSince = .now
            environment.logger.notice(
                "TLS is taken from its files anew",
                metadata: [
                    "alias": "\(settings.identity.alias)", "serial": "\(settings.identity.endEntity.serialNumber)",
                    "notAfter": "\(settings.identity.endEntity.notAfter.formatted(.iso8601))",
                    "subject": "\(settings.identity.endEntity.subject)",
                ]
            )
            settings.remarkOnNames(to: environment.logger)
            remark(on: read)
            stamps = Self.stamps(of: read).merging(seen) { $1 }
            running.tls = settings
            running.files = read.files
            return true
        } catch {
            stamps = seen
            let failure = sources.describe(error)
            tls.refuse(failure, now: environment.now())
            environment.logger.error(
                "TLS cannot be taken from its files, what was there goes on",
                metadata: ["reason": "\(failure)"]
            )
            return false
        }
    }

    private func look() {
        if Self.stamps(of: running) != stamps {
            reload()
            return
        }
        guard ContinuousClock.now - ticketsSince >= sources.ticketLifetime, let settings = running.tls else { return }
        ticketsSince = .now
        do {
            try tls.renewTickets(settings)
        } catch {
            // They worked a day ago, so this is none of the files' fault.
            environment.logger.error("session tickets keep their key", metadata: ["error": "\(type(of: error))"])
        }
    }

    /// What is written and needs another start.
    private func remark(on read: ServerConfiguration) {
        guard let written = running.written, let now = read.written else { return }
        let ignored = written.changes(to: now).filter { !Self.isTaken($0) }
        guard !ignored.isEmpty else { return }
        environment.logger.warning(
            "settings have changed that a running server does not take, \(Self.restart)",
            metadata: ["options": "\(ignored.joined(separator: ", "))"]
        )
    }

    /// Whether a running server takes an option anew.
    private static func isTaken(_ option: String) -> Bool {
        let section = "jetty.ssl."
        return option.hasPrefix(section)
            && !["idleTimeout", "port", "securePort"].contains(String(option.dropFirst(section.count)))
    }

    private static let restart = "restart the server for it"

    private static func stamps(of configuration: ServerConfiguration) -> [String: FileStamp?] {
        Dictionary(configuration.files.map { ($0, FileStamp($0)) }) { first, _ in first }
    }
}

/// How a running server reads its configuration again.
public struct ReloadSources: Sendable {
    /// Reads the configuration and the files that it names.
    public let load: @Sendable () throws -> ServerConfiguration
    /// Says in one line why reading failed.
    public let describe: @Sendable (any Error) -> String
    /// How often the files are looked at.
    public var interval: Duration = .seconds(5)
    /// How long the key of session tickets is in use.
    public var ticketLifetime: Duration = .seconds(43_200)

    /// Names both.
    public init(
        load: @escaping @Sendable () throws -> ServerConfiguration,
        describe: @escaping @Sendable (any Error) -> String
    ) {
        self.load = load
        self.describe = describe
    }
}
