/// Why an operation on Cassandra cannot go on.
///
/// Two errors are equal when their codes are.
public struct CassandraError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of reasons.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// CREATE of what is there already.
        case alreadyExists = "already-exists"
        /// The node wants credentials and none are configured.
        case authenticationRequired = "authentication-required"
        /// The node asks in a way that this client does not answer with a password.
        case authenticatorUnknown = "authenticator-unknown"
        /// The node does not take the user or the password.
        case badCredentials = "bad-credentials"
        /// A client certificate is missing or refused.
        case clientCertificate = "client-certificate"
        /// The session is closed, or the caller gave up.
        case closed
        /// The connection ended before the answer came.
        case connectionLost = "connection-lost"
        /// The data center whose nodes are to be asked has none.
        case dataCenterMissing = "data-center-missing"
        /// A user-defined function failed.
        case functionFailure = "function-failure"
        /// The statement is well-formed, but its tables, columns or values are not.
        case invalid
        /// The keyspace is not there.
        case keyspaceMissing = "keyspace-missing"
        /// The bytes of the peer cannot be read.
        case malformed
        /// No node can be asked.
        case noNode = "no-node"
        /// What answers is not Cassandra.
        case notCassandra = "not-cassandra"
        /// The node, or this client, has too much to do.
        case overloaded
        /// The two sides do not agree about the protocol.
        case protocolError = "protocol-error"
        /// Replicas failed while they read.
        case readFailure = "read-failure"
        /// Too few replicas answered a read in time.
        case readTimeout = "read-timeout"
        /// The node has an internal error.
        case serverError = "server-error"
        /// The nodes do not agree about the schema in time.
        case schemaDisagreement = "schema-disagreement"
        /// The text of the statement is no CQL.
        case syntax
        /// The answer did not come in time.
        case timedOut = "timed-out"
        /// TLS could not be established.
        case tls
        /// The node speaks TLS on this port and the client does not.
        case tlsExpected = "tls-expected"
        /// The client speaks TLS and the node does not on this port.
        case tlsUnexpected = "tls-unexpected"
        /// The user may not do that.
        case unauthorized
        /// Too few replicas are alive.
        case unavailable
        /// Nothing accepts the connection.
        case unreachable
        /// The node does not speak a version of the protocol that this client does.
        case unsupportedVersion = "unsupported-version"
        /// A value does not fit its column, or a column does not have the type that is asked for.
        case valueMismatch = "value-mismatch"
        /// Replicas failed while they wrote.
        case writeFailure = "write-failure"
        /// Too few replicas acknowledged a write in time.
        case writeTimeout = "write-timeout"
    }

    /// The side on which something has to change.
    public enum Side: String, Sendable, Hashable, CaseIterable {
        /// The settings of this client.
        case client
        /// The cluster as a whole: too few nodes, too much load.
        case cluster
        /// What lies between the two.
        case network
        /// The node that was asked, or its configuration.
        case node
        /// The statement or its values.
        case statement
    }

    /// The kind of reason.
    public let code: Code
    /// The side that is wrong, as far as can be told.
    public let side: Side
    /// The reason in words; starts in lower case and has no full stop.
    public let reason: String
    /// What to change, as an imperative.
    public internal(set) var hint: String?
    /// What the node said in numbers, where it was the node that refused.
    public let fault: ServerFault?
    /// The node that was asked last.
    public var node: CassandraEndpoint?

    init(
        _ code: Code,
        _ side: Side,
        _ reason: String,
        hint: String? = nil,
        fault: ServerFault? = nil,
        node: CassandraEndpoint? = nil
    ) {
        self.code = code
        self.side = side
        self.reason = reason
        self.hint = hint
        self.fault = fault
        self.node = node
    }

    static func malformed(_ reason: String) -> CassandraError {
        CassandraError(
            .malformed,
            .node,
            reason,
            hint: "see that nothing between this client and the node changes bytes"
        )
    }

    func at(_ endpoint: CassandraEndpoint) -> CassandraError {
        var error = self
        if error.node == nil { error.node = endpoint }
        return error.onPort(endpoint.port)
    }

    /// The reason, with the node before it.
    public var description: String { node.map { "\($0): \(reason)" } ?? reason }

    /// Compares the codes only.
    public static func == (left: CassandraError, right: CassandraError) -> Bool { left.code == right.code }

    /// Feeds the code only.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
