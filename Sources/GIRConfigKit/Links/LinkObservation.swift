public import FoundationEssentials

/// Which peers to look at, and how; handed to the program that does it.
public struct LinkInquiry: Sendable, Codable {
    /// One peer.
    public struct Target: Sendable, Hashable, Codable {
        /// The host and port to connect to.
        public var endpoint: LinkEndpoint
        /// The name for the TLS extension server_name; nil sends none.
        public var serverName: String?
        /// Whether to ask in the protocol of Cassandra.
        public var isCassandra: Bool
        /// Whether TLS is spoken; without, only Cassandra is asked anything.
        public var isEncrypted: Bool
        /// What the client proves itself with here; nil for what it proves itself with everywhere.
        public var client: Client?

        /// Names a peer.
        public init(
            endpoint: LinkEndpoint,
            serverName: String?,
            isCassandra: Bool,
            isEncrypted: Bool = true,
            client: Client? = nil
        ) {
            self.endpoint = endpoint
            self.serverName = serverName
            self.isCassandra = isCassandra
            self.isEncrypted = isEncrypted
            self.client = client
        }
    }

    /// What the client proves itself with, where a peer asks for it.
    public struct Client: Sendable, Hashable, Codable {
        /// The certificates in DER, the client's own first.
        public var chain: [Data]
        /// The private key in PKCS#8.
        public var key: Data

        /// Puts a key and its certificates together.
        public init(chain: [Data], key: Data) {
            self.chain = chain
            self.key = key
        }
    }

    /// The peers; all are looked at together.
    public var targets: [Target]
    /// The milliseconds after which no peer is waited for any longer.
    public var timeLimit: Int
    /// The client's identity, if it has one.
    public var client: Client?

    /// Makes an inquiry.
    public init(targets: [Target], timeLimit: Int, client: Client? = nil) {
        self.targets = targets
        self.timeLimit = timeLimit
        self.client = client
    }

    /// The most peers of one inquiry.
    public static let targetLimit = 1000
}

/// What was seen of one peer: facts, and no judgement of its certificate.
public struct LinkObservation: Sendable, Codable, Hashable {
    /// How far it went.
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        /// The handshake is done; the peer then wants a certificate of the client's, or another one.
        case clientCertificateRefused = "client-certificate-refused"
        /// TLS cannot use the client's own key or certificate; nobody was called.
        case clientKeyUnusable = "client-key-unusable"
        /// The handshake is done.
        case established
        /// The peer speaks TLS, but there is no agreement.
        case handshakeFailed = "handshake-failed"
        /// The peer answers in something else than TLS.
        case noTLS = "no-tls"
        /// There is no connection.
        case unreachable
    }

    /// How far it went.
    public var outcome: Outcome
    /// Why it went no further, in words.
    public var detail: String?
    /// What to change, where the peer is one whose faults are known.
    public var hint: String?
    /// The address that answered.
    public var address: String?
    /// The version of TLS, such as `TLSv1.3`.
    public var protocolVersion: String?
    /// The cipher suite by its IANA name.
    public var cipherSuite: String?
    /// The certificates in DER as the peer sent them.
    public var chain: [Data] = []
    /// The versions of its own protocol that Cassandra says it speaks.
    public var cassandraVersions: [String] = []

    /// Begins an observation.
    public init(_ outcome: Outcome, detail: String? = nil) {
        self.outcome = outcome
        self.detail = detail
    }
}
