import NIOCore

/// A timer that is put off without being made anew: one that rings too early lets its owner look at the clock again, which
/// spares a busy connection a timer for each request.
struct LazyTimer {
    private var set: (task: Scheduled<Void>, at: NIODeadline)?

    /// Rings at the deadline or before it; not at all where there is none.
    ///
    /// - Parameter ring: calls ``rang()`` first.
    mutating func set(for deadline: NIODeadline?, on eventLoop: any EventLoop, ring: @escaping () -> Void) {
        guard let deadline else { return cancel() }
        if let set, set.at <= deadline { return }
        cancel()
        set = (eventLoop.assumeIsolated().scheduleTask(deadline: deadline, ring), deadline)
    }

    /// It has rung.
    mutating func rang() { set = nil }

    mutating func cancel() {
        set?.task.cancel()
        set = nil
    }
}
