import COpenSSL

extension PrivateKey {
    /// How often the password is hashed to protect a key that leaves its keystore (PBKDF2, HMAC with SHA-256).
    private static let exportRounds: Int32 = 200_000

    /// The key as EncryptedPrivateKeyInfo (RFC 5958 §3) in DER: AES-256 with a key from the password.
    public func encryptedPKCS8(password: Secret) throws(PKIError) -> [UInt8] {
        let what = "cannot encrypt the private key"
        let info = try made(EVP_PKEY2PKCS8(handle), what)
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        let encrypted: OpaquePointer? = password.withBytes { bytes in
            let text = bytes.bindMemory(to: CChar.self).baseAddress
            return PKCS8_encrypt(
                -1,
                EVP_aes_256_cbc(),
                text,
                Int32(clamping: bytes.count),
                nil,
                16,
                Self.exportRounds,
                info
            )
        }
        let handle = try made(encrypted, what)
        defer { X509_SIG_free(handle) }
        return try encoded(what) { i2d_X509_SIG(handle, $0) }
    }

    /// The same in PEM.
    public func encryptedPEM(password: Secret) throws(PKIError) -> String {
        PEM.text(try encryptedPKCS8(password: password), label: "ENCRYPTED PRIVATE KEY")
    }
}
