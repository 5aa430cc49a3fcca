import CassandraClient
import GIRStore

extension StoreError {
    /// What the cluster's error means to who works with the store.
    init(_ error: CassandraError) {
        let code: Code =
            switch error.code {
            case .authenticationRequired, .badCredentials, .unauthorized: .permission
            case .authenticatorUnknown, .clientCertificate, .noNode, .notCassandra, .tls, .tlsExpected, .tlsUnexpected,
                .unreachable, .unsupportedVersion:
                .unreachable
            case .keyspaceMissing, .valueMismatch: .data
            case .invalid where error.reason.contains("unconfigured table"): .data
            default: .unavailable
            }
        let isMissing = error.code == .keyspaceMissing || code == .data && error.code == .invalid
        self.init(
            code,
            "Cassandra: \(error)",
            hint: isMissing ? "make the keyspace and its tables with: girctl store init" : error.hint
        )
    }
}

extension CassandraError {
    /// Whether the same may well be answered a moment later.
    var isTransient: Bool {
        switch code {
        case .connectionLost, .overloaded, .readTimeout, .serverError, .timedOut, .unavailable, .writeTimeout: true
        default: false
        }
    }
}
