import CassandraClient
import FoundationEssentials
import GIRConfigKit
import NIOCore

/// Speaks Cassandra's native protocol with a node: version, TLS, login and a query, once to establish the link and again
/// and again to know that it still is.
struct CassandraConnector: LinkConnecting {
    let tls: LinkTLS
    let group: any EventLoopGroup
    /// Who decides about the peer; nil speaks without TLS.
    let verifier: LinkVerifier?
    let credentials: CassandraCredentials?
    let interval: Duration
    let now: @Sendable () -> Date

    func connect(to endpoint: LinkEndpoint, within limit: Duration) async throws(LinkError) -> HeldConnection {
        let record = ConnectionRecord()
        let node = try await look(at: endpoint, within: limit, record)
        var connection = HeldConnection(record.current) { [self] in
            while (try? await Task.sleep(for: interval)) != nil {
                do throws(LinkError) { _ = try await look(at: endpoint, within: limit, ConnectionRecord()) } catch {
                    return error
                }
            }
            return LinkError(.closed, "the link was ended")
        }
        connection.server =
            "Cassandra \(node.releaseVersion ?? "of no known version"), protocol \(node.protocolVersion)"
        return connection
    }

    private func look(
        at endpoint: LinkEndpoint,
        within limit: Duration,
        _ record: ConnectionRecord
    ) async throws(LinkError) -> CassandraProbe {
        let place = CassandraEndpoint(endpoint.asciiHost, port: endpoint.port)
        var settings = CassandraClient.CassandraSettings(contactPoints: [place])
        settings.credentials = credentials
        settings.connectTime = limit
        settings.handshakeTime = limit
        settings.requestTime = limit
        settings.tls = verifier.map { verifier in
            CassandraTLS { pipeline, _ in
                try tls.secure(pipeline, endpoint, record, verifier, now)
                return { _ in record.current.nodeFailure(calling: endpoint.host) }
            }
        }
        do throws(CassandraError) {
            return try await CassandraProbe.look(at: place, settings, group: group)
        } catch {
            throw Self.failure(error, record.current)
        }
    }

    private static func failure(_ error: CassandraError, _ facts: ConnectionRecord.Facts) -> LinkError {
        if let known = facts.error as? LinkError {
            return LinkError(known.code, known.reason, word: known.word, hint: known.hint ?? error.hint)
        }
        switch error.code {
        case .tlsUnexpected: return LinkError(.noTLS, error.reason, hint: error.hint)
        case .clientCertificate, .tls: return LinkError(.handshake, error.reason, hint: error.hint)
        case .unreachable: return LinkError(.unreachable, error.reason, hint: error.hint)
        default: return LinkError(.refused, error.reason, word: error.code.rawValue, hint: error.hint)
        }
    }
}
