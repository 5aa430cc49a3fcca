public import GIRConfigKit
import GIRLinks
public import GIRPKI
import Logging

/// The certificates that a link's peer is verified with.
public struct LinkAnchors: Sendable {
    /// The certificates; nil where the configuration has nobody verified.
    public let certificates: [Certificate]?
    /// What there is to say about where they come from.
    public let remarks: [String]

    /// Puts them together.
    public init(_ certificates: [Certificate]?, remarks: [String] = []) {
        self.certificates = certificates
        self.remarks = remarks
    }

    /// Who decides about the peer of a link.
    func verifier(for name: LinkName) -> LinkVerifier {
        certificates.map { .trust(TrustEvaluator(anchors: $0), nameRule: name.nameRule) } ?? .nothing
    }
}

/// A user with the password.
public struct LinkLogin: Sendable {
    /// The user.
    public let user: String
    /// The password.
    public let password: Secret
}

/// A link of the configuration with all that is needed to hold it.
public struct LinkPlan: Sendable {
    /// How what passes over a link is protected.
    public enum Protection: String, Sendable {
        /// It is encrypted, and the peer may be anybody.
        case encrypted
        /// It is not.
        case plain
        /// It is encrypted, and the peer is verified.
        case verified
    }

    /// The link.
    public let name: LinkName
    /// Where it leads; empty where the configuration does not say.
    public let endpoints: [LinkEndpoint]
    /// How what passes over it is protected.
    public let protection: Protection
    /// What Cassandra is asked with; nil where the configuration names no user.
    public private(set) var login: LinkLogin?
    let verifier: LinkVerifier?
    /// What the peer is shown where it asks for a certificate.
    private(set) var identity: LinkTLS.Identity?
    private let settings: LinkSettings
    private let anchors: LinkAnchors?

    /// The links that the configuration has, with their trust.
    ///
    /// - Throws: what `identity` and `anchors` throw, but where nobody has asked for the link: then the truststore that is the default
    ///   need not be there.
    static func all(
        of configuration: ApplicationConfiguration,
        passwords: PasswordResolver,
        only wanted: LinkName? = nil,
        identity: (OperationSettings) throws -> LinkTLS.Identity? = { _ in nil },
        anchors: (LinkSettings) throws -> LinkAnchors
    ) throws -> [LinkPlan] {
        let cluster = configuration.cassandraCluster
        let login = try cluster.userName.map { user in
            LinkLogin(user: user, password: try cluster.password.map { try passwords.resolve($0) } ?? Secret(""))
        }
        return try configuration.links.filter(\.isConfigured).compactMap { settings in
            guard wanted == nil || settings.name == wanted else { return nil }
            guard settings.unreadable.isEmpty else { throw settings.noAddress }
            if case .java = settings.trust, settings.encryption == .byPeer, settings.endpoints.isEmpty { return nil }
            var plan = LinkPlan(settings, settings.isEncrypted ? try anchors(settings) : nil)
            guard settings.name == .cassandra else { return plan }
            plan.login = login
            if settings.isEncrypted { plan.identity = try identity(configuration.operation) }
            return plan
        }
    }

    private init(_ settings: LinkSettings, _ anchors: LinkAnchors?) {
        name = settings.name
        endpoints = settings.endpoints
        self.settings = settings
        self.anchors = anchors
        switch anchors {
        case nil:
            protection = .plain
            verifier = nil
        case let anchors?:
            protection = anchors.certificates == nil ? .encrypted : .verified
            verifier = anchors.verifier(for: settings.name)
        }
    }

    /// Says at each start what is less safe than it could be.
    func remark(to logger: Logger) {
        if case .off(let option) = settings.encryption, !endpoints.isEmpty {
            logger.warning(
                "link is not encrypted, passwords and data pass in clear text",
                metadata: ["link": "\(name.rawValue)", "option": "\(option)"]
            )
        }
        if case .nothing(let option, let because) = settings.trust, protection == .encrypted {
            logger.warning(
                "link is encrypted only, any certificate is accepted",
                metadata: ["because": "\(because)", "link": "\(name.rawValue)", "option": "\(option)"]
            )
        }
        for remark in anchors?.remarks ?? [] where protection == .verified {
            logger.info("link's trust", metadata: ["link": "\(name.rawValue)", "remark": "\(remark)"])
        }
    }
}

extension LinkSettings {
    fileprivate var isEncrypted: Bool { if case .off = encryption { false } else { true } }

    /// An address that cannot be read is a link that would never be there.
    fileprivate var noAddress: ServerError {
        ServerError(
            .configuration,
            "link '\(name.rawValue)': '\(unreadable.first ?? "")' is no address",
            hint: "write it as HOST:PORT; its address is in \(name.addressSource)"
        )
    }
}
