import COpenSSL

/// OpenSSL's library of retired ciphers, which RC2 and RC4 moved to; loaded when the first one is met.
///
/// It has a context of its own, so that nothing else in the process can use these ciphers.
final class LegacyLibrary: @unchecked Sendable {
    // Never freed and never changed after it is made: OpenSSL guards a context with locks of its own.
    private let context: OpaquePointer

    private static let loaded = LegacyLibrary()

    private init?() {
        guard let context = OSSL_LIB_CTX_new() else { return nil }
        guard OSSL_PROVIDER_load(context, "legacy") != nil else {
            OSSL_LIB_CTX_free(context)
            ERR_clear_error()
            return nil
        }
        self.context = context
    }

    static func context(for cipher: String) throws(PKIError) -> OpaquePointer {
        guard let loaded else {
            throw PKIError(
                .unsupportedAlgorithm,
                "the keystore is encrypted with \(cipher), for which OpenSSL's legacy module is missing",
                hint: "install it (Debian: libssl3 or openssl-provider-legacy, Fedora: openssl-libs)"
            )
        }
        return loaded.context
    }
}
