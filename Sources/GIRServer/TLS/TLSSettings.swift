import GIRLinks
import NIOCore
import NIOSSL

/// TLS as a listener speaks it: ``GIRLinks/TLSProfile`` with an identity.
enum TLSSettings {
    /// What a listener offers with this identity.
    static func listener(_ identity: ServerIdentity) throws(ServerError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try identity.nioCertificates().map { .certificate($0) },
            privateKey: .privateKey(try identity.nioPrivateKey())
        )
        TLSProfile.apply(to: &configuration)
        configuration.applicationProtocols = ["http/1.1"]
        configuration.certificateVerification = .none
        configuration.shutdownTimeout = .seconds(2)
        return configuration
    }

    /// The context of all connections of a listener.
    ///
    /// - Throws: `data` where the key or the certificate is of a kind that TLS cannot use.
    static func context(_ identity: ServerIdentity) throws -> NIOSSLContext {
        let configuration = try listener(identity)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw identity.unusable
        }
    }
}
