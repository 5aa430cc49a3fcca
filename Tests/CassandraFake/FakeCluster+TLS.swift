package import GIRPKI
import NIOSSL

extension FakeCluster.Settings {
    /// Speaks TLS with the key and the chain of the nodes.
    ///
    /// - Parameter authority: whose certificates the clients have to show; nil for none.
    package mutating func secure(
        _ key: PrivateKey,
        _ chain: [Certificate],
        demandingThoseOf authority: Certificate?
    ) throws {
        func certificate(_ one: Certificate) throws -> NIOSSLCertificate {
            try NIOSSLCertificate(bytes: one.der, format: .der)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try chain.map { .certificate(try certificate($0)) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: try key.pkcs8().revealBytes(), format: .der))
        )
        if let authority {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates([try certificate(authority)])
        }
        tls = try NIOSSLContext(configuration: configuration)
    }
}
