/// What a configuration says about one outbound link.
public struct LinkSettings: Sendable {
    /// Whether the link is encrypted.
    public enum Encryption: Sendable, Hashable {
        /// What decides is not in application.yaml: the port that the peer is called at.
        case byPeer
        /// It is not, because of this option.
        case off(option: String)
        /// It is.
        case on
    }

    /// What the certificate of the peer is verified with.
    public enum Trust: Sendable, Hashable {
        /// With the CAs that Java ships.
        case java(option: String)
        /// Not at all, because the option is what it is.
        case nothing(option: String, because: String)
        /// With what the environment fills in for the option.
        case placeholder(option: String)
        /// With the certificates of a file.
        case truststore(path: String, option: String, password: ConfiguredPassword?)
    }

    /// The link.
    public let name: LinkName
    /// Where it leads, the first one first; empty where application.yaml does not say.
    public let endpoints: [LinkEndpoint]
    /// The addresses that cannot be read as one.
    public let unreadable: [String]
    /// Whether it is encrypted.
    public let encryption: Encryption
    /// What the peer is verified with.
    public let trust: Trust
    /// Whether the truststore may hold one CA only.
    public let takesSingleCA: Bool
    /// Whether the configuration has anything about the link; without, it says nothing about its safety.
    public let isConfigured: Bool
}

extension ApplicationConfiguration {
    /// The seven links as the configuration has them, in the order of ``LinkName``.
    public var links: [LinkSettings] { LinkName.allCases.map(link) }

    /// One link as the configuration has it.
    public func link(_ name: LinkName) -> LinkSettings {
        switch name {
        case .cassandra: cassandraLink
        case .configurationServer: configurationServerLink
        case .interactionServer, .sipServer:
            addressed(
                name,
                trust: genesysTrust,
                takesSingleCA: true,
                isConfigured: onPremiseSettings.cmeHost != nil || serverSettings.caCertificate != nil
            )
        case .recordingCryptoServer: webLink(name, serverSettings.recordingCryptoServer)
        case .speechMiner: webLink(name, serverSettings.speechMiner)
        case .webDAV: webLink(name, serverSettings.webDAV)
        }
    }

    private var configurationServerLink: LinkSettings {
        let premise = onPremiseSettings
        let written = [(premise.cmeHost, premise.cmePort), (premise.backupCmeHost, premise.backupCmePort)]
        let pairs = written.compactMap { host, port in host.flatMap { host in port.map { (host, $0) } } }
        return LinkSettings(
            name: .configurationServer,
            endpoints: pairs.compactMap { LinkEndpoint(host: $0, port: $1) },
            unreadable: pairs.filter { LinkEndpoint(host: $0, port: $1) == nil }
                .map { SecretFinder.masked("\($0):\($1)") },
            encryption: premise.tlsEnabled ? .on : .off(option: "onPremiseSettings.tlsEnabled"),
            trust: genesysTrust,
            takesSingleCA: true,
            isConfigured: premise.cmeHost != nil || premise.tlsEnabled
        )
    }

    private var genesysTrust: LinkSettings.Trust {
        let option = LinkName.configurationServer.trustOption
        if isPlaceholder(option) { return .placeholder(option: option) }
        guard let path = serverSettings.caCertificate else { return .nothing(option: option, because: "is not set") }
        return .truststore(path: path, option: option, password: serverSettings.jksPassword)
    }

    private var cassandraLink: LinkSettings {
        let option = LinkName.cassandra.trustOption
        let cluster = cassandraCluster
        let nodes = cluster.nodes + cluster.backupNodes
        let read = nodes.map { (text: $0, endpoint: LinkEndpoint($0, usualPort: operation.cassandraPort)) }
        let trust: LinkSettings.Trust =
            if isPlaceholder(option) {
                .placeholder(option: option)
            } else if let path = cluster.trustStore {
                .truststore(path: path, option: option, password: cluster.truststorePassword)
            } else {
                // Java's TLS takes its own CAs where it is given no truststore.
                .java(option: option)
            }
        return LinkSettings(
            name: .cassandra,
            endpoints: read.compactMap(\.endpoint),
            unreadable: read.filter { $0.endpoint == nil }.map { SecretFinder.masked($0.text) },
            encryption: cluster.useSSL ? .on : .off(option: "cassandraCluster.useSSL"),
            trust: trust,
            takesSingleCA: false,
            isConfigured: !nodes.isEmpty || cluster.useSSL
        )
    }

    private func webLink(_ name: LinkName, _ link: ServerSettings.TrustedLink) -> LinkSettings {
        let option = name.trustOption
        let trust: LinkSettings.Trust =
            switch link.trust {
            case _ where isPlaceholder(option): .placeholder(option: option)
            case .file(let path): .truststore(path: path, option: option, password: link.jksPassword)
            case .javaTruststore: .java(option: option)
            case .unchecked: .nothing(option: option, because: "is false")
            }
        return addressed(name, trust: trust, takesSingleCA: false, isConfigured: true)
    }

    /// A link whose address is in the section `girctl`, if anywhere.
    private func addressed(
        _ name: LinkName,
        trust: LinkSettings.Trust,
        takesSingleCA: Bool,
        isConfigured: Bool
    ) -> LinkSettings {
        let written = operation.links[name] ?? []
        let read = written.map { (text: $0, endpoint: LinkEndpoint($0, usualPort: name.usualPort)) }
        return LinkSettings(
            name: name,
            endpoints: read.compactMap(\.endpoint),
            unreadable: read.filter { $0.endpoint == nil }.map { SecretFinder.masked($0.text) },
            encryption: .byPeer,
            trust: trust,
            takesSingleCA: takesSingleCA,
            isConfigured: isConfigured || !written.isEmpty
        )
    }

    private func isPlaceholder(_ option: String) -> Bool { placeholders.contains { $0.path == option } }
}
