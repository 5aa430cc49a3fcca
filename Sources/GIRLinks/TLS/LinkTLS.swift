public import GIRConfigKit
public import GIRPKI
import NIOCore
import NIOSSL

/// The client's side of TLS on every outbound connection.
public struct LinkTLS: Sendable {
    /// What the client proves itself with, where the peer asks for it.
    public struct Identity: Sendable {
        /// The private key.
        public let key: PrivateKey
        /// The certificates, the key's own first.
        public let chain: [Certificate]

        /// Puts a key and its certificates together.
        public init(key: PrivateKey, chain: [Certificate]) {
            self.key = key
            self.chain = chain
        }
    }

    let context: NIOSSLContext

    /// Prepares connections that all use the same identity, or none.
    ///
    /// - Throws: a ``LinkError`` with the code `identity` where TLS cannot use the key or the certificates.
    public init(identity: Identity? = nil) throws(LinkError) {
        do {
            context = try NIOSSLContext(configuration: Self.configuration(identity))
        } catch {
            throw LinkError(.identity, "TLS cannot use the client's key or certificate")
        }
    }

    /// Takes an identity as it is handed over with an inquiry.
    ///
    /// - Throws: as ``init(identity:)``.
    public init(_ client: LinkInquiry.Client) throws(LinkError) {
        guard let key = try? PrivateKey(pkcs8: Secret(client.key)),
            let chain = try? client.chain.map({ try Certificate(der: Array($0)) })
        else { throw LinkError(.identity, "TLS cannot use the client's key or certificate") }
        try self.init(identity: Identity(key: key, chain: chain))
    }

    /// What the client offers.
    static func configuration(_ identity: Identity?) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        TLSProfile.apply(to: &configuration)
        configuration.verifySignatureAlgorithms = TLSProfile.signatureAlgorithms
        // Every connection gets a verification callback, which takes the place of the library's own verifier.
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        // A peer that does not say farewell is not waited for.
        configuration.shutdownTimeout = .seconds(1)
        if let identity {
            configuration.certificateChain = try identity.chain.map { .certificate(try NIOSSLCertificate($0)) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(identity.key))
        }
        return configuration
    }

    /// The handler for one connection; `verify` decides about the chain as the peer sent it.
    func handler(
        serverName: String?,
        verify: @escaping @Sendable ([NIOSSLCertificate], EventLoopPromise<NIOSSLVerificationResult>) -> Void
    ) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: serverName, customVerificationCallback: verify)
    }
}
