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
            return LinkObservation(.clientKeyUnusable, detail: error.reason)
        }
    }

    private func look(
        at target: LinkInquiry.Target,
        by tls: LinkTLS,
        until end: NIODeadline
    ) async -> LinkObservation {
        guard target.isEncrypted else { return await ask(target, until: end) }
        let observation = await shakeHands(with: target, by: tls, until: end)
        // A node that waits for a frame answers nothing to TLS; whether it is one shows when it is asked without.
        guard target.isCassandra, observation.outcome == .handshakeFailed, observation.protocolVersion == nil,
            case .cassandra? = await exchange(with: target, by: nil, until: end).record?.cassandra
        else { return observation }
        return explained(.plaintextNode, of: target, LinkObservation(.noTLS))
    }

    /// Says of a node what the server would say of it.
    private func explained(
        _ error: CassandraError,
        of target: LinkInquiry.Target,
        _ observation: LinkObservation
    ) -> LinkObservation {
        let error = error.onPort(target.endpoint.port)
        var observation = observation
        (observation.detail, observation.hint) = (error.reason, error.hint)
        return observation
    }

    /// Asks a node without TLS, as the server will do.
    private func ask(_ target: LinkInquiry.Target, until end: NIODeadline) async -> LinkObservation {
        let outcome = await exchange(with: target, by: nil, until: end)
        guard let facts = outcome.record else {
            let error = outcome.error.map { CassandraError(connecting: $0) } ?? .silentNode
            return explained(error, of: target, LinkObservation(.unreachable))
        }
        if case .cassandra(let versions)? = facts.cassandra {
            var seen = LinkObservation(.established)
            (seen.address, seen.cassandraVersions) = (outcome.address, versions)
            return seen
        }
        guard let error = CassandraError(answeredBy: facts.first.bytes, isSecure: false) else {
            return explained(outcome.isLate ? .silentNode : .closedNode, of: target, LinkObservation(.unreachable))
        }
        return explained(error, of: target, LinkObservation(error.code == .tlsExpected ? .handshakeFailed : .noTLS))
    }

    private func shakeHands(
        with target: LinkInquiry.Target,
        by tls: LinkTLS,
        until end: NIODeadline
    ) async -> LinkObservation {
        let outcome = await exchange(with: target, by: tls, until: end)
        guard let facts = outcome.record else {
            if target.isCassandra, let error = outcome.error {
                return explained(CassandraError(connecting: error), of: target, LinkObservation(.unreachable))
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
        return target.isCassandra ? explained(seen, facts, of: target, isLate: outcome.isLate) : seen
    }

    /// Says why hands were not shaken with a node.
    private func explained(
        _ seen: LinkObservation,
        _ facts: ConnectionRecord.Facts,
        of target: LinkInquiry.Target,
        isLate: Bool
    ) -> LinkObservation {
        switch seen.outcome {
        case .noTLS:
            guard let error = CassandraError(answeredBy: facts.first.bytes, isSecure: true) else { return seen }
            return explained(error, of: target, seen)
        case .handshakeFailed where isLate:
            var seen = seen
            seen.outcome = .unreachable
            return explained(.silentNode, of: target, seen)
        case .clientCertificateRefused, .handshakeFailed:
            return facts.error.map { explained(CassandraError(shakingHands: $0), of: target, seen) } ?? seen
        case .clientKeyUnusable, .established, .unreachable: return seen
        }
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
        try pipeline.addHandler(FirstBytesHandler(record))
        if let tls {
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
