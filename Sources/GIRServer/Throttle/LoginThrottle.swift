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

    private let limits: Limits
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

    /// The password was right: the account's failures are forgotten, and its address is known.
    func succeeded(_ ticket: Ticket) {
        state.withLock { state in
            giveBack(ticket, &state)
            state.accounts.removeValue(for: ticket.account)
            state.known.set(true, for: KnownAddress(name: ticket.name, network: ticket.network))
        }
    }

    /// The password was wrong.
    func failed(_ ticket: Ticket) {
        let moment = now()
        let limits = limits
        state.withLock { state in
            var account = state.accounts.value(for: ticket.account) ?? Account()
            account.failures = account.remembered(limits, at: moment) + 1
            account.pending = max(0, account.pending - 1)
            account.lastFailure = moment
            if account.failures >= limits.freeFailures {
                var wait = limits.firstWait
                for _ in limits.freeFailures..<account.failures where wait < limits.longestWait { wait *= 2 }
                account.blockedUntil = moment + min(wait, limits.longestWait)
            }
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
