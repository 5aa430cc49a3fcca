import NIOCore

/// The first exchanges of a connection, up to the moment when requests can be sent: what is answered to what.
struct Handshake {
    /// What to do next.
    enum Step {
        case send(Request)
        case finished
    }

    private enum State {
        case options
        case startup
        case authentication
    }

    private let version: ProtocolVersion
    private let settings: CassandraSettings
    private var state = State.options
    /// What the node says that it can do.
    private(set) var supported: [String: [String]] = [:]
    /// Whether both sides compress.
    private(set) var isCompressed = false
    /// The class that asks for credentials.
    private(set) var authenticator: String?

    init(_ version: ProtocolVersion, _ settings: CassandraSettings) {
        self.version = version
        self.settings = settings
    }

    static let first = Request.options

    mutating func receive(_ answer: Response.Kind) throws(CassandraError) -> Step {
        if case .error(let fault) = answer { throw Self.refusal(fault, version) }
        switch (state, answer) {
        case (.options, .supported(let options)):
            state = .startup
            return .send(.startup(try startup(options)))
        case (.startup, .ready), (.authentication, .authSuccess): return .finished
        case (.startup, .authenticate(let name)):
            state = .authentication
            authenticator = name
            return .send(.authResponse(try token(for: name)))
        case (.authentication, .authChallenge(let challenge)):
            // DSE: the mechanism was named, now it wants the credentials.
            guard let challenge, challenge == ByteBuffer(string: "PLAIN-START") else {
                throw Self.unknown(authenticator ?? "")
            }
            return .send(.authResponse(try plain()))
        default: throw .malformed("the node answers \(answer.opcode) out of turn")
        }
    }

    private mutating func startup(_ options: [String: [String]]) throws(CassandraError) -> [Request.Option] {
        supported = options
        // Named since Cassandra 4.0, such as "4/v4" and "6/v6-beta".
        if let versions = options["PROTOCOL_VERSIONS"], !versions.isEmpty,
            !versions.contains(where: { $0.hasPrefix("\(version.rawValue)/") && !$0.hasSuffix("-beta") })
        {
            throw Self.unsupported(version)
        }
        isCompressed = settings.isCompressed && options["COMPRESSION"]?.contains("lz4") == true
        var startup = [
            Request.Option("CQL_VERSION", options["CQL_VERSION"]?.first ?? "3.0.0"),
            Request.Option("DRIVER_NAME", "girctl"), Request.Option("DRIVER_VERSION", "1"),
        ]
        if isCompressed { startup.append(Request.Option("COMPRESSION", "lz4")) }
        return startup
    }

    private static let passwordAuthenticators: Set = [
        "org.apache.cassandra.auth.PasswordAuthenticator",
        "org.apache.cassandra.auth.MutualTlsWithPasswordFallbackAuthenticator",
        "com.scylladb.auth.TransitionalAuthenticator", "com.scylladb.auth.SaslauthdAuthenticator",
    ]

    private func token(for authenticator: String) throws(CassandraError) -> ByteBuffer {
        if authenticator == "com.datastax.bdp.cassandra.auth.DseAuthenticator" {
            _ = try credentials()
            return ByteBuffer(string: "PLAIN")
        }
        guard
            Self.passwordAuthenticators.contains(authenticator)
                || settings.trustedAuthenticators.contains(authenticator)
        else { throw Self.unknown(authenticator) }
        return try plain()
    }

    private func credentials() throws(CassandraError) -> CassandraCredentials {
        guard let credentials = settings.credentials else {
            throw CassandraError(
                .authenticationRequired,
                .client,
                "the node wants a user and a password, and none are configured",
                hint: "set 'cassandraCluster.userName' and 'cassandraCluster.password'"
            )
        }
        return credentials
    }

    /// RFC 4616: nobody to act for, the user, the password.
    private func plain() throws(CassandraError) -> ByteBuffer {
        let credentials = try credentials()
        return ByteBuffer(bytes: [0] + Array(credentials.user.utf8) + [0] + credentials.password())
    }

    private static func unknown(_ authenticator: String) -> CassandraError {
        CassandraError(
            .authenticatorUnknown,
            .node,
            "the node asks through '\(authenticator)', which is not told the password",
            hint: "set 'authenticator: PasswordAuthenticator' in cassandra.yaml"
        )
    }

    private static func unsupported(_ version: ProtocolVersion) -> CassandraError {
        CassandraError(
            .unsupportedVersion,
            .node,
            "the node does not speak version \(version.rawValue) of the native protocol",
            hint: "version 3 or later is needed, which is Cassandra 2.1 and later"
        )
    }

    private static func refusal(_ fault: ServerFault, _ version: ProtocolVersion) -> CassandraError {
        fault.code == ServerFault.Code.protocolError ? unsupported(version) : CassandraError(fault)
    }
}
