/// How an import waits for a store that has too much to do: fewer things at once, and longer and longer rests, until it
/// takes something again.
struct ImportPace: Sendable {
    /// How many recordings are added at the same time.
    private(set) var width = widest
    /// How many rests in a row have brought nothing.
    private var rests = 0

    private static let widest = 32
    private static let longestRest = Duration.seconds(30)
    // After these, which take five minutes together, nobody is waited for any longer.
    private static let restLimit = 15

    /// Something was taken.
    mutating func goOn() { rests = 0 }

    /// All that was to be taken was: there may be room for more.
    mutating func speedUp() { width = min(width + 2, Self.widest) }

    /// The store did not take something: gives how long to rest, or nil where it is time to give up.
    mutating func slowDown() -> Duration? {
        guard rests < Self.restLimit else { return nil }
        defer { rests += 1 }
        width = max(width / 2, 1)
        return min(.milliseconds(500) * (1 << rests), Self.longestRest)
    }
}
