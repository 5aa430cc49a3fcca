/// The section `jetty.ssl`: the HTTPS listener.
public struct SSLSettings: Sendable {
    /// The port.
    public let port: Int
    /// The keystore with the server's private key.
    public let keyStorePath: String
    /// The store password; nil where none is written.
    public let keyStorePassword: ConfiguredPassword?
    /// The key password, where it differs from the store password.
    public let keyManagerPassword: ConfiguredPassword?
    /// How long a connection may be idle, in milliseconds; nil for what holds without TLS.
    public let idleTimeout: Int?
    /// The truststore for the certificates of clients.
    public let trustStorePath: String?
    /// The store password of that truststore.
    public let trustStorePassword: ConfiguredPassword?
    /// Whether clients are asked for a certificate and may go without.
    public let wantClientAuth: Bool
    /// Whether clients must present a certificate.
    public let needClientAuth: Bool
    /// The only TLS versions to speak; empty for what is safe.
    public let includeProtocols: [String]
    /// TLS versions not to speak.
    public let excludeProtocols: [String]
    /// The only cipher suites to use; empty for what is safe.
    public let includeCipherSuites: [String]
    /// Cipher suites not to use.
    public let excludeCipherSuites: [String]

    init(_ reader: SettingReader) {
        port = reader.number("jetty.ssl.port", 443)
        keyStorePath = reader.text("jetty.ssl.keyStorePath") ?? "keystore"
        keyStorePassword = reader.password("jetty.ssl.keyStorePassword")
        keyManagerPassword = reader.password("jetty.ssl.keyManagerPassword")
        idleTimeout = reader.number("jetty.ssl.idleTimeout")
        trustStorePath = reader.text("jetty.ssl.trustStorePath")
        trustStorePassword = reader.password("jetty.ssl.trustStorePassword")
        wantClientAuth = reader.flag("jetty.ssl.wantClientAuth")
        needClientAuth = reader.flag("jetty.ssl.needClientAuth")
        includeProtocols = reader.list("jetty.ssl.includeProtocols")
        excludeProtocols = reader.list("jetty.ssl.excludeProtocols")
        includeCipherSuites = reader.list("jetty.ssl.includeCipherSuites")
        excludeCipherSuites = reader.list("jetty.ssl.excludeCipherSuites")
    }
}
