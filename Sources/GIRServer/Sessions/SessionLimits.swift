/// How long sessions live, and how many there may be.
struct SessionLimits: Sendable, Hashable {
    /// How long a session lives without a request; `jetty.sessionMaxInactiveInterval`.
    var idle: Duration = .seconds(1800)
    /// How long it lives at all.
    var age: Duration = .seconds(28_800)
    /// How many a user may have; the oldest ends for a further one.
    var perPrincipal = 10
    /// How long this node answers from memory before it asks the store again: the longest that a session goes on here
    /// after another node has ended it.
    var staleness: Duration = .seconds(5)
    /// How many sessions are kept in memory.
    var cached = 10_000
    /// How often ended sessions are cleared out of the store, at most.
    var sweep: Duration = .seconds(60)

    /// How often the use of a session is written to the store, at most; other nodes may find a session idle that much
    /// too early, never too late.
    var touch: Duration { min(.seconds(60), idle / 10) }
}
