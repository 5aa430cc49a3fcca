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
        /// Whether the other nodes' marks were among what it was given by.
        fileprivate let isInformed: Bool
    }

    /// A login that the store has to hear of.
    private struct Login: Sendable, Equatable {
        let subjects: Subjects
        let moment: Date
        /// Whether the address was known; nil where only the store can tell.
        var wasKnown: Bool?
        /// Whether there may be marks of failures, which are forgotten with it.
        var mayHaveFailed: Bool

        var isNews: Bool { mayHaveFailed || wasKnown != true }
    }

    /// What marks are of: digests, so that the store has no names that nobody has, which may be passwords typed too early.
    ///
    /// They are keyed: who reads the store cannot try names and addresses until one fits.
    fileprivate struct Subjects: Sendable, Equatable {
        /// The account, from all addresses that it is not known to log in from.
        let account: [UInt8]
        /// The account from the client's network.
        let accountHere: [UInt8]
        /// That the account is known to log in from there.
        let known: [UInt8]
        let network: [UInt8]

        init(_ name: String, _ client: ClientNetwork, _ digest: KeyedDigest) {
            let client = client.bytes.hex
            account = digest.digest(["account", name])
            accountHere = digest.digest(["account", name, client])
            known = digest.digest(["known", name, client])
            network = digest.digest(["network", client])
        }
    }

    private let own: LoginThrottle
    /// Nil where there are no other nodes.
    private let marks: (any LoginMarkStore)?
    /// Makes the subjects of marks, in the same way on every node.
    private let digest: KeyedDigest
    private let clock: Logins.Clock
    private let logger: Logger
    /// How long the store is waited for.
    private let patience: Duration
    /// Until when the store is not asked.
    private let rest: Mutex<ContinuousClock.Instant?>
    /// The logins that the store has not heard of yet, the first one first.
    private let owed = Mutex<[Login]>([])

    init(
        _ own: LoginThrottle,
        marks: (any LoginMarkStore)?,
        digest: KeyedDigest,
        clock: Logins.Clock,
        logger: Logger,
        patience: Duration = .milliseconds(500)
    ) {
        self.own = own
        self.marks = marks
        self.digest = digest
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
        let subjects = Subjects(name, network, digest)
        var isInformed = false
        if let marks { isInformed = await bring(marks, subjects, account, network) }
        return Ticket(own: try own.admit(account, from: network), subjects: subjects, isInformed: isInformed)
    }

    /// The password was right.
    func succeeded(_ ticket: Ticket) async {
        let forgotten = own.succeeded(ticket.own)
        guard let marks else { return }
        let login = Login(
            subjects: ticket.subjects,
            moment: clock.date(),
            wasKnown: forgotten.wasKnown || ticket.isInformed ? forgotten.wasKnown : nil,
            mayHaveFailed: forgotten.failures > 0 || !ticket.isInformed
        )
        guard login.isNews else { return }
        owed.withLock { owed in
            // Of one account from one network the last one is enough: it forgets what failed before it. What the first
            // one was to make known is still to be made known.
            var login = login
            if let index = owed.firstIndex(where: { $0.subjects == login.subjects }) {
                let earlier = owed.remove(at: index)
                login.mayHaveFailed = login.mayHaveFailed || earlier.mayHaveFailed
                if earlier.wasKnown != true { login.wasKnown = earlier.wasKnown }
            }
            owed = owed.suffix(Self.owedLimit - 1) + [login]
        }
        await ask { [self] in try await settle(ticket.subjects, marks) }
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

    /// Tells the store of the logins of an account that it has not heard of, and of a few others.
    ///
    /// A login that it hears of late forgets what failed before it, and nothing after it.
    private func settle(_ subjects: Subjects, _ marks: any LoginMarkStore) async throws {
        let due = owed.withLock { owed in
            owed.filter { $0.subjects.account == subjects.account }
                + owed.filter { $0.subjects.account != subjects.account }.prefix(Self.othersSettled)
        }
        for login in due {
            var wasKnown = login.wasKnown
            if wasKnown == nil {
                wasKnown = !(try await marks.loginMarks(of: login.subjects.known, since: .distantPast, limit: 1))
                    .isEmpty
            }
            if login.mayHaveFailed {
                try await marks.removeLoginMarks(of: login.subjects.accountHere, until: login.moment)
                if wasKnown == false {
                    try await marks.removeLoginMarks(of: login.subjects.account, until: login.moment)
                }
            }
            if wasKnown == false {
                try await marks.addLoginMark(of: login.subjects.known, at: login.moment, life: Self.acquaintance)
            }
            owed.withLock { owed in owed.removeAll { $0 == login } }
        }
    }

    /// Brings what all nodes have marked into the throttle of this one; whether the store has said it.
    private func bring(
        _ marks: any LoginMarkStore,
        _ subjects: Subjects,
        _ account: [UInt8],
        _ network: ClientNetwork
    ) async -> Bool {
        let (limits, asked, today) = (own.limits, clock.instant(), clock.date())
        func since(_ age: Duration) -> Date { today.addingTimeInterval(-(age / .seconds(1))) }
        let isKnown = own.isKnown(account, from: network)
        let (from, networkFrom) = (since(limits.longestMemory), since(limits.network.fillingTime))
        let found = await ask { [self] () -> (isKnown: Bool, account: [Date], network: [Date]) in
            // What was forgotten here must not come back.
            try await settle(subjects, marks)
            async let here = marks.loginMarks(of: subjects.accountHere, since: from, limit: Self.accountLimit)
            async let elsewhere = marks.loginMarks(of: subjects.account, since: from, limit: Self.accountLimit)
            async let network = marks.loginMarks(of: subjects.network, since: networkFrom, limit: Self.networkLimit)
            let known = isKnown ? [] : try await marks.loginMarks(of: subjects.known, since: .distantPast, limit: 1)
            let isKnown = isKnown || !known.isEmpty
            let failures = try await (here, elsewhere)
            return (isKnown, isKnown ? failures.0 : failures.1, try await network)
        }
        guard let found else { return false }
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
        return true
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
    /// How many logins are told to the store later; the oldest ones are not.
    private static let owedLimit = 1000
    /// How many of other accounts are told with one.
    private static let othersSettled = 8
}

extension LoginThrottle.Limits {
    /// How long a failure counts after which the longest wait was waited.
    var longestMemory: Duration { memory + longestWait }
}

extension TokenBucket.Size {
    /// How long an empty bucket takes until it is full.
    var fillingTime: Duration { .seconds(tokens / perSecond) }
}
