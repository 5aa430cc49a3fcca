import Synchronization

/// The networks that passwords have come from without TLS: the log names each of them once an hour.
final class PlaintextClients: Sendable {
    private let now: @Sendable () -> ContinuousClock.Instant
    private let named = Mutex(RecentTable<[UInt8], ContinuousClock.Instant>(capacity: 10_000))

    /// Makes an empty memory.
    init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.now = now }

    /// Whether the network has not been named for an hour; it counts as named from then on.
    func isNew(_ network: ClientNetwork) -> Bool {
        let moment = now()
        return named.withLock { named in
            if let last = named.value(for: network.bytes), moment - last < .seconds(3600) { return false }
            named.set(moment, for: network.bytes)
            return true
        }
    }
}
