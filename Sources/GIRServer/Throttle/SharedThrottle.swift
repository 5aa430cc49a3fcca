import FoundationEssentials
import GIRPKI
import GIRStore
import Logging
import Synchronization

/// The throttle of logins, whose failures the nodes on one cluster count together.
///
/// Before a password is checked, what other nodes have marked in the store is brought into the throttle of this one, and
/// a failure is marked before it is answered. A store that does not answer in a moment is not waited for: then each node
/// counts alone for a while, which slows guessing down by what one node sees of it.
///
/// Nothing is shared of what all together may fail: that is about the work of this machine.
final class SharedThrottle: Sendable {
    /// The leave to check one password.
    struct Ticket: Sendable {
        let own: LoginThrottle.Ticket
        fileprivate let subjects: Subjects
    }

    /// What marks are of: digests, so that the store has no names that nobody has, which may be passwords typed too early.
    fileprivate struct Subjects: Sendable {
        /// The account, from all addresses that it is not known to log in from.
        let account: [UInt8]
        /// The account from the client's network.
        let accountHere: [UInt8]
        /// That the account is known to log in from there.
        let known: [UInt8]
        let network: [UInt8]

        init(_ name: String, _ client: ClientNetwork) {
            func subject(_ kind: String, _ parts: [UInt8]...) -> [UInt8] {
                Digest.sha256(Array("girctl login v1 \(kind)".utf8) + parts.flatMap { Digest.sha256($0) })
            }
            let name = Array(name.utf8)
            account = subject("account", name)
            accountHere = subject("account", name, client.bytes)
            known = subject("known", name, client.bytes)
            network = subject("network", client.bytes)
        }
    }

    private let own: LoginThrottle
    /// Nil where there are no other nodes.
    private let marks: (any LoginMarkStore)?
    private let clock: Logins.Clock
    private let logger: Logger
    /// How long the store is waited for.
    private let patience: Duration
    /// Until when the store is not asked.
    private let rest: Mutex<ContinuousClock.Instant?>

    init(
        _ own: LoginThrottle,
        marks: (any LoginMarkStore)?,
        clock: Logins.Clock,
        logger: Logger,
        patience: Duration = .milliseconds(500)
    ) {
        self.own = own
        self.marks = marks
        self.clock = clock
        self.logger = logger
        self.patience = patience
        rest = Mutex(nil)
    }

    /// Gives leave to check one password, which counts as a failure until the opposite is told.
    ///
    /// - Parameters:
    ///   - account: the digest of the name that the node's own throttle knows the account by.
    ///   - name: the name in the form in which it is compared.
    func admit(
        _ account: [UInt8],
        named name: String,
        from network: ClientNetwork
    ) async throws(LoginThrottle.Refusal) -> Ticket {
        let subjects = Subjects(name, network)
        if let marks { await bring(marks, subjects, account, network) }
        return Ticket(own: try own.admit(account, from: network), subjects: subjects)
    }

    /// The password was right.
    func succeeded(_ ticket: Ticket) async {
        let forgotten = own.succeeded(ticket.own)
        guard let marks else { return }
        let subjects = ticket.subjects
        await ask { [clock] in
            if forgotten.failures > 0 {
                try await marks.removeLoginMarks(of: forgotten.wasKnown ? subjects.accountHere : subjects.account)
            }
            if !forgotten.wasKnown {
                try await marks.addLoginMark(of: subjects.known, at: clock.date(), life: Self.acquaintance)
            }
        }
    }

    /// The password was wrong.
    func failed(_ ticket: Ticket) async {
        own.failed(ticket.own)
        guard let marks else { return }
        let (subjects, limits, moment) = (ticket.subjects, own.limits, clock.date())
        let account = ticket.own.isKnown ? subjects.accountHere : subjects.account
        let isMarked: Void? = await ask {
            async let first: Void = marks.addLoginMark(of: account, at: moment, life: limits.longestMemory)
            try await marks.addLoginMark(of: subjects.network, at: moment, life: limits.network.fillingTime)
            try await first
        }
        if isMarked != nil { own.marked(ticket.own) }
    }

    /// Nobody could say whether the password was right.
    func undecided(_ ticket: Ticket) { own.undecided(ticket.own) }

    /// Brings what all nodes have marked into the throttle of this one.
    private func bring(
        _ marks: any LoginMarkStore,
        _ subjects: Subjects,
        _ account: [UInt8],
        _ network: ClientNetwork
    ) async {
        let (limits, asked, today) = (own.limits, clock.instant(), clock.date())
        func since(_ age: Duration) -> Date { today.addingTimeInterval(-(age / .seconds(1))) }
        let isKnown = own.isKnown(account, from: network)
        let (from, networkFrom) = (since(limits.longestMemory), since(limits.network.fillingTime))
        let found = await ask { () -> (isKnown: Bool, account: [Date], network: [Date]) in
            async let here = marks.loginMarks(of: subjects.accountHere, since: from, limit: Self.accountLimit)
            async let elsewhere = marks.loginMarks(of: subjects.account, since: from, limit: Self.accountLimit)
            async let network = marks.loginMarks(of: subjects.network, since: networkFrom, limit: Self.networkLimit)
            let known = isKnown ? [] : try await marks.loginMarks(of: subjects.known, since: .distantPast, limit: 1)
            let isKnown = isKnown || !known.isEmpty
            let failures = try await (here, elsewhere)
            return (isKnown, isKnown ? failures.0 : failures.1, try await network)
        }
        guard let found else { return }
        // Clocks of machines differ a little: what is to come has just been.
        func instant(_ date: Date) -> ContinuousClock.Instant {
            asked - .seconds(max(0, today.timeIntervalSince(date)))
        }
        own.take(
            LoginThrottle.Marks(
                isKnown: found.isKnown,
                account: found.account.map(instant),
                network: found.network.map(instant),
                asked: asked
            ),
            of: account,
            from: network
        )
    }

    /// What the store says in a moment; nil where it does not.
    private func ask<Answer: Sendable>(_ question: @escaping @Sendable () async throws -> Answer) async -> Answer? {
        let now = clock.instant()
        guard rest.withLock({ $0.map { $0 <= now } ?? true }) else { return nil }
        let reason: String
        do {
            let answer = try await withThrowingTaskGroup(of: Answer?.self) { group in
                group.addTask { try await question() }
                group.addTask { [patience] in
                    try await Task.sleep(for: patience)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            if let answer { return answer }
            reason = "it takes longer than \(patience)"
        } catch {
            reason = "\(error)"
        }
        guard !Task.isCancelled else { return nil }
        rest.withLock { $0 = clock.instant() + Self.pause }
        logger.warning("failed logins are counted by this node alone for now", metadata: ["reason": "\(reason)"])
        return nil
    }

    /// How long the store is left alone after that.
    private static let pause = Duration.seconds(5)
    /// How long an address stays known.
    private static let acquaintance = Duration.seconds(30 * 86_400)
    /// More marks make no wait longer.
    private static let accountLimit = 64
    private static let networkLimit = 256
}

extension LoginThrottle.Limits {
    /// How long a failure counts after which the longest wait was waited.
    var longestMemory: Duration { memory + longestWait }
}

extension TokenBucket.Size {
    /// How long an empty bucket takes until it is full.
    var fillingTime: Duration { .seconds(tokens / perSecond) }
}
