import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension CassandraError {
    /// What is wrong where no connection is accepted, for those who look at nodes by means of their own.
    public init(connecting error: any Error) { self = ConnectionFailure.unreachable(error) }

    /// What is wrong where TLS is not agreed upon.
    public init(shakingHands error: any Error) {
        self = ConnectionFailure.broken(error, isSecure: true, explanation: nil)
    }

    /// What is wrong where TLS is spoken to a node that does not speak it.
    public static var plaintextNode: CassandraError { ForeignAnswer.plaintext }

    /// What is wrong where a connection is taken and nothing is answered.
    public static var silentNode: CassandraError { ConnectionFailure.silent }

    /// What is wrong where a node ends the connection before it answers what was asked without TLS.
    public static var closedNode: CassandraError { ConnectionFailure.closedEarly }

    /// What is wrong with a node whose certificate is refused, in the words of who has refused it.
    public static func untrusted(_ words: String, hint: String) -> CassandraError {
        CassandraError(.tls, .node, words, hint: hint)
    }
}

/// Why there is no connection, in the words of a person.
enum ConnectionFailure {
    /// Why TCP could not connect.
    static func unreachable(_ error: any Error) -> CassandraError {
        switch error {
        case let error as NIOConnectionError:
            if let reason = error.connectionErrors.first { return unreachable(reason.error) }
            return CassandraError(
                .unreachable,
                .client,
                "the host name '\(error.host)' is not known",
                hint: "correct 'cassandraCluster.nodes', or the name service"
            )
        case let error as IOError:
            return CassandraError(
                .unreachable,
                .node,
                "nothing accepts the connection: \(words(error))",
                hint:
                    "see that the node runs (its system.log says why it does not), 'rpc_address' in cassandra.yaml, and the firewall"
            )
        case let error as CassandraError: return error
        default:
            return CassandraError(
                .unreachable,
                .network,
                "the connection is not accepted in time",
                hint: "see that the address is right and that no firewall drops the connection"
            )
        }
    }

    /// Why an established connection failed.
    static func broken(_ error: any Error, isSecure: Bool, explanation: CassandraTLS.Explanation?) -> CassandraError {
        if let error = error as? CassandraError { return error }
        if let known = explanation?(error) { return known }
        if let error = error as? IOError {
            return CassandraError(.connectionLost, .node, "the node ended the connection: \(words(error))")
        }
        guard isSecure else { return CassandraError(.connectionLost, .network, "the connection failed: \(error)") }
        let text = String(describing: error)
        return reasons.first { text.contains($0.mark) }?.error
            ?? CassandraError(.tls, .node, "TLS failed: \(library(text))", hint: "see the node's system.log")
    }

    static let silent = CassandraError(
        .unreachable,
        .node,
        "the connection is taken, and nothing is answered in time",
        hint:
            "see in the node's system.log whether it is starting, stopped or overloaded, and that the port is its native one (native_transport_port, 9042)"
    )

    static let closedEarly = CassandraError(
        .connectionLost,
        .node,
        "the node ended the connection before it answered",
        hint:
            "set 'cassandraCluster.useSSL' to true if it speaks TLS only; else see the node's system.log, it may be starting"
    )

    private static let ended = CassandraError(
        .tls,
        .node,
        ForeignAnswer.endOfHandshake,
        hint: "see the node's system.log, and that the port is its native one (native_transport_port, 9042)"
    )

    private static func certificate(_ words: String) -> CassandraError {
        CassandraError(
            .clientCertificate,
            .client,
            words,
            hint:
                "name one that the node's truststore knows in 'girctl.cassandraKeyStore' (the node has require_client_auth)"
        )
    }

    private static let reasons: [(mark: String, error: CassandraError)] = [
        ("WRONG_VERSION_NUMBER", ForeignAnswer.plaintext), ("HTTP_REQUEST", ForeignAnswer.plaintext),
        ("CERTIFICATE_REQUIRED", certificate("the node wants a client certificate")),
        ("ALERT_UNKNOWN_CA", certificate("the node does not know the CA of the client's certificate")),
        ("ALERT_CERTIFICATE_EXPIRED", certificate("the client's certificate has expired")),
        ("ALERT_BAD_CERTIFICATE", certificate("the node refuses the client's certificate, or the lack of one")),
        ("ALERT_CERTIFICATE_UNKNOWN", certificate("the node refuses the client's certificate")),
        (
            "CERTIFICATE_VERIFY_FAILED",
            CassandraError(
                .tls,
                .client,
                "the node's certificate is not trusted",
                hint: "put the CA of the node's certificate into 'cassandraCluster.trustStore'"
            )
        ),
        (
            "INTERNAL_ERROR",
            CassandraError(
                .tls,
                .node,
                "the node fails during the handshake: its keystore may have no usable private key, or it does not trust the client's certificate",
                hint: "see the node's system.log for 'Unable to find key material' or 'CERTIFICATE_VERIFY_FAILED'"
            )
        ),
        (
            "HANDSHAKE_FAILURE",
            CassandraError(
                .tls,
                .node,
                "the node refuses the handshake: there is no common cipher suite, or it wants a client certificate",
                hint: "see 'cipher_suites' and 'require_client_auth' in cassandra.yaml"
            )
        ),
        (
            "PROTOCOL_VERSION",
            CassandraError(
                .tls,
                .node,
                "the node speaks neither TLS 1.2 nor 1.3",
                hint: "see 'protocol' and 'accepted_protocols' in cassandra.yaml"
            )
        ),
        ("uncleanShutdown", CassandraError(.connectionLost, .node, "the node ended the connection")),
        ("EOF during handshake", ended),
    ]

    /// The library's own name of the reason, without its codes and source lines.
    private static func library(_ text: String) -> String {
        // error:1000007e:SSL routines:OPENSSL_internal:NAME_OF_THE_REASON at …
        guard let start = text.firstRange(of: "OPENSSL_internal:") else { return text }
        let name = text[start.upperBound...].prefix { $0.isUppercase || $0 == "_" || $0.isNumber }
        return name.lowercased().split(separator: "_").joined(separator: " ")
    }

    private static func words(_ error: IOError) -> String {
        let text = String(cString: strerror(error.errnoCode))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
