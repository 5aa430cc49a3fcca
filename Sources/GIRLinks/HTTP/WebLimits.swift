/// Every bound that the server puts on an HTTP peer.
public struct WebLimits: Sendable, Hashable {
    /// The most connections to one peer.
    public var connectionsPerPeer = 50
    /// The most connections to all peers.
    public var connections = 500
    /// How long a request waits for one of the connections that the peer may have.
    public var waiting: Duration = .seconds(10)
    /// How long connecting and shaking hands may take.
    public var connecting: Duration = .seconds(10)
    /// How long the peer may think about an answer.
    public var head: Duration = .seconds(30)
    /// How long the peer may pause while it sends or takes a body.
    public var pause: Duration = .seconds(30)
    /// How long an answer that nobody wants is read to keep the connection.
    public var discarding: Duration = .seconds(2)
    /// How long a connection is kept without work.
    public var rest: Duration = .seconds(15)
    /// The most bytes of one field of an answer's header.
    public var headerField = 8 << 10
    /// The most bytes of an answer's header.
    public var headerList = 32 << 10
    /// The most fields of an answer's header.
    public var headerCount = 100

    /// Whether peers may be at addresses that only this machine reaches, see ``LocalAddress``.
    public var allowsLocal = true

    /// The standard limits.
    public init() {}

    /// How long a request may take until it fails at a peer that is silent: for a turn, for a connection, for that to be
    /// made, and for the answer.
    public var longestWait: Duration { waiting + waiting + connecting + head }

    /// Bytes of an answer that are read ahead of who takes them.
    static let readAhead = 64 << 10
    /// The most bytes of an answer that nobody wants that are read to keep the connection.
    static let discarding = 64 << 10
}
