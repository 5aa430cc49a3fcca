import GIRConfigKit
import NIOCore
import Synchronization

/// Counts the open connections, and refuses those of an address that has too many.
///
/// This machine's own addresses are not limited: a proxy that stands on it brings everybody's connections.
final class Admission: Sendable {
    /// The address has too many connections.
    struct Refused: Error {}

    private let limit: Int
    private let metrics: Metrics
    private let open = Mutex<[String: Int]>([:])

    init(_ limits: ServerLimits, metrics: Metrics) {
        limit = limits.connectionsPerAddress
        self.metrics = metrics
    }

    /// Takes a connection in; fails where it is to be closed.
    func admit(_ channel: any Channel) -> EventLoopFuture<Void> {
        let address = channel.clientAddress
        guard enter(address) else {
            metrics.increment(.connectionsRefused)
            return channel.eventLoop.makeFailedFuture(Refused())
        }
        metrics.increment(.connections)
        channel.closeFuture.whenComplete { [self] _ in
            metrics.increment(.connections, by: -1)
            leave(address)
        }
        return channel.eventLoop.makeSucceededVoidFuture()
    }

    private func enter(_ address: String) -> Bool {
        guard isLimited(address) else { return true }
        return open.withLock { open in
            let count = open[address, default: 0]
            guard count < limit else { return false }
            open[address] = count + 1
            return true
        }
    }

    private func leave(_ address: String) {
        guard isLimited(address) else { return }
        open.withLock { open in
            guard let count = open[address] else { return }
            open[address] = count > 1 ? count - 1 : nil
        }
    }

    private func isLimited(_ address: String) -> Bool { limit > 0 && !LoopbackAddress.isOne(address) }
}
