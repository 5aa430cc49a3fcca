import NIOCore

/// Whether the event loops turn: each has to run a task that it is given, in time.
struct LoopPulse: Sendable {
    let group: any EventLoopGroup
    var limit: Duration = .seconds(1)

    func isThere() async -> Bool {
        let (answers, continuation) = AsyncStream.makeStream(of: Bool.self)
        var awaited = 0
        for loop in group.makeIterator() {
            awaited += 1
            loop.execute { continuation.yield(true) }
        }
        let timer = Task { [limit] in
            try? await Task.sleep(for: limit)
            continuation.yield(false)
        }
        defer { timer.cancel() }
        for await isTurning in answers {
            guard isTurning else { return false }
            awaited -= 1
            if awaited == 0 { return true }
        }
        return false
    }
}
