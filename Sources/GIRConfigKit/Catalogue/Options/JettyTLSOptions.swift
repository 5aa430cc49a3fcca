/// The options of the section `jetty.ssl`, the HTTPS listener.
enum JettyTLSOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "jetty.ssl",
            .section,
            .documented(.security),
            "The HTTPS listener; used when `jetty.enableSsl` is true."
        ),
        ConfigurationOption(
            "jetty.ssl.port",
            .port,
            .documented(.security),
            default: .sample("443"),
            "The port of the HTTPS listener; below 1024 it needs a privilege."
        ),
        ConfigurationOption(
            "jetty.ssl.keyStorePath",
            .path,
            .documented(.security),
            default: .sample("keystore"),
            "The keystore with the server's private key and certificate chain."
        ),
        ConfigurationOption(
            "jetty.ssl.keyStorePassword",
            .text,
            .documented(.security),
            default: .documented("storepwd"),
            secrecy: .obfuscatedSecret,
            "The store password of the keystore."
        ),
        ConfigurationOption(
            "jetty.ssl.securePort",
            .port,
            .recollection,
            default: .recollection("443"),
            "The port that redirects to HTTPS name."
        ),
        ConfigurationOption(
            "jetty.ssl.idleTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("30000"),
            "How long a TLS connection may be idle before it is closed."
        ),
        ConfigurationOption(
            "jetty.ssl.soLingerTime",
            .integer(-1...javaMaximum, nil),
            .recollection,
            default: .recollection("-1"),
            "How long closing a TLS socket waits for unsent data."
        ),
        ConfigurationOption(
            "jetty.ssl.keyManagerPassword",
            .text,
            .recollection,
            secrecy: .obfuscatedSecret,
            "The key password of the private-key entry, when it differs from the store password."
        ),
        ConfigurationOption(
            "jetty.ssl.trustStorePath",
            .path,
            .recollection,
            "The truststore for the certificates of clients."
        ),
        ConfigurationOption(
            "jetty.ssl.trustStorePassword",
            .text,
            .recollection,
            secrecy: .obfuscatedSecret,
            "The store password of the truststore for clients."
        ),
        ConfigurationOption(
            "jetty.ssl.wantClientAuth",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether clients are asked for a certificate and may go without."
        ),
        ConfigurationOption(
            "jetty.ssl.needClientAuth",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether clients must present a certificate."
        ),
        ConfigurationOption(
            "jetty.ssl.includeProtocols",
            .list,
            .recollection,
            "The only TLS versions that are spoken."
        ),
        ConfigurationOption(
            "jetty.ssl.excludeProtocols",
            .list,
            .recollection,
            "TLS versions that are not spoken."
        ),
        ConfigurationOption(
            "jetty.ssl.includeCipherSuites",
            .list,
            .recollection,
            "The only cipher suites that are used."
        ),
        ConfigurationOption(
            "jetty.ssl.excludeCipherSuites",
            .list,
            .recollection,
            "Cipher suites that are not used."
        ),
        ConfigurationOption(
            "jetty.ssl.certAlias",
            .text,
            .recollection,
            "The alias of the private key to serve with, where the keystore has several."
        ),
        ConfigurationOption(
            "jetty.ssl.keyStoreType",
            .text,
            .recollection,
            default: .recollection("JKS"),
            "The type of the keystore."
        ),
        ConfigurationOption(
            "jetty.ssl.trustStoreType",
            .text,
            .recollection,
            "The type of the truststore for clients."
        ),
        ConfigurationOption(
            "jetty.ssl.useCipherSuitesOrder",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether the server's order of cipher suites counts, not the client's."
        ),
        ConfigurationOption(
            "jetty.ssl.renegotiationAllowed",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether clients may negotiate a connection of TLS 1.2 anew."
        ),
        ConfigurationOption(
            "jetty.ssl.renegotiationLimit",
            .integer(-1...javaMaximum, nil),
            .recollection,
            default: .recollection("5"),
            "How often clients may negotiate a connection anew."
        ),
        ConfigurationOption(
            "jetty.ssl.sessionCachingEnabled",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether clients may resume a TLS session."
        ),
        ConfigurationOption(
            "jetty.ssl.sslSessionCacheSize",
            .integer(-1...javaMaximum, nil),
            .recollection,
            default: .recollection("-1"),
            "How many TLS sessions are kept to be resumed."
        ),
        ConfigurationOption(
            "jetty.ssl.sslSessionTimeout",
            .integer(-1...javaMaximum, .seconds),
            .recollection,
            default: .recollection("-1"),
            "How long a TLS session can be resumed."
        ),
        ConfigurationOption(
            "jetty.ssl.validateCerts",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether the server's own certificate is checked at start."
        ),
        ConfigurationOption(
            "jetty.ssl.validatePeerCerts",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether revocation of the certificates of clients is checked."
        ),
        ConfigurationOption(
            "jetty.ssl.crlPath",
            .path,
            .recollection,
            "The revocation lists for the certificates of clients."
        ),
        ConfigurationOption(
            "jetty.ssl.enableCRLDP",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether revocation lists are fetched from where a certificate says."
        ),
        ConfigurationOption(
            "jetty.ssl.enableOCSP",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether an OCSP responder is asked about certificates."
        ),
        ConfigurationOption(
            "jetty.ssl.ocspResponderURL",
            .url,
            .recollection,
            "The OCSP responder to ask."
        ),
        ConfigurationOption(
            "jetty.ssl.sniRequired",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether clients must name the server in the TLS handshake."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
