/// So many tokens, which come back at a steady rate after they are taken.
struct TokenBucket: Sendable {
    /// How large buckets of a kind are, and how fast they fill.
    struct Size: Sendable, Hashable {
        let tokens: Double
        let perSecond: Double
    }

    private var tokens: Double
    private var counted: ContinuousClock.Instant

    /// A full bucket.
    init(_ size: Size, at now: ContinuousClock.Instant) {
        tokens = size.tokens
        counted = now
    }

    /// How long it is until there is a token; zero where there is one.
    mutating func wait(_ size: Size, at now: ContinuousClock.Instant) -> Duration {
        tokens = min(size.tokens, tokens + max(0, (now - counted) / .seconds(1)) * size.perSecond)
        counted = max(counted, now)
        return tokens >= 1 ? .zero : .seconds(1) * ((1 - tokens) / size.perSecond)
    }

    /// Takes a token, which ``wait(_:at:)`` has said is there.
    mutating func take() { tokens -= 1 }

    /// Leaves no more tokens than another bucket has.
    mutating func limit(to other: TokenBucket, _ size: Size, at now: ContinuousClock.Instant) {
        var other = other
        _ = (wait(size, at: now), other.wait(size, at: now))
        tokens = min(tokens, max(0, other.tokens))
    }

    /// Gives one back.
    mutating func giveBack(_ size: Size) { tokens = min(size.tokens, tokens + 1) }
}
