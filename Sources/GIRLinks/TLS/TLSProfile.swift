public import NIOSSL

/// The one place where TLS is configured, for the listener and for the links: Mozilla's "intermediate" profile, which
/// is TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only.
///
/// NIOSSL's own defaults begin at TLS 1.0 and offer RSA key exchange and CBC, so nothing is left to them.
public enum TLSProfile {
    /// The suites of TLS 1.2, of which the client takes the one it is fastest with; those of TLS 1.3 are fixed in the
    /// library, and all three are sound.
    public static let cipherSuites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// The groups of the key exchange, the strongest first.
    public static let groups: [NIOTLSCurve] = [.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1]

    /// The signatures that a peer may prove itself with: whatever it may have a certificate for; SHA-1 signs no handshake.
    public static let signatureAlgorithms: [SignatureAlgorithm] = [
        .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .ed25519, .rsaPssRsaeSha256,
        .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
    ]

    /// Sets the versions, the suites and the groups of a configuration.
    public static func apply(to configuration: inout TLSConfiguration) {
        configuration.minimumTLSVersion = .tlsv12
        configuration.maximumTLSVersion = .tlsv13
        configuration.cipherSuiteValues = cipherSuites
        configuration.curves = groups
        configuration.renegotiationSupport = .none
    }
}
