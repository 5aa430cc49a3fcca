import NIOCore
public import NIOSSL
import Synchronization

/// What becomes known about a connection, piece by piece, whoever learns it.
final class ConnectionRecord: Sendable {
    struct Facts: Sendable {
        var first = FirstBytes()
        var chain: [[UInt8]] = []
        var version: TLSVersion?
        /// The first error; what follows it is its consequence.
        var error: (any Error)?
        var cassandra: CassandraFrame.Answer?
    }

    private let facts = Mutex(Facts())

    var current: Facts { facts.withLock { $0 } }

    func update(_ change: (inout Facts) -> Void) { facts.withLock { change(&$0) } }

    func fail(_ error: any Error) { update { if $0.error == nil { $0.error = error } } }
}

extension TLSVersion {
    /// The version as OpenSSL and Java write it.
    public var text: String {
        switch self {
        case .tlsv1: "TLSv1"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }
}

extension ConnectionRecord.Facts {
    /// Why hands were not shaken.
    func failure(_ last: any Error) -> LinkError {
        if let known = error as? LinkError ?? last as? LinkError { return known }
        if !first.isEmpty, !first.isTLS { return LinkError(.noTLS, first.description) }
        return LinkError(.handshake, error.map(HandshakeFailure.handshake) ?? HandshakeFailure.closed)
    }
}

extension ConnectionRecord {
    /// Waits until hands are shaken; ends the connection where that takes too long, or nobody waits any more.
    func untilReady(
        _ ready: EventLoopPromise<Void>,
        _ channel: any Channel,
        by end: NIODeadline
    ) async throws(LinkError) {
        let timer = channel.eventLoop.scheduleTask(deadline: end) {
            ready.fail(LinkError(.handshake, "the peer does not answer the handshake in time; it may not speak TLS"))
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        do {
            try await withTaskCancellationHandler {
                try await ready.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            throw current.failure(error)
        }
    }
}
