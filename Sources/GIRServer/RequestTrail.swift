import GIRStore
import Synchronization

/// What the inner filters find out about a request and the outer ones want to know: contexts are copied on the way in.
final class RequestTrail: Sendable {
    private let begun = ContinuousClock.now
    private let found = Mutex<Principal?>(nil)
    private let ended = Mutex(false)
    private let media = Mutex(false)
    private let endings = Mutex<[Session]>([])

    /// Who the request comes from, once that is proved.
    var principal: Principal? {
        get { found.withLock { $0 } }
        set { found.withLock { $0 = newValue } }
    }

    /// Whether the session that the request came with has ended by it.
    var isSessionOver: Bool {
        get { ended.withLock { $0 } }
        set { ended.withLock { $0 = newValue } }
    }

    /// Whether the answer is media of a recording.
    var isMedia: Bool {
        get { media.withLock { $0 } }
        set { media.withLock { $0 = newValue } }
    }

    /// The sessions of anybody that the resource has ended.
    var endedSessions: [Session] { endings.withLock { $0 } }

    /// Notes that the resource has ended a session.
    func hasEnded(_ session: Session) { endings.withLock { $0.append(session) } }

    /// The time since the request came, in whole milliseconds.
    var milliseconds: Int {
        let elapsed = (ContinuousClock.now - begun).components
        return Int(clamping: elapsed.seconds) * 1000 + Int(elapsed.attoseconds / 1_000_000_000_000_000)
    }
}
