import GIRStore
import HTTPTypes
import Synchronization

/// Tells programs that send a password with each request and keep no cookies from those that need a session.
///
/// A session for each of their requests would cost a write to the disk each. So a client that was given so many and has
/// brought none back is given the last one again. It is one that only it has: whoever comes with a cookie is not asked
/// for it here.
final class CookielessClients: Sendable {
    private struct Client {
        var given = 0
        var latest: SessionIdentifier
        var last: ContinuousClock.Instant
    }

    /// How long a client is remembered after its last request.
    static let memory: Duration = .seconds(600)

    private let limit: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let clients = Mutex(RecentTable<[UInt8], Client>(capacity: 10_000))

    /// Names the most sessions that are given without one coming back.
    init(limit: Int, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.limit = limit
        self.now = now
    }

    /// What makes two requests those of one client: user, network and program.
    static func key(_ principal: Principal, _ network: ClientNetwork, _ headers: HTTPFields) -> [UInt8] {
        let texts = [principal.provider.rawValue, principal.id, headers[.userAgent] ?? ""]
        return network.bytes + texts.flatMap { [0] + Array($0.utf8.prefix(256)) }
    }

    /// The session that the client is given once more; nil where it is to have a new one.
    func session(for key: [UInt8]) -> SessionIdentifier? {
        let moment = now()
        return clients.withLock { clients in
            guard var client = clients.value(for: key), moment - client.last < Self.memory else { return nil }
            client.last = moment
            clients.set(client, for: key)
            return client.given < limit ? nil : client.latest
        }
    }

    /// The client was given a session.
    func wasGiven(_ identifier: SessionIdentifier, to key: [UInt8]) {
        let moment = now()
        clients.withLock { clients in
            var client = clients.value(for: key) ?? Client(latest: identifier, last: moment)
            if moment - client.last >= Self.memory || client.given >= limit { client.given = 0 }
            client.given += 1
            client.latest = identifier
            client.last = moment
            clients.set(client, for: key)
        }
    }

    /// The client has brought a session back.
    func hasReturned(_ key: [UInt8]) { clients.withLock { _ = $0.removeValue(for: key) } }
}
