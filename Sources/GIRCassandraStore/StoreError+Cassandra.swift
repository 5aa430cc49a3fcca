public import CassandraClient
public import GIRStore

extension StoreError {
    /// What the cluster's error means to who works with the store.
    public init(_ error: CassandraError) {
        let code: Code =
            switch error.code {
            case .authenticationRequired, .badCredentials, .unauthorized: .permission
            case .authenticatorUnknown, .clientCertificate, .connectionLost, .noNode, .notCassandra, .tls, .tlsExpected,
                .tlsUnexpected, .unreachable, .unsupportedVersion:
                .unreachable
            case .dataCenterMissing, .keyspaceMissing, .valueMismatch: .data
            case .invalid where Self.namesMissingTable(error.reason): .data
            default: .unavailable
            }
        let lacksTables = code == .data && error.code == .invalid
        self.init(
            code,
            "Cassandra: \(error)",
            hint: lacksTables ? "make them with: girctl store init" : error.hint ?? "see the log of the node"
        )
    }

    /// Versions differ in their words: "unconfigured table x", "table x does not exist".
    private static func namesMissingTable(_ words: String) -> Bool {
        let words = words.lowercased()
        return words.contains("unconfigured table") || words.contains("table ") && words.contains("does not exist")
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
