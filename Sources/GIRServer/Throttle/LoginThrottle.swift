import Synchronization

/// Slows down who guesses passwords, and nobody else for long.
///
/// Each password that has to be checked is asked for here first. An account, whether it exists or not, has some failures
/// free, then waits that double; a network has a bucket of failures, and so have all together. Nothing is locked for
/// ever: that would let anybody lock anybody out. For the same reason an address from which an account has logged in has
/// a count of its own, which others cannot use up.
final class LoginThrottle: Sendable {
    /// How much may fail.
    struct Limits: Sendable, Hashable {
        /// The failures of an account that cost nothing.
        var freeFailures = 5
        /// How long a failure counts.
        var memory: Duration = .seconds(900)
        /// The wait after the last free failure, which doubles with each one more.
        var firstWait: Duration = .seconds(1)
        /// The longest wait.
        var longestWait: Duration = .seconds(900)
        /// The failures of a network: as many at once, and so many a second.
        var network = TokenBucket.Size(tokens: 60, perSecond: 20.0 / 60)
        /// The failures of all.
        var everyone = TokenBucket.Size(tokens: 200, perSecond: 200)
        /// How many accounts, networks and known addresses are remembered, the most recent of each.
        var entries = 100_000

        /// How long an account waits after so many failures; nil where they are free.
        func wait(after failures: Int) -> Duration? {
            guard failures >= freeFailures else { return nil }
            var wait = firstWait
            for _ in freeFailures..<failures where wait < longestWait { wait *= 2 }
            return min(wait, longestWait)
        }
    }

    /// Why a password is not checked now.
    struct Refusal: Error, Hashable {
        enum Reason: String { case account, everyone, network }
        let reason: Reason
        /// How long the client should wait.
        let wait: Duration

        /// The wait in whole seconds, at least one.
        var seconds: Int { max(1, Int(clamping: Int((wait / .seconds(1)).rounded(.up)))) }
    }

    /// The leave to check one password; how that ended must be told.
    struct Ticket: Sendable {
        fileprivate let account: AccountKey
        fileprivate let name: [UInt8]
        fileprivate let network: ClientNetwork

        /// Whether the account is known to log in from there.
        var isKnown: Bool { account.network != nil }
    }

    /// What several throttles have counted together.
    struct Marks: Sendable {
        /// Whether the account has logged in from the network.
        var isKnown = false
        /// When it failed, the latest first.
        var account: [ContinuousClock.Instant] = []
        /// When anybody failed from the network, the latest first.
        var network: [ContinuousClock.Instant] = []
        /// When they were asked for: what has happened since is not among them.
        var asked: ContinuousClock.Instant
    }

    fileprivate struct AccountKey: Hashable {
        let name: [UInt8]
        /// The network that the account is known to log in from; nil for all others together.
        let network: ClientNetwork?
    }

    private struct KnownAddress: Hashable {
        let name: [UInt8]
        let network: ClientNetwork
    }

    private struct Account {
        var failures = 0
        /// The checks that go on.
        var pending = 0
        var lastFailure: ContinuousClock.Instant?
        var blockedUntil: ContinuousClock.Instant?
        /// The failures that only this throttle knows of.
        var unmarked = 0
        /// When one of them became known to the others.
        var lastMark: ContinuousClock.Instant?

        mutating func note(_ count: Int, lastAt moment: ContinuousClock.Instant, _ limits: Limits) {
            (failures, lastFailure) = (count, moment)
            blockedUntil = limits.wait(after: count).map { moment + $0 }
        }

        func refusal(at now: ContinuousClock.Instant) -> Refusal? {
            blockedUntil.flatMap { $0 > now ? Refusal(reason: .account, wait: $0 - now) : nil }
        }

        /// The failures that count: who has waited the longest wait has not waited them away with it.
        func remembered(_ limits: Limits, at now: ContinuousClock.Instant) -> Int {
            guard let last = [lastFailure, blockedUntil].compactMap({ $0 }).max() else { return 0 }
            return now - last < limits.memory ? failures : 0
        }

        /// Guesses that come all at once must not all pass before the first of them has failed.
        func crowd(_ limits: Limits, at now: ContinuousClock.Instant) -> Refusal? {
            let isFree = pending == 0 || remembered(limits, at: now) + pending < limits.freeFailures
            return isFree ? nil : Refusal(reason: .account, wait: limits.firstWait)
        }
    }

    private struct State {
        var accounts: RecentTable<AccountKey, Account>
        var networks: RecentTable<ClientNetwork, TokenBucket>
        var known: RecentTable<KnownAddress, Bool>
        var everyone: TokenBucket
    }

    let limits: Limits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    /// Makes a throttle that has seen nothing; `now` is a clock that nobody can set.
    init(
        limits: Limits = Limits(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.limits = limits
        self.now = now
        let entries = limits.entries
        state = Mutex(
            State(
                accounts: RecentTable(capacity: entries),
                networks: RecentTable(capacity: entries),
                known: RecentTable(capacity: entries),
                everyone: TokenBucket(limits.everyone, at: now())
            )
        )
    }

    /// Throws where an account has to wait, without counting anything.
    ///
    /// - Parameter name: a digest of the account's name.
    func check(_ name: [UInt8], from network: ClientNetwork) throws(Refusal) {
        let moment = now()
        let refusal = state.withLock { state in
            state.accounts.value(for: Self.key(name, network, &state))?.refusal(at: moment)
        }
        if let refusal { throw refusal }
    }

    /// Gives leave to check one password, which counts as a failure until the opposite is told.
    func admit(_ name: [UInt8], from network: ClientNetwork) throws(Refusal) -> Ticket {
        let moment = now()
        let limits = limits
        let result: Result<Ticket, Refusal> = state.withLock { state in
            let key = Self.key(name, network, &state)
            var account = state.accounts.value(for: key) ?? Account()
            if let refusal = account.refusal(at: moment) ?? account.crowd(limits, at: moment) {
                return .failure(refusal)
            }
            var bucket = state.networks.value(for: network) ?? TokenBucket(limits.network, at: moment)
            let networkWait = bucket.wait(limits.network, at: moment)
            let everyoneWait = state.everyone.wait(limits.everyone, at: moment)
            guard networkWait == .zero else {
                state.networks.set(bucket, for: network)
                return .failure(Refusal(reason: .network, wait: networkWait))
            }
            guard everyoneWait == .zero else { return .failure(Refusal(reason: .everyone, wait: everyoneWait)) }
            bucket.take()
            state.networks.set(bucket, for: network)
            state.everyone.take()
            account.pending += 1
            state.accounts.set(account, for: key)
            return .success(Ticket(account: key, name: name, network: network))
        }
        return try result.get()
    }

    /// The password was right: the account's failures are forgotten, and its address is known; gives how many those were,
    /// and whether it was.
    @discardableResult
    func succeeded(_ ticket: Ticket) -> (failures: Int, wasKnown: Bool) {
        state.withLock { state in
            giveBack(ticket, &state)
            let account = state.accounts.removeValue(for: ticket.account)
            state.known.set(true, for: KnownAddress(name: ticket.name, network: ticket.network))
            return (account?.failures ?? 0, ticket.isKnown)
        }
    }

    /// The password was wrong.
    func failed(_ ticket: Ticket) {
        let moment = now()
        let limits = limits
        state.withLock { state in
            var account = state.accounts.value(for: ticket.account) ?? Account()
            account.pending = max(0, account.pending - 1)
            account.unmarked += 1
            account.note(account.remembered(limits, at: moment) + 1, lastAt: moment, limits)
            state.accounts.set(account, for: ticket.account)
        }
    }

    /// Nobody could say whether the password was right.
    func undecided(_ ticket: Ticket) {
        state.withLock { state in
            giveBack(ticket, &state)
            guard var account = state.accounts.value(for: ticket.account) else { return }
            account.pending = max(0, account.pending - 1)
            state.accounts.set(account, for: ticket.account)
        }
    }

    // MARK: Several throttles

    /// Whether an account is known to log in from a network.
    func isKnown(_ name: [UInt8], from network: ClientNetwork) -> Bool {
        state.withLock { $0.known.value(for: KnownAddress(name: name, network: network)) ?? false }
    }

    /// A failure is known to the others as well.
    func marked(_ ticket: Ticket) {
        let moment = now()
        state.withLock { state in
            guard var account = state.accounts.value(for: ticket.account) else { return }
            account.unmarked = max(0, account.unmarked - 1)
            account.lastMark = moment
            state.accounts.set(account, for: ticket.account)
        }
    }

    /// Takes what several throttles have counted for what there is, but for what only this one knows.
    func take(_ marks: Marks, of name: [UInt8], from network: ClientNetwork) {
        let moment = now()
        let limits = limits
        state.withLock { state in
            if marks.isKnown { state.known.set(true, for: KnownAddress(name: name, network: network)) }
            let key = Self.key(name, network, &state)
            let known = state.accounts.value(for: key)
            if known != nil || !marks.account.isEmpty {
                var account = known ?? Account()
                let isAhead = account.unmarked > 0 || account.lastMark.map { $0 >= marks.asked } ?? false
                if let last = marks.account.first, !isAhead || marks.account.count > account.failures {
                    account.note(marks.account.count, lastAt: max(last, account.lastFailure ?? last), limits)
                } else if !isAhead {
                    // They were forgotten with a login elsewhere, or are too old.
                    (account.failures, account.lastFailure, account.blockedUntil) = (0, nil, nil)
                }
                state.accounts.set(account, for: key)
            }
            if let first = marks.network.last {
                var shared = TokenBucket(limits.network, at: first)
                for failure in marks.network.reversed() {
                    _ = shared.wait(limits.network, at: failure)
                    shared.take()
                }
                var bucket = state.networks.value(for: network) ?? TokenBucket(limits.network, at: moment)
                bucket.limit(to: shared, limits.network, at: moment)
                state.networks.set(bucket, for: network)
            }
        }
    }

    private func giveBack(_ ticket: Ticket, _ state: inout State) {
        state.everyone.giveBack(limits.everyone)
        guard var bucket = state.networks.value(for: ticket.network) else { return }
        bucket.giveBack(limits.network)
        state.networks.set(bucket, for: ticket.network)
    }

    private static func key(_ name: [UInt8], _ network: ClientNetwork, _ state: inout State) -> AccountKey {
        let isKnown = state.known.value(for: KnownAddress(name: name, network: network)) ?? false
        return AccountKey(name: name, network: isKnown ? network : nil)
    }
}
