import GIRStore
import Synchronization

/// The passwords that have been proved not long ago, so that a client which sends its password with each request costs
/// one check a minute.
///
/// Only a keyed digest of a password is kept, one for each account; it is gone when the process is.
final class VerifiedLogins: Sendable {
    private struct Entry {
        let digest: [UInt8]
        let login: ProvedLogin
        let until: ContinuousClock.Instant
    }

    private let now: @Sendable () -> ContinuousClock.Instant
    private let entries: Mutex<RecentTable<[UInt8], Entry>>

    /// Makes an empty memory; of `capacity` accounts the most recent are kept.
    init(
        capacity: Int = 10_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.now = now
        entries = Mutex(RecentTable(capacity: capacity))
    }

    /// Who has proved this password of an account; nil where that is not known any more.
    func login(of account: [UInt8], proving digest: [UInt8]) -> ProvedLogin? {
        let moment = now()
        return entries.withLock { entries in
            guard let entry = entries.value(for: account), entry.until > moment else { return nil }
            // Digests under a key that nobody knows: how far two agree says nothing about passwords.
            return entry.digest == digest ? entry.login : nil
        }
    }

    /// Keeps what has been proved.
    func remember(_ login: ProvedLogin, for lifetime: Duration, account: [UInt8], digest: [UInt8]) {
        guard lifetime > .zero else { return }
        let entry = Entry(digest: digest, login: login, until: now() + lifetime)
        entries.withLock { $0.set(entry, for: account) }
    }

    /// Forgets an account: somebody has failed to prove its password.
    func forget(_ account: [UInt8]) {
        entries.withLock { _ = $0.removeValue(for: account) }
    }
}
