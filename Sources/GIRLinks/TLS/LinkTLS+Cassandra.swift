public import CassandraClient
public import FoundationEssentials
import GIRConfigKit
import GIRPKI

extension LinkTLS {
    /// TLS for the connections of a Cassandra session, with the trust decision of every link.
    public func cassandra(
        verifiedBy verifier: LinkVerifier,
        now: @escaping @Sendable () -> Date
    ) -> CassandraTLS {
        CassandraTLS { pipeline, place in
            guard let endpoint = LinkEndpoint(host: place.host, port: place.port) else {
                throw LinkError(.unreachable, "'\(place)' is no address")
            }
            let record = ConnectionRecord()
            try self.secure(pipeline, endpoint, record, verifier, now)
            return { _ in record.current.nodeFailure(calling: endpoint.host) }
        }
    }
}

extension ConnectionRecord.Facts {
    /// What is known better than the library of TLS knows it: who has refused the node's certificate, and what was answered
    /// instead of TLS.
    func nodeFailure(calling host: String) -> CassandraError? {
        guard let refusal = error as? LinkError else {
            return first.isTLS ? nil : CassandraError(answeredBy: first.bytes, isSecure: true)
        }
        let code = TrustFailure.Code(rawValue: refusal.word)
        return .untrusted(
            refusal.reason,
            hint: code.flatMap { NodeCertificate.remedy(for: $0, host: host) }
                ?? "see 'cassandraCluster.trustStore', and the node's keystore"
        )
    }
}
