/// How long a link rests between two attempts: twice as long each time up to a ceiling, give or take a share, so that
/// the nodes of a cluster do not all come back in the same moment.
public struct BackOff: Sendable, Hashable {
    /// The rest after the first failure.
    public var first: Duration
    /// The longest rest.
    public var ceiling: Duration
    /// The share by which a rest may be longer or shorter, from 0 to 1.
    public var jitter: Double

    /// The rests of a link: one second to one minute, give or take a fifth.
    public init(first: Duration = .seconds(1), ceiling: Duration = .seconds(60), jitter: Double = 0.2) {
        self.first = max(first, .milliseconds(1))
        self.ceiling = max(ceiling, self.first)
        self.jitter = min(max(jitter, 0), 1)
    }

    /// The rest after so many failures in a row, from 1; `chance` is a random number from 0 to 1.
    public func rest(after failures: Int, chance: Double) -> Duration {
        var rest = first
        for _ in 1..<max(failures, 1) {
            if rest >= ceiling { break }
            rest *= 2
        }
        return min(rest, ceiling) * (1 - jitter + 2 * jitter * chance)
    }
}
