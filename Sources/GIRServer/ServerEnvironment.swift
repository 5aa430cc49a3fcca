public import FoundationEssentials
public import Logging

/// What the server takes from the outside world; tests give fixed values.
public struct ServerEnvironment: Sendable {
    /// The version that clients are told.
    public var version: String
    /// The wall clock, for log lines, `Date` headers and certificates.
    public var now: @Sendable () -> Date
    /// A new identifier for a request, unlike any other.
    public var makeRequestIdentifier: @Sendable () -> String
    /// Where all log lines go.
    public var logger: Logger
    /// Where logins and refusals are written down.
    public var audit: AuditLog
    /// What is counted.
    public var metrics: Metrics

    /// Makes an environment with the machine's clock and random numbers where none are given.
    public init(
        version: String,
        logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        makeRequestIdentifier: @escaping @Sendable () -> String = ServerEnvironment.randomIdentifier,
        audit: AuditLog? = nil,
        metrics: Metrics = Metrics()
    ) {
        self.version = version
        self.logger = logger
        self.now = now
        self.makeRequestIdentifier = makeRequestIdentifier
        self.audit = audit ?? AuditLog(now: now)
        self.metrics = metrics
        self.audit.metrics = metrics
    }

    /// 128 random bits in lower-case hexadecimal.
    @Sendable public static func randomIdentifier() -> String {
        let digits = String(UInt128.random(in: 0...UInt128.max), radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
