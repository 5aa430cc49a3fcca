import FoundationEssentials
public import GIRConfigKit
public import GIRLinks
import GIRPKI
import Logging

/// The way from the text of application.yaml to a configuration that can be served.
///
/// Order: lint, then the listener's settings, the passwords, the keystore. The first obstacle ends it.
public struct ServerStart {
    /// Reads a whole file that an option names; throws what the caller throws for files that are missing or unreadable.
    public typealias FileReader = (_ path: String, _ option: String) throws -> [UInt8]

    /// Reads the truststore of a link, whose password the resolver knows; throws where the server is not to start without.
    public typealias AnchorSource = (LinkSettings, PasswordResolver) throws -> LinkAnchors

    private let source: SourceText
    private let keyFile: String?
    private let files: FileReader
    private let keys: ([String]) throws -> EncryptionKeys
    private let anchors: AnchorSource
    private let java: LateTrust
    private let openFiles: Int
    private let logger: Logger
    private let now: Date

    /// Names what the start works with.
    ///
    /// - Parameters:
    ///   - source: the text of application.yaml.
    ///   - keyFile: the key file that was named, for the commands of hints.
    ///   - files: reads the keystores and what else is beside them.
    ///   - keys: gives the keys for `CRYPT:` values, told the ids of those that have to be in a key file; called only where
    ///     there is such a value.
    ///   - anchors: reads what a link's peer is verified with.
    ///   - java: the CAs that Java ships.
    ///   - openFiles: how many descriptors the process may have open.
    ///   - environment: the clock and the log.
    public init(
        _ source: SourceText,
        keyFile: String? = nil,
        files: @escaping FileReader,
        keys: @escaping ([String]) throws -> EncryptionKeys,
        anchors: @escaping AnchorSource,
        java: LateTrust,
        openFiles: Int,
        environment: ServerEnvironment
    ) {
        self.source = source
        self.keyFile = keyFile
        self.files = files
        self.keys = keys
        self.anchors = anchors
        self.java = java
        self.openFiles = openFiles
        logger = environment.logger
        now = environment.now()
    }

    private func encryption(of option: String) -> String {
        EncryptionCommand.line(option, in: source.path, keyFile: keyFile)
    }

    /// A configuration that is not started on, and why.
    public struct Refused: Error {
        /// What `girctl config lint` reports of it.
        public let report: LintReport
        /// The finding on a key that protects the listener and would be ignored; nil where the report has an error.
        public var ignored: Diagnostic?
    }

    /// The configuration to serve.
    ///
    /// - Parameter isRemarked: whether what there is to say about it goes into the log.
    /// - Throws: ``Refused`` for a lint error, ``ServerError`` for what the server cannot work with, `ConfigError` for a
    ///   password that does not decrypt, and what reading the files throws.
    public func configuration(isRemarked: Bool = true) throws -> ServerConfiguration {
        let (read, report) = ApplicationConfiguration.read(source, keyFile: keyFile)
        guard let read, !report.failed(at: .error) else { throw Refused(report: report) }
        // A copy that was cut off, or a template that was filled with nothing, must not end in plain HTTP for everybody.
        if read.isEmpty {
            throw ServerError(
                .configuration,
                "'\(source.path)' sets nothing, and the defaults are plain HTTP for all machines",
                hint: "begin with: girctl config init"
            )
        }
        if let key = IgnoredKeys.first(in: report, isPlaintextWanted: read.jetty.refusesSsl) {
            throw Refused(report: report, ignored: key)
        }
        try refusePlaceholders(read)
        let resolver = PasswordResolver(keys: try checkedKeys())
        let jetty = read.jetty
        let idle = jetty.enableSsl ? jetty.ssl.idleTimeout ?? jetty.idleTimeout : jetty.idleTimeout
        var configuration = ServerConfiguration(
            host: jetty.host,
            port: jetty.enableSsl ? jetty.ssl.port : jetty.port,
            identity: nil,
            limits: ServerLimits(idle: .milliseconds(idle), openFiles: openFiles),
            logsRequests: jetty.enableRequestLog
        )
        configuration.written = read.written
        configuration.api = APISettings(
            externalURL: read.serverSettings.externalApiUrlV2,
            region: read.serverSettings.crRegion,
            securityKey: try read.serverSettings.cryptoSecurityKey.map { try resolver.resolve($0) }
        )
        configuration.crossOrigin = CrossOriginRules(read.serverSettings.crossOriginSettings)
        configuration.csrf = CSRFRules(read.serverSettings, exempting: read.girctl.csrfExemptUsers)
        configuration.strictTransport = read.girctl.strictTransportSecurity
        configuration.proxies = try TrustedProxies(jetty.trustedProxies)
        configuration.takeLogs(read, resolvingWith: { RelativePath.resolve($0, from: source.path) }, logger: logger)
        configuration.logins = try LoginSettings(
            read,
            resolver: resolver,
            isLocal: configuration.host.map(LoopbackAddress.isOne) ?? false,
            encryption: encryption,
            logger: logger
        )
        if jetty.enableSsl {
            let listener = ListenerStart(
                ssl: jetty.ssl,
                resolver: resolver,
                source: source.path,
                encryption: encryption,
                files: files,
                now: now
            )
            configuration.tls = try listener.settings(hosts: read.serverSettings.hostsOfClients)
            configuration.files = [source.path] + listener.paths
            configuration.redirect = jetty.ssl.securePort.map { (jetty.port, $0) }
        }
        if let upload = read.serverSettings.multiPartResolverMaxUploadSize { configuration.limits.upload = upload }
        try configuration.take(read.operation)
        configuration.links = try LinkPlan.all(
            of: read,
            passwords: resolver,
            identity: ClusterIdentity(source: source.path, resolver: resolver, files: files).read
        ) { try anchors($0, resolver) }
        configuration.api.media = MediaPeers(
            read,
            configuration.links,
            anchors: { try? anchors($0, resolver) },
            java: java
        )
        configuration.limits.takeAnswer(after: configuration.api.media.longestWait)
        if read.operation.isStoreCassandra { configuration.cluster = try ClusterPlan(read, configuration.links) }
        // Last, so that a refusal is not lost among remarks.
        if isRemarked { remark(on: configuration, read, report) }
        return configuration
    }

    /// The cluster, for who works with it alone; nil where there is none, or it is not the store.
    ///
    /// - Parameter watched: whether it may be one that is only watched.
    /// - Throws: as ``configuration(isRemarked:)``.
    public func cluster(watched: Bool = false) throws -> ClusterPlan? {
        let (read, report) = ApplicationConfiguration.read(source, keyFile: keyFile)
        guard let read, !report.failed(at: .error) else { throw Refused(report: report) }
        try refusePlaceholders(read)
        guard read.operation.isStoreCassandra || watched && read.link(.cassandra).isConfigured else { return nil }
        let resolver = PasswordResolver(keys: try checkedKeys())
        return try ClusterPlan(
            read,
            try LinkPlan.all(
                of: read,
                passwords: resolver,
                only: .cassandra,
                identity: ClusterIdentity(source: source.path, resolver: resolver, files: files).read
            ) { try anchors($0, resolver) }
        )
    }

    private func remark(on configuration: ServerConfiguration, _ read: ApplicationConfiguration, _ report: LintReport) {
        remark(on: report)
        if configuration.tls == nil, !(configuration.host.map(LoopbackAddress.isOne) ?? false) {
            logger.warning(
                "PLAIN HTTP is spoken to other machines: who is on the way reads passwords and recordings",
                metadata: [
                    "address": "\(configuration.host ?? "all")", "option": "jetty.enableSsl",
                    "port": "\(configuration.port)",
                ]
            )
        }
        for plan in configuration.links { plan.remark(to: logger) }
        if let tls = configuration.tls {
            if let redirect = configuration.redirect {
                logger.info(
                    "plain HTTP is spoken to send clients to HTTPS",
                    metadata: ["from": "\(redirect.from)", "to": "\(redirect.to)"]
                )
            } else {
                logger.info("plain HTTP is not spoken, TLS is on", metadata: ["option": "jetty.port"])
            }
            remark(on: read.jetty.ssl, tls)
            remark(on: tls.identity)
            tls.remarkOnNames(to: logger)
        }
    }

    /// A placeholder is read as if nothing were written: no address would mean all addresses, and CSRF protection off.
    private func refusePlaceholders(_ read: ApplicationConfiguration) throws(ServerError) {
        guard let first = read.placeholders.first else { return }
        let start = first.span.start
        throw ServerError(
            .configuration,
            "'\(source.path):\(start.line):\(start.column)': '\(first.path)' is a placeholder, which this server does not fill in",
            hint: "write the value itself"
        )
    }

    /// The keys for the configuration's encrypted values, all of which decrypt with them.
    ///
    /// Also those of links that are opened later: a server must not start and then find that it cannot work.
    private func checkedKeys() throws -> EncryptionKeys {
        guard try EncryptedValueCheck.isNeeded(for: source) else { return EncryptionKeys() }
        let keys = try keys(EncryptedValueCheck.keysNeeded(by: source))
        if let failure = try EncryptedValueCheck(of: source, keys: keys).failures.first?.failure { throw failure }
        return keys
    }

    private func remark(on report: LintReport) {
        guard !report.diagnostics.isEmpty else { return }
        logger.warning(
            "configuration has findings",
            metadata: ["file": "\(source.path)", "findings": "\(report.summary)"]
        )
        for finding in report.diagnostics.prefix(Self.shownFindings) {
            let start = finding.primary.span.start
            logger.log(
                level: finding.severity == .note ? .info : .warning,
                "\(finding.message)",
                metadata: ["place": "\(finding.file):\(start.line):\(start.column)", "rule": "\(finding.id)"]
            )
        }
    }

    /// How many findings are in the log one by one; `girctl config lint` has them all.
    private static let shownFindings = 50

    /// Says what of the listener's options is not as it is written, and what they come to.
    private func remark(on ssl: SSLSettings, _ tls: TLSSettings) {
        for remark in tls.selection.remarks {
            var metadata: Logger.Metadata = ["option": "\(remark.list.path)"]
            if let entry = remark.entry { metadata["entry"] = "\(entry)" }
            logger.warning("\(remark.message)", metadata: metadata)
        }
        for (option, reason) in ssl.idleOptions {
            logger.warning("option has no effect, \(reason)", metadata: ["option": "\(option)"])
        }
        if let clients = tls.clients {
            logger.info(
                "clients are asked for a certificate",
                metadata: ["anchors": "\(clients.anchors.count)", "required": "\(clients.isRequired)"]
            )
        }
    }

    /// Says what works today and may not tomorrow.
    private func remark(on identity: ServerIdentity) {
        for reason in identity.unusable {
            logger.warning("private key of the keystore is not used", metadata: ["reason": "\(reason.reason)"])
        }
        if !identity.others.isEmpty {
            logger.info(
                "keystore has several private keys, the host that a client names decides",
                metadata: [
                    "alias": "\(identity.alias)", "keystore": "\(identity.keystore)",
                    "others": "\(identity.others.map(\.alias).joined(separator: ","))",
                ]
            )
        }
        for other in identity.others { remarkOnExpiry(of: other) }
        remarkOnExpiry(of: identity)
    }

    private func remarkOnExpiry(of identity: ServerIdentity) {
        for certificate in identity.chain {
            let days = Int((certificate.notAfter.timeIntervalSince(now) / 86_400).rounded(.down))
            guard days < 30 else { continue }
            logger.warning(
                "certificate expires soon",
                metadata: [
                    "alias": "\(identity.alias)", "days": "\(days)", "keystore": "\(identity.keystore)",
                    "notAfter": "\(certificate.notAfter.formatted(.iso8601))", "subject": "\(certificate.subject)",
                ]
            )
        }
    }
}
