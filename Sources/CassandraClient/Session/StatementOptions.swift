/// What is different for one execution of a statement; what is nil is as the session's settings say.
public struct StatementOptions: Sendable {
    /// How many replicas take part.
    public var consistency: Consistency?
    /// The same for the Paxos part of a conditional write.
    public var serialConsistency: Consistency?
    /// Whether doing it twice is the same as doing it once; SELECT is, and nothing else unless it is said.
    public var isIdempotent: Bool?
    /// How many rows a page has.
    public var pageSize: Int32?
    /// Where to go on.
    public var page: PagingState?
    /// A node that is asked after all others, as it has just been silent.
    public var avoided: CassandraEndpoint?
    /// How long all attempts together may take.
    public var time: Duration?
    /// The write's own time in microseconds since 1970.
    public var timestamp: Int64?

    /// Nothing different.
    public init() {}

    /// The same with the time that is left of it since a moment.
    public func after(_ began: ContinuousClock.Instant) -> StatementOptions {
        var options = self
        options.time = time.map { max($0 - (.now - began), .zero) }
        return options
    }

    /// A statement that may be sent again where an answer was lost.
    public static var idempotent: StatementOptions {
        var options = StatementOptions()
        options.isIdempotent = true
        return options
    }
}

/// How the writes of a batch belong together.
public enum BatchKind: Sendable, Hashable {
    /// For counters.
    case counter
    /// All of them take place, or none; the nodes keep a log for it.
    case logged
    /// Only sent together.
    case unlogged
}
