public import FoundationEssentials
import Glibc
public import Logging
import Synchronization

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
        var bits = randomBits()
        return String(unsafeUninitializedCapacity: 32) { digits in
            for index in digits.indices.prefix(32) {
                let digit = UInt8(truncatingIfNeeded: bits & 15)
                digits[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                bits >>= 4
            }
            return 32
        }
    }

    /// Random numbers for the next identifiers: a call of the kernel for each would be one of the dearest parts of a request.
    private static let ahead = Mutex<[UInt128]>([])

    private static func randomBits() -> UInt128 {
        ahead.withLock { ahead in
            if ahead.isEmpty {
                // As many as are given at once without being interrupted (getentropy(3)).
                ahead = Array(unsafeUninitializedCapacity: 16) { buffer, count in
                    count = getentropy(buffer.baseAddress, 16 * MemoryLayout<UInt128>.size) == 0 ? 16 : 0
                }
            }
            return ahead.popLast() ?? UInt128.random(in: 0...UInt128.max)
        }
    }
}
