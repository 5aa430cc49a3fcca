import GIRConfigKit

/// What the server works with: one listener and its rules.
public struct ServerConfiguration: Sendable {
    /// The address to listen on; nil for all of this machine's.
    public var host: String?
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// A socket that listens already, of the service manager's; nil opens one.
    public var socket: Int32?
    /// What TLS is spoken with; nil for plain HTTP.
    public var tls: TLSSettings?
    /// The plain port beside the one with TLS, and the port that it sends browsers to; nil where there is none.
    public var redirect: (from: Int, to: Int)?
    /// The bounds for clients.
    public var limits: ServerLimits
    /// Whether each request gets a line in the log.
    public var logsRequests: Bool
    /// What the resources are told.
    public var api = APISettings()
    /// The file of the request log; nil for lines in the server's log.
    var requestLog: RequestLogRules?
    /// The file of the audit log; nil for lines on standard error.
    var auditLog: LogFileName?
    /// The proxies in front that are believed.
    var proxies = TrustedProxies()
    /// What pages of other origins may do.
    var crossOrigin = CrossOriginRules()
    /// What browsers are told about coming back over TLS.
    var strictTransport = StrictTransport.includeSubDomains
    /// What requests that change something have to prove.
    var csrf = CSRFRules()
    /// Who may log in, and how.
    var logins = LoginSettings()
    /// The listener for health and metrics; nil where there is none.
    public var management: ManagementSettings?
    /// The links to the servers behind this one.
    public var links: [LinkPlan] = []
    /// The cluster that is the store; nil where a file is.
    public var cluster: ClusterPlan?
    /// How long a session lives at most.
    public var sessionLife: Duration { logins.age }
    /// How long a stop waits for open requests.
    public var shutdownTimeout: Duration = .seconds(30)

    /// What the file sets; nil for a configuration that comes from none.
    var written: WrittenOptions?

    /// The files that all of it comes from.
    public var files: [String] = []

    /// Makes a configuration; with an identity, of a listener that speaks TLS as the profile has it.
    public init(
        host: String?,
        port: Int,
        identity: ServerIdentity?,
        limits: ServerLimits = ServerLimits(),
        logsRequests: Bool = true
    ) {
        self.host = host
        self.port = port
        tls = identity.map { TLSSettings($0) }
        self.limits = limits
        self.logsRequests = logsRequests
    }

    /// Takes the section `girctl`.
    mutating func take(_ settings: OperationSettings) throws(ServerError) {
        management = try ManagementSettings(settings.management)
        limits.connectionsPerAddress = settings.connectionsPerAddress
        shutdownTimeout = .seconds(settings.shutdownTimeout)
        // A connection gets a little less, so that it is ended before the process is.
        limits.afterDrain = min(shutdownTimeout / 5, .seconds(5))
        limits.drain = shutdownTimeout - limits.afterDrain
    }

    /// The address that a user on this machine can open.
    public func url(port: Int) -> String { url(port: port, isSecure: tls != nil) }

    func url(port: Int, isSecure: Bool) -> String {
        let scheme = isSecure ? "https" : "http"
        let local: Set<String?> = [nil, "0.0.0.0", "::", "127.0.0.1", "::1"]
        let name = local.contains(host) ? "localhost" : host ?? "localhost"
        return "\(scheme)://\(name.contains(":") ? "[\(name)]" : name):\(port)"
    }
}
