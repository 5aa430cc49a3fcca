/// Work that is asked for several times at once and done once: all who ask while it is done get its result.
actor SharedFlights<Result: Sendable> {
    private var flights: [[UInt8]: Task<Result, Never>] = [:]

    /// The result of the work of a key.
    func result(_ key: [UInt8], of work: @escaping @Sendable () async -> Result) async -> Result {
        if let flight = flights[key] { return await flight.value }
        // A task of its own: it goes on for the others when the client that came first goes away.
        let flight = Task { await work() }
        flights[key] = flight
        defer { flights[key] = nil }
        return await flight.value
    }
}
