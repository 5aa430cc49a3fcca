/// What the server works with: one listener and its rules.
public struct ServerConfiguration: Sendable {
    /// The address to listen on; nil for all of this machine's.
    public var host: String?
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// The identity for TLS; nil for plain HTTP.
    public var identity: ServerIdentity?
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
    /// What requests that change something have to prove.
    var csrf = CSRFRules()

    /// Makes a configuration.
    public init(
        host: String?,
        port: Int,
        identity: ServerIdentity?,
        limits: ServerLimits = ServerLimits(),
        logsRequests: Bool = true
    ) {
        self.host = host
        self.port = port
        self.identity = identity
        self.limits = limits
        self.logsRequests = logsRequests
    }

    /// The address that a user on this machine can open.
    public func url(port: Int) -> String {
        let scheme = identity == nil ? "http" : "https"
        let local: Set<String?> = [nil, "0.0.0.0", "::", "127.0.0.1", "::1"]
        let name = local.contains(host) ? "localhost" : host ?? "localhost"
        return "\(scheme)://\(name.contains(":") ? "[\(name)]" : name):\(port)"
    }
}
