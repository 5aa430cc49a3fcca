import NIOCore

/// When a connection has waited long enough: the deadlines of its reading and its writing side.
///
/// It holds no timer; the handler asks for the next deadline and, at that time, what has expired.
struct ConnectionClock {
    /// What a time-out means.
    enum Expiry: Hashable {
        /// The server did not answer in time.
        case answer
        /// Nothing was asked for in the idle time, or an answer does not get on: there is nobody to talk to.
        case abandoned
        /// A request began and did not come to its end in time.
        case request
    }

    private enum Reading {
        /// No byte of a request is here; a new connection gets the time of a header for its handshake.
        case waiting(until: NIODeadline)
        case head(until: NIODeadline)
        case body(since: NIODeadline, received: Int, total: Duration)
        case complete
    }

    private let limits: ServerLimits
    private var reading: Reading
    private var answerUntil: NIODeadline?
    /// Until when what was written of answers has to be taken.
    private(set) var deliveryUntil: NIODeadline?
    /// The answers that are begun and not yet with the client.
    private var undelivered = 0

    init(limits: ServerLimits, now: NIODeadline) {
        self.limits = limits
        reading = .waiting(until: now + TimeAmount(limits.head))
    }

    /// Bytes came; between two requests they start the time of a header.
    mutating func bytesArrived(at now: NIODeadline) {
        switch reading {
        case .waiting, .complete: reading = .head(until: now + TimeAmount(limits.head))
        case .body, .head: break
        }
    }

    /// A header is complete.
    mutating func headEnded(at now: NIODeadline) {
        reading = .body(since: now, received: 0, total: limits.bodyTotal)
    }

    /// The body that follows is a file.
    mutating func uploadBegan() {
        if case .body(let since, let received, _) = reading {
            reading = .body(since: since, received: received, total: limits.uploadTotal)
        }
    }

    /// A part of the body came.
    mutating func bodyArrived(_ count: Int) {
        if case .body(let since, let received, let total) = reading {
            reading = .body(since: since, received: received + count, total: total)
        }
    }

    /// A request is complete; unless an answer is under way, the server's time runs.
    ///
    /// - Parameters:
    ///   - unanswered: how many requests wait for the end of their answer, this one included if it does.
    ///   - isAnswering: whether the first of these answers has begun.
    mutating func requestEnded(unanswered: Int, isAnswering: Bool, at now: NIODeadline) {
        guard unanswered > 0 else {
            reading = .waiting(until: now + TimeAmount(limits.idle))
            return
        }
        reading = .complete
        if !isAnswering { answerUntil = answerUntil ?? now + TimeAmount(limits.answer) }
    }

    /// A body is awaited that belongs to the only request, so that its answer is not yet due.
    mutating func answerMayWait() { answerUntil = nil }

    /// No more of what comes is read.
    mutating func inputEnded() { reading = .complete }

    /// The header of an answer is written: from now on it is the client who must take it.
    mutating func answerBegan(at now: NIODeadline) {
        undelivered += 1
        answerUntil = nil
        answerContinued(at: now)
    }

    /// A part of an answer could be written because the client took what was before it.
    mutating func answerContinued(at now: NIODeadline) {
        deliveryUntil = now + TimeAmount(limits.delivery)
    }

    /// The end of an answer is written; `remaining` requests still wait for theirs.
    mutating func answerEnded(remaining: Int, at now: NIODeadline) {
        answerContinued(at: now)
        if remaining > 0 {
            answerUntil = now + TimeAmount(limits.answer)
        } else if case .complete = reading {
            reading = .waiting(until: now + TimeAmount(limits.idle))
        }
    }

    /// An answer is with the client.
    mutating func delivered() {
        undelivered -= 1
        if undelivered == 0 { deliveryUntil = nil }
    }

    /// The earliest deadline.
    var next: NIODeadline? {
        let first = min(
            readingDeadline ?? .distantFuture,
            answerUntil ?? .distantFuture,
            deliveryUntil ?? .distantFuture
        )
        return first == .distantFuture ? nil : first
    }

    /// What is overdue, the gravest first.
    func expired(at now: NIODeadline) -> Expiry? {
        if let deliveryUntil, deliveryUntil <= now { return .abandoned }
        if let answerUntil, answerUntil <= now { return .answer }
        guard let readingDeadline, readingDeadline <= now else { return nil }
        if case .waiting = reading { return .abandoned }
        return .request
    }

    private var readingDeadline: NIODeadline? {
        switch reading {
        case .complete: return nil
        // While an answer is awaited the input may be held back by us, so only the answer's time counts.
        case .head where answerUntil != nil: return nil
        case .waiting(let until), .head(let until): return until
        case .body(let since, let received, let total):
            let earned = TimeAmount.milliseconds(Int64(received) * 1000 / Int64(max(limits.bodyRate, 1)))
            return min(since + TimeAmount(limits.bodyGrace) + earned, since + TimeAmount(total))
        }
    }
}
