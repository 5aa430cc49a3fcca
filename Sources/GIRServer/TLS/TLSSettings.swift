public import GIRConfigKit
import GIRLinks
import GIRPKI
import Logging
import NIOCore
import NIOSSL

/// What a listener speaks TLS with: ``GIRLinks/TLSProfile`` with an identity, as far as the configuration narrows it.
public struct TLSSettings: Sendable {
    /// What the server proves itself with.
    public var identity: ServerIdentity
    /// The versions and the suites.
    public var selection: TLSSelection
    /// How clients prove themselves; nil where they are not asked to.
    public var clients: ClientTrust?
    /// The hosts that are answered for beside those of the certificate.
    public var otherHosts: [String]

    /// Puts the settings together; without more than an identity they are the profile's.
    public init(
        _ identity: ServerIdentity,
        selection: TLSSelection = TLSSelection(),
        clients: ClientTrust? = nil,
        otherHosts: [String] = []
    ) {
        self.identity = identity
        self.selection = selection
        self.clients = clients
        self.otherHosts = otherHosts
    }

    /// Says which hosts that clients are told to come to are named by no certificate.
    func remarkOnNames(to logger: Logger) {
        let certificates = ([identity] + identity.others).map(\.endEntity)
        let unnamed = otherHosts.filter { host in
            !certificates.contains { NameReport(of: $0, host: host).https.isMatch }
        }
        guard !unnamed.isEmpty else { return }
        logger.warning(
            "certificate does not name a host that clients are told to come to: without a proxy in front they refuse it",
            metadata: [
                "alias": "\(identity.alias)", "hosts": "\(Set(unnamed).sorted().joined(separator: ","))",
                "option": "serverSettings.externalApiUrlV2", "subject": "\(identity.endEntity.subject)",
            ]
        )
    }

    /// The name of HTTP/2 in the handshake (RFC 9113 §3.1).
    static let http2 = "h2"

    /// What a listener offers.
    func configuration() throws(ServerError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try identity.nioCertificates().map { .certificate($0) },
            privateKey: .privateKey(try identity.nioPrivateKey())
        )
        TLSProfile.apply(to: &configuration)
        configuration.minimumTLSVersion = selection.speaksTLS12 ? .tlsv12 : .tlsv13
        configuration.maximumTLSVersion = selection.speaksTLS13 ? .tlsv13 : .tlsv12
        if selection.speaksTLS12 {
            configuration.cipherSuiteValues = selection.suitesOfTLS12.map { NIOTLSCipher(rawValue: $0.number) }
        }
        configuration.applicationProtocols = [Self.http2, "http/1.1"]
        configuration.shutdownTimeout = .seconds(2)
        configuration.certificateVerification = .none
        if let clients { try clients.apply(to: &configuration) }
        if !identity.others.isEmpty { try chooseByName(in: &configuration) }
        return configuration
    }

    /// Lets the host that a client names decide which key is used (RFC 6066 §3).
    private func chooseByName(in configuration: inout TLSConfiguration) throws(ServerError) {
        var choices: [String: NIOSSLContextConfigurationOverride] = [:]
        for other in identity.others {
            var choice = NIOSSLContextConfigurationOverride()
            choice.certificateChain = try other.nioCertificates().map { .certificate($0) }
            choice.privateKey = .privateKey(try other.nioPrivateKey())
            choices[other.alias] = choice
        }
        configuration.sslContextCallback = { [identity, choices] client, choice in
            let chosen = client.serverHostname.map { identity.identity(for: $0) }
            choice.succeed(chosen.flatMap { choices[$0.alias] } ?? .noChanges)
        }
    }

    /// The context of connections, with session tickets that only it can open.
    ///
    /// - Throws: `data` where the key or the certificate is of a kind that TLS cannot use.
    func context() throws -> NIOSSLContext {
        let configuration = try configuration()
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw identity.unfit
        }
    }
}
