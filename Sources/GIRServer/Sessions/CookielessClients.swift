import GIRStore
import HTTPTypes
import Synchronization

/// Tells programs that send a password with each request and keep no cookies from those that need a session.
///
/// A session for each of their requests would cost a write to the disk each, and end the sessions of the same user's
/// browsers. So a client that was given as many sessions as a user may have, and brought none back, gets no more while it
/// goes on like this; its requests are answered all the same.
final class CookielessClients: Sendable {
    private struct Client {
        var given = 0
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

    /// Whether the client is given one more session.
    func takesSession(_ key: [UInt8]) -> Bool {
        let moment = now()
        return clients.withLock { clients in
            var client = clients.value(for: key) ?? Client(last: moment)
            if moment - client.last >= Self.memory { client.given = 0 }
            client.last = moment
            let isGiven = client.given < limit
            if isGiven { client.given += 1 }
            clients.set(client, for: key)
            return isGiven
        }
    }

    /// The client has brought a session back.
    func hasReturned(_ key: [UInt8]) { clients.withLock { _ = $0.removeValue(for: key) } }
}
