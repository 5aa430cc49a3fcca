extension CassandraError {
    /// What is wrong where the first bytes of an answer are not those of a node that is spoken to as it wants it; nil
    /// where they may be.
    ///
    /// - Parameter isSecure: whether TLS was spoken.
    public init?(answeredBy bytes: [UInt8], isSecure: Bool) {
        guard let known = ForeignAnswer.fault(bytes, isSecure: isSecure) else { return nil }
        self = known
    }

    /// The same with a better hint where the port is one that gives the mistake away.
    public func onPort(_ port: Int) -> CassandraError {
        guard port == ForeignAnswer.thriftPort, ForeignAnswer.isOfPort(self) else { return self }
        var error = self
        error.hint = ForeignAnswer.thriftHint
        return error
    }
}

/// Answers that are not those of a node which is spoken to as it wants it.
enum ForeignAnswer {
    static let plaintext = CassandraError(
        .tlsUnexpected,
        .client,
        "the client speaks TLS, and the node does not on this port",
        hint:
            "name the port that has TLS, or enable client_encryption_options in the node's cassandra.yaml; only where nobody can listen set 'cassandraCluster.useSSL' to false"
    )

    /// What the first bytes of an answer say about a peer that is no node, or is not spoken to as it wants it.
    static func fault(_ bytes: [UInt8], isSecure: Bool) -> CassandraError? {
        guard let first = bytes.first else { return nil }
        return switch first {
        case 0x81...0x86: isSecure ? plaintext : nil
        case 0x15, 0x16: isSecure ? nil : encrypted
        default: isWeb(bytes) ? web : other
        }
    }

    // A server of HTTP/0.9 or one that does not understand the request sends a page without any head.
    private static func isWeb(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(16), as: UTF8.self).lowercased()
        return ["http/", "<!doctype html", "<html"].contains { start.hasPrefix($0) }
    }

    private static let encrypted = CassandraError(
        .tlsExpected,
        .client,
        "the node speaks TLS on this port, and the client does not",
        hint: "set 'cassandraCluster.useSSL' to true, and 'cassandraCluster.trustStore' to a file with its CA"
    )

    private static let web = CassandraError(
        .notCassandra,
        .client,
        "what answers there is a web server, which speaks HTTP",
        hint: nativePort
    )

    private static let other = CassandraError(
        .notCassandra,
        .client,
        "what answers there is not Cassandra's native protocol",
        hint: nativePort
    )

    private static let nativePort =
        "name the node's native port (native_transport_port, 9042), not that of Thrift, JMX, gossip or a web server"

    static let thriftPort = 9160

    static let thriftHint =
        "9160 is the port of Thrift, which is not spoken here: name the native one, 9042 or what native_transport_port in cassandra.yaml says"

    /// Whether another port may be what helps.
    static func isOfPort(_ error: CassandraError) -> Bool {
        switch error.code {
        case .connectionLost, .malformed, .notCassandra, .tlsUnexpected, .unreachable: true
        case .tls: error.reason == endOfHandshake
        default: false
        }
    }

    /// Said where TLS is begun, and the other end goes away.
    static let endOfHandshake = "the node ended the connection during the TLS handshake"
}
