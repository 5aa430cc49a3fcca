import Synchronization

/// A line on the terminal that shows how much of a long work is done; nothing where nobody watches.
public final class ProgressBar: Sendable {
    private let what: String
    private let total: Int
    private let isShown: Bool
    private let done = Mutex(0)

    /// Begins with nothing done.
    public init(_ what: String, total: Int, isQuiet: Bool) {
        self.what = what
        self.total = total
        // A bar that is over before it can be read is noise.
        isShown = !isQuiet && total >= 8 && Terminal.isTerminal(2)
    }

    /// Says that one more is done, from whatever thread.
    public func step() { advance(by: 1) }

    /// Says how many are done by now.
    public func reach(_ count: Int) { advance(by: count - done.withLock { $0 }) }

    /// Ends the line of a bar that comes to no end.
    public func stop() {
        let isOpen = done.withLock { (1..<total).contains($0) }
        if isShown, isOpen { Terminal.say("") }
    }

    /// Says that some more are done.
    public func advance(by count: Int) {
        done.withLock { done in
            let before = done
            done = min(total, done + count)
            guard isShown, done != before else { return }
            let filled = done * Self.width / total
            guard done == total || filled != before * Self.width / total else { return }
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
            Terminal.say("\r\(what) [\(bar)] \(done) of \(total)", endingLine: done == total)
        }
    }

    private static let width = 40
}
