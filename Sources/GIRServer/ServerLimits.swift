/// Every bound that the server puts on its clients; nothing else in the module decides how much or how long.
///
/// The libraries below have none of these time-outs by default and accept headers of 80 KiB.
public struct ServerLimits: Sendable, Hashable {
    // MARK: Size

    /// The longest request target in bytes; a longer one is answered with 414.
    public var requestTarget = 8 << 10
    /// The longest header field, name and value, in bytes; a longer one is answered with 431.
    public var headerField = 8 << 10
    /// The most bytes of all header fields together; more are answered with 431.
    public var headerList = 16 << 10
    /// The most header fields; more are answered with 431.
    public var headerCount = 100
    /// The largest request body in bytes; a larger one is answered with 413.
    public var body = 1 << 20

    /// The largest upload in bytes; `serverSettings.multiPartResolverMaxUploadSize`.
    public var upload = 512 << 20

    // MARK: Time

    /// How long a client may take for the TLS handshake.
    public var handshake: Duration = .seconds(10)
    /// How long a connection may take from its first byte to the end of a request's header.
    public var head: Duration = .seconds(10)
    /// How long a connection may rest between two requests; `jetty.idleTimeout`.
    public var idle: Duration = .seconds(30)
    /// How long a body may take before its rate counts.
    public var bodyGrace: Duration = .seconds(10)
    /// The slowest rate of a body after the grace, in bytes per second; a slower one is answered with 408.
    public var bodyRate = 1 << 10
    /// How long a body may take in all.
    public var bodyTotal: Duration = .seconds(300)
    /// How long an upload may take in all.
    public var uploadTotal: Duration = .seconds(3600)
    /// How long the server may think about an answer before it says 503, at least; see ``takeAnswer(after:)``.
    public var answer: Duration = .seconds(60)
    /// How long a client may take to accept an answer that is written.
    public var delivery: Duration = .seconds(60)
    /// How long input is still discarded after a refusal, so that the client reads the answer and no reset.
    public var linger: Duration = .seconds(2)
    /// How long open requests may go on after the signal to stop.
    public var drain: Duration = .seconds(25)
    /// How long the store is then kept open for requests that still run.
    public var afterDrain: Duration = .seconds(5)

    // MARK: Number

    /// The most connections that are open at once; further ones wait in the kernel's queue.
    public var connections = 10_000
    /// The most connections that one address has open at once, other than this machine's; 0 is no limit.
    public var connectionsPerAddress = 1000
    /// The length of that queue.
    public var backlog = 256

    // MARK: HTTP/2

    /// The most requests that one connection has open at once.
    public var streams = 100
    /// The most resets of streams, and of faulty streams, in 30 seconds; a client that sends more is cut off.
    public var resets = 200
    /// The most pings and settings in 30 seconds; each has to be answered.
    public var controlFrames = 200
    /// The most CONTINUATION frames that one header may take.
    public var continuations = 5
    /// The priorities, window updates and unknown frames that a client may send in a second beyond ten for each frame it got.
    public var freeFrames = 1000

    /// The time in which resets and control frames are counted.
    static let frameWindow: Duration = .seconds(30)

    /// The file descriptors kept back for files, logs and outbound links.
    static let reservedFiles = 256

    /// The standard limits.
    public init() {}

    /// The standard limits with the configured idle time and as many connections as there are file descriptors for.
    ///
    /// No idle time, which means for ever to Jetty, is the standard one here.
    public init(idle: Duration, openFiles: Int) {
        if idle > .zero { self.idle = idle }
        connections = min(connections, max(openFiles - Self.reservedFiles, 16))
    }

    /// Makes the time for an answer later than that of the peers: who is silent is to be told by theirs, as 504.
    ///
    /// Ten minutes are the most, whatever the options of the peers say.
    mutating func takeAnswer(after peers: Duration) { answer = max(answer, min(peers + .seconds(5), .seconds(600))) }
}
