import GIRStore
import Synchronization

/// What the inner filters find out about a request and the outer ones want to know: contexts are copied on the way in.
final class RequestTrail: Sendable {
    private struct Findings {
        var principal: Principal?
        var isSessionOver = false
        var isMedia = false
        var endedSessions: [Session] = []
        var refusal: APIError?
    }

    private let begun = ContinuousClock.now
    private let findings = Mutex(Findings())

    /// Who the request comes from, once that is proved.
    var principal: Principal? {
        get { findings.withLock(\.principal) }
        set { findings.withLock { $0.principal = newValue } }
    }

    /// Whether the session that the request came with has ended by it.
    var isSessionOver: Bool {
        get { findings.withLock(\.isSessionOver) }
        set { findings.withLock { $0.isSessionOver = newValue } }
    }

    /// Whether the answer is media of a recording.
    var isMedia: Bool {
        get { findings.withLock(\.isMedia) }
        set { findings.withLock { $0.isMedia = newValue } }
    }

    /// What the client was told while the resource was still at work; nil where the resource answers itself.
    var refusal: APIError? {
        get { findings.withLock(\.refusal) }
        set { findings.withLock { $0.refusal = newValue } }
    }

    /// The sessions of anybody that the resource has ended.
    var endedSessions: [Session] { findings.withLock(\.endedSessions) }

    /// Notes that the resource has ended a session.
    func hasEnded(_ session: Session) { findings.withLock { $0.endedSessions.append(session) } }

    /// The time since the request came.
    var elapsed: Duration { ContinuousClock.now - begun }

    /// The same in whole milliseconds.
    var milliseconds: Int {
        let elapsed = elapsed.components
        return Int(clamping: elapsed.seconds) * 1000 + Int(elapsed.attoseconds / 1_000_000_000_000_000)
    }
}
