import NIOCore
import NIOSSL

/// The one place where TLS is configured: Mozilla's "intermediate" profile, which is TLS 1.2 and 1.3 with forward
/// secrecy and authenticated encryption only.
///
/// NIOSSL's own defaults begin at TLS 1.0 and offer RSA key exchange and CBC, so nothing is left to them.
enum TLSSettings {
    /// The suites of TLS 1.2, of which the client takes the one it is fastest with; those of TLS 1.3 are fixed in the
    /// library, and all three are sound.
    static let cipherSuites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// The groups of the key exchange, the strongest first.
    static let groups: [NIOTLSCurve] = [.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1]

    /// What a listener offers with this identity.
    static func listener(_ identity: ServerIdentity) throws(ServerError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try identity.nioCertificates().map { .certificate($0) },
            privateKey: .privateKey(try identity.nioPrivateKey())
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.maximumTLSVersion = .tlsv13
        configuration.cipherSuiteValues = cipherSuites
        configuration.curves = groups
        configuration.applicationProtocols = ["http/1.1"]
        configuration.certificateVerification = .none
        configuration.renegotiationSupport = .none
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
