import FoundationEssentials

/// The time of day as it was when the process started, and as much later as has passed since.
///
/// Sessions are measured with it: they neither end nor live on because somebody sets the machine's clock.
struct SteadyClock: Sendable {
    private let start: Date
    private let origin = ContinuousClock.now

    /// Begins at a moment.
    init(start: Date) { self.start = start }

    /// The moment.
    @Sendable func now() -> Date {
        start.addingTimeInterval((ContinuousClock.now - origin) / .seconds(1))
    }
}
