import CassandraClient
import FoundationEssentials
public import GIRConfigKit
import GIRPKI
public import NIOCore
public import NIOPosix
import NIOSSL

/// Looks at peers: connects, shakes hands whatever the certificate, asks Cassandra in its own protocol, and leaves.
///
/// Nothing secret is sent and nothing is decided; who asked judges what was seen.
public struct LinkProbe: Sendable {
    private let tls: LinkTLS
    private let group: any EventLoopGroup

    /// Prepares to look with a client's identity or without one.
    public init(tls: LinkTLS, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.tls = tls
        self.group = group
    }

    /// What was seen of each peer, in their order; all are looked at together within one time-out.
    public func look(at inquiry: LinkInquiry) async -> [LinkObservation] {
        let end = NIODeadline.now() + .milliseconds(Int64(inquiry.timeLimit))
        return await withTaskGroup(of: (Int, LinkObservation).self) { tasks in
            for (index, target) in inquiry.targets.enumerated() {
                tasks.addTask { (index, await look(at: target, until: end)) }
            }
            var seen = inquiry.targets.map { _ in LinkObservation(.unreachable) }
            for await (index, observation) in tasks { seen[index] = observation }
            return seen
        }
    }

    private func look(at target: LinkInquiry.Target, until end: NIODeadline) async -> LinkObservation {
        guard let client = target.client else { return await look(at: target, by: tls, until: end) }
        do throws(LinkError) { return await look(at: target, by: try LinkTLS(client), until: end) } catch {
            return LinkObservation(.unreachable, detail: error.reason)
        }
    }

    private func look(
        at target: LinkInquiry.Target,
        by tls: LinkTLS,
        until end: NIODeadline
    ) async -> LinkObservation {
        let observation = await shakeHands(with: target, by: tls, until: end)
        // A node that waits for a frame answers nothing to TLS; whether it is one shows when it is asked without.
        guard target.isCassandra, observation.outcome == .handshakeFailed, observation.protocolVersion == nil,
            case .cassandra? = await exchange(with: target, by: nil, until: end).record?.cassandra
        else { return observation }
        return explained(.plaintextNode, LinkObservation(.noTLS))
    }

    /// Says of a node what the server would say of it.
    private func explained(_ error: CassandraError, _ observation: LinkObservation) -> LinkObservation {
        var observation = observation
        (observation.detail, observation.hint) = (error.reason, error.hint)
        return observation
    }

    private func shakeHands(
        with target: LinkInquiry.Target,
        by tls: LinkTLS,
        until end: NIODeadline
    ) async -> LinkObservation {
        let outcome = await exchange(with: target, by: tls, until: end)
        guard let facts = outcome.record else {
            if target.isCassandra, let error = outcome.error {
                return explained(CassandraError(connecting: error), LinkObservation(.unreachable))
            }
            return LinkObservation(.unreachable, detail: outcome.error.map(HandshakeFailure.unreachable))
        }
        var seen = LinkObservation(.established)
        seen.address = outcome.address
        seen.protocolVersion = facts.version?.text
        seen.cipherSuite = facts.version == nil ? nil : facts.first.cipherSuiteName
        seen.chain = facts.chain.map { Data($0) }
        if case .cassandra(let versions)? = facts.cassandra { seen.cassandraVersions = versions }
        // The client is through with the handshake of TLS 1.3 before the peer has looked at its certificate.
        let isThrough = facts.version != nil && facts.cassandra == nil
        if let error = facts.error,
            HandshakeFailure.isAboutClientCertificate(error) || isThrough && HandshakeFailure.isAlert(error)
        {
            seen.outcome = .clientCertificateRefused
            seen.detail = HandshakeFailure.handshake(error)
        } else if facts.version != nil {
            seen.detail =
                target.isCassandra && facts.cassandra == .other ? "the peer does not answer as Cassandra does" : nil
        } else if !facts.first.isEmpty, !facts.first.isTLS {
            seen.outcome = .noTLS
            seen.detail = facts.first.description
        } else {
            seen.outcome = .handshakeFailed
            seen.detail =
                outcome.isLate
                ? "the peer does not answer the handshake in time; it may not speak TLS"
                : facts.error.map(HandshakeFailure.handshake) ?? HandshakeFailure.closed
        }
        if target.isCassandra, seen.outcome == .noTLS, CassandraFrame.responseVersion(facts.first.bytes) != nil {
            return explained(.plaintextNode, seen)
        }
        guard target.isCassandra, let error = facts.error, !outcome.isLate,
            [.clientCertificateRefused, .handshakeFailed].contains(seen.outcome)
        else { return seen }
        return explained(CassandraError(shakingHands: error), seen)
    }

    private struct Exchange {
        /// Nil where there was no connection.
        var record: ConnectionRecord.Facts?
        var address: String?
        var error: (any Error)?
        var isLate = false
    }

    /// Talks to a peer, without TLS where there is none to do it by.
    private func exchange(
        with target: LinkInquiry.Target,
        by tls: LinkTLS?,
        until end: NIODeadline
    ) async -> Exchange {
        let record = ConnectionRecord()
        let loop = group.any()
        let done = loop.makePromise(of: Void.self)
        do {
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(max(end - .now(), .milliseconds(1)))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try addHandlers(to: channel, target, record, by: tls, done)
                    }
                }
                .connect(host: target.endpoint.asciiHost, port: target.endpoint.port).get()
            let timer = loop.scheduleTask(deadline: end) {
                done.fail(ChannelError.connectTimeout(.zero))
                channel.close(promise: nil)
            }
            defer { timer.cancel() }
            let isLate = (try? await done.futureResult.get()) == nil
            let address = channel.remoteAddress.flatMap { address in
                address.ipAddress.flatMap { LinkEndpoint(host: $0, port: address.port ?? 0)?.description }
            }
            return Exchange(record: record.current, address: address, isLate: isLate)
        } catch {
            done.succeed()
            return Exchange(error: error)
        }
    }

    private func addHandlers(
        to channel: any Channel,
        _ target: LinkInquiry.Target,
        _ record: ConnectionRecord,
        by tls: LinkTLS?,
        _ done: EventLoopPromise<Void>
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            try pipeline.addHandler(FirstBytesHandler(record))
            try pipeline.addHandler(
                tls.handler(serverName: target.serverName) { chain, decision in
                    record.update { $0.chain = chain.compactMap { try? $0.toDERBytes() } }
                    decision.succeed(.certificateVerified)
                }
            )
        }
        try pipeline.addHandler(
            ProbeHandler(record, asksCassandra: target.isCassandra, isPlain: tls == nil, done: done)
        )
    }
}
