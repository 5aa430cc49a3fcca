import COpenSSL

/// A private key of any algorithm that OpenSSL knows.
public final class PrivateKey: @unchecked Sendable {
    // An EVP_PKEY is only read after it is made, so sharing it is safe.
    let handle: OpaquePointer

    /// The public half.
    public let publicKey: PublicKey

    /// Takes the EVP_PKEY over.
    init(owning key: OpaquePointer) throws(PKIError) {
        do throws(PKIError) {
            publicKey = try PublicKey(sharing: key)
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
        handle = key
    }

    deinit { EVP_PKEY_free(handle) }

    /// Generates a key with OpenSSL's random number generator.
    ///
    /// - Throws: `invalidParameter` for an RSA size that is odd or outside ``KeySpecification/rsaBits``.
    public static func generate(_ specification: KeySpecification) throws(PKIError) -> PrivateKey {
        let what = "cannot generate the key"
        switch specification {
        case .ec(let curve):
            return try PrivateKey(owning: made(girctl_ec_generate(curve.rawValue), what))
        case .ed25519:
            return try PrivateKey(owning: made(girctl_ed25519_generate(), what))
        case .rsa(let bits):
            guard KeySpecification.rsaBits.contains(bits), bits.isMultiple(of: 2) else {
                throw PKIError(
                    .invalidParameter,
                    "an RSA key of \(bits) bits cannot be made",
                    hint: "choose 2048, 3072 or 4096"
                )
            }
            return try RSAGeneration(bits: bits).key()
        }
    }

    /// Reads an unencrypted key in DER: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017 §A.1.2) or SEC1 (RFC 5915).
    ///
    /// - Throws: `malformed` also where the file's public half is not that of its private one.
    public convenience init(pkcs8 der: Secret) throws(PKIError) {
        try DSANumbers.check(der)
        let key: OpaquePointer? = der.withBytes { bytes in
            var cursor = bytes.bindMemory(to: UInt8.self).baseAddress
            return d2i_AutoPrivateKey(nil, &cursor, bytes.count)
        }
        guard let key else { throw openSSLFailure(.malformed, "the private key cannot be read") }
        try self.init(owning: key)
        try checkHalves()
    }

    // Both forms of an EC key and OpenSSL's of a DSA key hold the public half as well, and it may be another's: then the
    // key would pass for the one of a certificate that it is not for.
    private func checkHalves() throws(PKIError) {
        guard ["DSA", "EC"].contains(publicKey.algorithm.name) else { return }
        let context = try made(EVP_PKEY_CTX_new_from_pkey(nil, handle, nil), "cannot check the private key")
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_pairwise_check(context) == 1 else {
            ERR_clear_error()
            throw PKIError(.malformed, "the private key does not belong to the public key that stands beside it")
        }
    }

    /// The key as PrivateKeyInfo (PKCS#8, RFC 5208) in DER, not encrypted.
    public func pkcs8() throws(PKIError) -> Secret {
        guard let info = EVP_PKEY2PKCS8(handle) else {
            throw openSSLFailure(.cryptography, "cannot encode the private key")
        }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        var der = try encoded("cannot encode the private key") { i2d_PKCS8_PRIV_KEY_INFO(info, $0) }
        return Secret(erasing: &der)
    }

    /// The key as PKCS#8 in PEM, not encrypted.
    public func pem() throws(PKIError) -> Secret {
        let output = try MemoryBIO()
        try succeeded(
            PEM_write_bio_PKCS8PrivateKey(output.handle, handle, nil, nil, 0, nil, nil),
            "cannot write the private key"
        )
        return output.withWritten { Secret($0) }
    }

    /// Whether the certificate carries the public half of this key.
    public func matches(_ certificate: Certificate) -> Bool {
        (try? certificate.publicKey) == publicKey
    }
}
