/// What a session needs to know.
public struct CassandraSettings: Sendable {
    /// The nodes that are asked first for the others; one that answers is enough.
    public var contactPoints: [CassandraEndpoint]
    /// The user; nil where the cluster lets everybody in.
    public var credentials: CassandraCredentials?
    /// What encrypts the connections; nil for none.
    public var tls: CassandraTLS?
    /// The keyspace that unqualified names belong to.
    public var keyspace: String?
    /// The data center whose nodes are asked; nil for that of the first node that answers.
    public var localDataCenter: String?
    /// For SELECT.
    public var readConsistency = Consistency.localQuorum
    /// For everything else.
    public var writeConsistency = Consistency.localQuorum
    /// For the Paxos part of conditional writes.
    public var serialConsistency = Consistency.localSerial
    /// The newest version of the protocol to begin with; older ones follow where a node does not speak it.
    public var newestVersion = ProtocolVersion.v5
    /// Whether messages are compressed with LZ4 where the node can do that.
    public var isCompressed = false
    /// How many connections are kept to each node.
    public var connectionsPerNode = 1
    /// How many requests may be on their way on one connection.
    public var requestsPerConnection = 1024
    /// How many more may wait for their turn on it, and how long.
    public var queueLimit = 10_000
    /// How long a request may wait for its turn, or for a node to come back.
    public var queueTime = Duration.seconds(2)
    /// How many answers that nobody waits for any more may be outstanding before a connection is replaced.
    public var orphanLimit = 256
    /// How long TCP may take to connect.
    public var connectTime = Duration.seconds(5)
    /// How long TLS and the first exchanges of the protocol may take together.
    public var handshakeTime = Duration.seconds(5)
    /// How long an answer may take.
    public var requestTime = Duration.seconds(5)
    /// After how long a silence a node is asked whether it is there.
    public var heartbeatInterval = Duration.seconds(30)
    /// How long it may take to say so.
    public var heartbeatTime = Duration.seconds(5)
    /// The rest after the first failure to connect; each further one is twice as long.
    public var firstRest = Duration.seconds(1)
    /// The longest rest.
    public var longestRest = Duration.seconds(60)
    /// The share by which a rest may be longer or shorter, from 0 to 1.
    public var restJitter = 0.2
    /// How many rows a page has.
    public var pageSize: Int32 = 1000
    /// How many prepared statements are remembered.
    public var preparedLimit = 1000
    /// How long the nodes may take to agree about a changed schema.
    public var agreementTime = Duration.seconds(10)
    /// How long topology events are gathered before the nodes are looked up anew.
    public var eventDelay = Duration.seconds(1)
    /// Authenticators besides Cassandra's own that may be told the password, by the names of their classes.
    public var trustedAuthenticators: Set<String> = []
    /// Turns the address that a node names for itself into one that can be reached from here.
    public var translate: @Sendable (CassandraEndpoint) -> CassandraEndpoint = { $0 }

    /// Settings with the usual limits.
    public init(contactPoints: [CassandraEndpoint]) { self.contactPoints = contactPoints }
}

/// A user and the password.
public struct CassandraCredentials: Sendable, CustomStringConvertible {
    /// The role.
    public let user: String
    /// Gives the password away each time that a connection is made, so that it need not lie around in between.
    let password: @Sendable () -> [UInt8]

    /// Names the role and where its password comes from.
    public init(user: String, password: @escaping @Sendable () -> [UInt8]) {
        self.user = user
        self.password = password
    }

    /// The role alone.
    public var description: String { user }
}
