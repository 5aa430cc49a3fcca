public import CassandraClient
public import FoundationEssentials
import GIRConfigKit

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
            return { _ in (record.current.error as? LinkError)?.reason }
        }
    }
}
