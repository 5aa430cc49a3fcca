/// The section `jetty`: listeners, sessions and the request log.
public struct JettySettings: Sendable {
    /// The address to listen on; nil for all.
    public let host: String?
    /// The port of the plain HTTP listener.
    public let port: Int
    /// How long a connection may be idle, in milliseconds.
    public let idleTimeout: Int
    /// How long closing a socket waits for unsent data; -1 leaves it to the system.
    public let soLingerTime: Int
    /// How long a session lives without a request, in seconds; 0 and less for ever.
    public let sessionMaxInactiveInterval: Int
    /// Whether session identifiers name the node.
    public let enableWorkerName: Bool
    /// Whether requests are logged.
    public let enableRequestLog: Bool
    /// The proxies whose `X-Forwarded-For` is believed, as addresses and networks.
    public let trustedProxies: [String]
    /// How requests are logged.
    public let requestLog: RequestLogSettings
    /// Whether the HTTPS listener is opened.
    public let enableSsl: Bool
    /// Whether `enableSsl` is false in so many words, not by default.
    public let refusesSsl: Bool
    /// The HTTPS listener.
    public let ssl: SSLSettings
    /// The session cookie.
    public let cookies: CookieSettings

    init(_ reader: SettingReader) {
        host = reader.text("jetty.host")
        port = reader.number("jetty.port", 8090)
        idleTimeout = reader.number("jetty.idleTimeout", 30_000)
        soLingerTime = reader.number("jetty.soLingerTime", -1)
        sessionMaxInactiveInterval = reader.number("jetty.sessionMaxInactiveInterval", 1800)
        enableWorkerName = reader.flag("jetty.enableWorkerName")
        enableRequestLog = reader.flag("jetty.enableRequestLog")
        trustedProxies = reader.list("jetty.trustedProxies")
        requestLog = RequestLogSettings(reader)
        enableSsl = reader.flag("jetty.enableSsl")
        refusesSsl = reader.writtenFlag("jetty.enableSsl") == false
        ssl = SSLSettings(reader)
        cookies = CookieSettings(reader)
    }
}
