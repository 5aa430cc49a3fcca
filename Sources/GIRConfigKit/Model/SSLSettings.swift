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
    /// The alias of the private key to serve with; nil for the first one.
    public let certAlias: String?
    /// The port that a plain listener beside this one sends browsers to; nil where there is none.
    public let securePort: Int?
    /// How long a connection may be idle, in milliseconds; nil for what holds without TLS.
    public let idleTimeout: Int?
    /// The truststore for the certificates of clients.
    public let trustStorePath: String?
    /// The store password of that truststore.
    public let trustStorePassword: ConfiguredPassword?
    /// The revocation lists for the certificates of clients.
    public let crlPath: String?
    /// The option that wants revocation asked for over the network; nil where none does.
    public let uncheckedRevocation: String?
    /// The options that are written and do not change what this program does, with the reason.
    public let idleOptions: [(option: String, reason: String)]
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
        certAlias = reader.writtenText("jetty.ssl.certAlias")
        securePort = reader.writtenNumber("jetty.ssl.securePort")
        idleTimeout = reader.number("jetty.ssl.idleTimeout")
        trustStorePath = reader.text("jetty.ssl.trustStorePath")
        trustStorePassword = reader.password("jetty.ssl.trustStorePassword")
        crlPath = reader.writtenText("jetty.ssl.crlPath")
        uncheckedRevocation = TLSOptionEffect.uncheckedRevocation(reader)
        idleOptions = TLSOptionEffect.idle(reader)
        wantClientAuth = reader.flag("jetty.ssl.wantClientAuth")
        needClientAuth = reader.flag("jetty.ssl.needClientAuth")
        includeProtocols = reader.list("jetty.ssl.includeProtocols")
        excludeProtocols = reader.list("jetty.ssl.excludeProtocols")
        includeCipherSuites = reader.list("jetty.ssl.includeCipherSuites")
        excludeCipherSuites = reader.list("jetty.ssl.excludeCipherSuites")
    }

    /// Whether clients are asked for a certificate.
    public var asksClients: Bool { needClientAuth || wantClientAuth }

    /// The versions and suites that the lists leave.
    public var selection: TLSSelection {
        TLSSelection(
            includeProtocols: includeProtocols,
            excludeProtocols: excludeProtocols,
            includeCipherSuites: includeCipherSuites,
            excludeCipherSuites: excludeCipherSuites
        )
    }
}
