import GIRConfigKit
import NIOCore
import Synchronization

/// Counts the open connections, and refuses those of an address that has too many.
///
/// An address of IPv6 counts as its /64 network, any address of which one client can take. This machine's own addresses
/// and trusted proxies are not limited: they bring everybody's connections.
final class Admission: Sendable {
    /// The address has too many connections.
    struct Refused: Error {}

    private let limit: Int
    private let metrics: Metrics
    private let proxies: TrustedProxies
    private let open = Mutex<[ClientNetwork: Int]>([:])

    init(_ limits: ServerLimits, proxies: TrustedProxies = TrustedProxies(), metrics: Metrics) {
        limit = limits.connectionsPerAddress
        self.proxies = proxies
        self.metrics = metrics
    }

    /// Takes a connection in; fails where it is to be closed.
    func admit(_ channel: any Channel) -> EventLoopFuture<Void> {
        let address = channel.clientAddress
        let network = isLimited(address) ? ClientNetwork(address) : nil
        guard network.map(enter) ?? true else {
            metrics.increment(.connectionsRefused)
            return channel.eventLoop.makeFailedFuture(Refused())
        }
        metrics.increment(.connections)
        channel.closeFuture.whenComplete { [self] _ in
            metrics.increment(.connections, by: -1)
            if let network { leave(network) }
        }
        return channel.eventLoop.makeSucceededVoidFuture()
    }

    private func enter(_ network: ClientNetwork) -> Bool {
        open.withLock { open in
            let count = open[network, default: 0]
            guard count < limit else { return false }
            open[network] = count + 1
            return true
        }
    }

    private func leave(_ network: ClientNetwork) {
        open.withLock { open in
            guard let count = open[network] else { return }
            open[network] = count > 1 ? count - 1 : nil
        }
    }

    private func isLimited(_ address: String) -> Bool {
        limit > 0 && !LoopbackAddress.isOne(address) && !proxies.include(address)
    }
}
