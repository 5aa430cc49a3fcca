/// The section `serverSettings`: what the server needs of it.
public struct ServerSettings: Sendable {
    /// A link whose peer is checked with a truststore of its own.
    public struct TrustedLink: Sendable {
        /// How the peer's certificate is checked.
        public let trust: CertificateTrust
        /// The store password, when the truststore is a JKS.
        public let jksPassword: ConfiguredPassword?
    }

    /// The public address of the API.
    public let externalApiUrlV2: String?
    /// The address of the internal API.
    public let internalApiUrlV2: String?
    /// The address that call recording needs besides.
    public let undocumentedExternalApiUrl: String?
    /// How long a temporary authentication token is good, in seconds.
    public let temporaryAuthenticationTokenTTL: Int
    /// The operations account.
    public let opsUserName: String?
    /// The password of the operations account.
    public let opsUserPassword: ConfiguredPassword?
    /// The application object at Configuration Server.
    public let applicationName: String?
    /// The type of the application object.
    public let applicationType: String
    /// The user at Configuration Server.
    public let cmeUserName: String?
    /// The password of that user.
    public let cmePassword: ConfiguredPassword?
    /// Whether this node reads Configuration Server for the cluster.
    public let syncNode: Bool
    /// The node's place in the cluster.
    public let nodePath: String?
    /// The name of the Elasticsearch cluster.
    public let crClusterName: String?
    /// The region of the node.
    public let crRegion: String?
    /// The key that encrypts the stored recording settings.
    public let cryptoSecurityKey: ConfiguredPassword?
    /// The CA of Configuration Server, SIP Server and Interaction Server; nil where they are not checked.
    public let caCertificate: String?
    /// The store password of that CA, when it is in a JKS.
    public let jksPassword: ConfiguredPassword?
    /// The link to the WebDAV server.
    public let webDAV: TrustedLink
    /// The link to the Recording Crypto Server.
    public let recordingCryptoServer: TrustedLink
    /// The link to SpeechMiner.
    public let speechMiner: TrustedLink
    /// Whether requests that change data need a token.
    public let enableCsrfProtection: Bool
    /// Which other origins may call the API.
    public let crossOriginSettings: CrossOriginSettings
    /// The largest upload in bytes; nil where the file does not say.
    public let multiPartResolverMaxUploadSize: Int?
    /// Whether each purged recording is written to the audit log.
    public let auditLogDeletedFiles: Bool
    /// The peers that hold, decrypt and forget media.
    public let media: MediaSettings

    init(_ reader: SettingReader) {
        func path(_ key: String) -> String { "serverSettings.\(key)" }
        func link(_ name: String) -> TrustedLink {
            TrustedLink(
                trust: reader.trust(path("\(name)TrustedCA")),
                jksPassword: reader.password(path("\(name)JksPassword"))
            )
        }
        externalApiUrlV2 = reader.text(path("externalApiUrlV2"))
        internalApiUrlV2 = reader.text(path("internalApiUrlV2"))
        undocumentedExternalApiUrl = reader.text(path("undocumentedExternalApiUrl"))
        temporaryAuthenticationTokenTTL = reader.number(path("temporaryAuthenticationTokenTTL"), 300)
        opsUserName = reader.writtenText(path("opsUserName"))
        opsUserPassword = reader.password(path("opsUserPassword"))
        applicationName = reader.text(path("applicationName"))
        applicationType = reader.text(path("applicationType")) ?? "CFGGenericClient"
        cmeUserName = reader.text(path("cmeUserName"))
        cmePassword = reader.password(path("cmePassword"))
        syncNode = reader.flag(path("syncNode"))
        nodePath = reader.text(path("nodePath"))
        crClusterName = reader.text(path("crClusterName"))
        crRegion = reader.text(path("crRegion"))
        cryptoSecurityKey = reader.password(path("cryptoSecurityKey"))
        caCertificate = reader.text(path("caCertificate"))
        jksPassword = reader.password(path("jksPassword"))
        webDAV = link("webDAV")
        recordingCryptoServer = link("rcs")
        speechMiner = link("speechMiner")
        enableCsrfProtection = reader.flag(path("enableCsrfProtection"))
        crossOriginSettings = CrossOriginSettings(reader)
        multiPartResolverMaxUploadSize = reader.number(path("multiPartResolverMaxUploadSize"))
        media = MediaSettings(reader)
        auditLogDeletedFiles = reader.flag(path("recordingSettings.auditLogDeletedFiles"))
    }

    /// The hosts of the addresses that clients are given.
    public var hostsOfClients: [String] {
        [externalApiUrlV2, internalApiUrlV2, undocumentedExternalApiUrl].compactMap { address in
            guard let address, let scheme = address.firstRange(of: "://") else { return nil }
            let authority = address[scheme.upperBound...].prefix { $0 != "/" }
            // An address needs no mention, so the colon is that of the port.
            let host = authority.prefix { $0 != ":" }.lowercased()
            return host.isEmpty ? nil : host
        }
    }
}

extension ServerSettings {
    /// What a source without the section means.
    public static var standard: ServerSettings {
        ServerSettings(SettingReader(LintContext(SourceText(path: "", bytes: []), OptionCatalogue.standard)))
    }
}
