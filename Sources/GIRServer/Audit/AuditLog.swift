public import FoundationEssentials
import GIRPKI
import GIRStore
import HTTPTypes
import Hummingbird

/// The trail of logins, refusals and sessions: one JSON object on one line for each event.
///
/// It holds no password, no header field, no query and no token: a session is named by eight digits of its hash, a name
/// that was not proved by a digest.
public struct AuditLog: Sendable {
    /// Where refusals are counted as well.
    var metrics = Metrics()
    private let now: @Sendable () -> Date
    private let write: @Sendable (String) -> Void
    /// What the digests of names are keyed with, so that they cannot be looked up; a new one for each process.
    private let key: [UInt8]

    /// Makes a log that gives each line, with its line end, to `write`.
    public init(
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.now = now
        self.write = write
        key = (0..<32).map { _ in UInt8.random(in: 0...UInt8.max) }
    }

    /// Writes an event that belongs to a request.
    func record(_ event: AuditEvent, request: Request, context: ServerRequestContext) {
        var line = beginning(of: event)
        line.add("request_id", context.requestIdentifier)
        line.add("src_ip", context.client)
        line.add("method", request.method.rawValue)
        line.add("route", context.endpointPath)
        line.add("latency_ms", context.trail.milliseconds)
        let known = context.principal.map(AuditEvent.User.proved)
        add(event.user ?? known, session: event.sessionHash ?? context.session?.idHash, to: &line)
        finish(line, event)
    }

    /// Writes an event of the server itself, or of a connection that carries no request yet.
    func record(_ event: AuditEvent, client: String? = nil) {
        var line = beginning(of: event)
        line.add("src_ip", client)
        add(event.user, session: event.sessionHash, to: &line)
        finish(line, event)
    }

    private func beginning(of event: AuditEvent) -> JSONLine {
        var line = JSONLine()
        line.add("ts", LogTimeZone.utc.timestamp(now()))
        line.add("level", event.kind.level)
        line.add("event", event.kind.rawValue)
        return line
    }

    private func add(_ user: AuditEvent.User?, session: [UInt8]?, to line: inout JSONLine) {
        switch user {
        case .claimed(let name, let provider):
            line.add("user_hash", Digest.sha256(key + Array(name.utf8)).prefix(8).hex)
            line.add("provider", provider?.rawValue)
        case .proved(let principal):
            line.add("user", principal.auditName)
            line.add("provider", principal.provider.rawValue)
            line.add("contact_center", principal.contactCenter)
        case nil: break
        }
        line.add("session", session?.prefix(4).hex)
    }

    private func finish(_ line: JSONLine, _ event: AuditEvent) {
        metrics.count(event)
        var line = line
        line.add("owner", event.owner?.auditName)
        line.add("resource", event.resource)
        line.add("status", event.status)
        line.add("detail", event.detail)
        write(line.text)
    }
}

extension Principal {
    /// `rws:ann`: who vouched, and the name.
    fileprivate var auditName: String { "\(provider.rawValue):\(userName)" }
}
