import COpenSSL

extension PrivateKey {
    /// The largest input that is taken for a private key: a 16384-bit RSA key needs 13 kB, with a chain around it more.
    public static let readingLimit = 1 << 20

    /// Reads the first private key of a file: PEM or DER; PKCS#1, PKCS#8 or SEC1; encrypted or not.
    ///
    /// Other PEM blocks around the key, such as certificates, are passed over.
    ///
    /// - Throws: `passwordRequired` when the key is encrypted and there is no password, `wrongPassword` when it does
    ///   not decrypt, `unsupportedFormat` when the bytes hold no private key.
    public static func read(_ bytes: [UInt8], password: Secret?) throws(PKIError) -> PrivateKey {
        guard bytes.count <= readingLimit else {
            throw PKIError(.limitExceeded, "the private key is larger than \(readingLimit) bytes")
        }
        return PEM.looksLikePEM(bytes) ? try readPEM(bytes, password) : try readDER(Secret(bytes), password)
    }

    /// Whether a PEM file has a block that says it is a private key.
    public static func isInPEM(_ bytes: [UInt8]) -> Bool {
        PEM.labels(in: bytes).contains { $0.hasSuffix("PRIVATE KEY") }
    }

    private static func readPEM(_ bytes: [UInt8], _ password: Secret?) throws(PKIError) -> PrivateKey {
        let input = try MemoryBIO(reading: bytes)
        while let block = PEMBlock(reading: input) {
            guard block.label.hasSuffix("PRIVATE KEY") else { continue }
            let bytes = try opened(block, password)
            do throws(PKIError) { return try readDER(bytes, password) } catch {
                // The old encryption has no check of its own: of 256 wrong passwords one leaves what is padded rightly.
                let header = String(decoding: block.header.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                let isDecrypted = header.contains("ENCRYPTED")
                throw isDecrypted && [.malformed, .unsupportedFormat].contains(error.code) ? .undecryptableKey : error
            }
        }
        guard girctl_error_reason(girctl_error_peek()) == PEM_R_NO_START_LINE else {
            throw openSSLFailure(.unsupportedFormat, "there is no private key that can be read")
        }
        ERR_clear_error()
        throw PKIError(
            .unsupportedFormat,
            "there is no private key in this PEM file",
            hint: "a '-----BEGIN … PRIVATE KEY-----' block is looked for"
        )
    }

    // The old encryption of PEM itself, with a header that names the cipher (RFC 1421); one round of MD5.
    private static func opened(_ block: PEMBlock, _ password: Secret?) throws(PKIError) -> Secret {
        guard !block.header.isEmpty else { return block.contents }
        var cipher = EVP_CIPHER_INFO()
        var header = block.header
        guard PEM_get_EVP_CIPHER_INFO(&header, &cipher) == 1 else {
            throw openSSLFailure(.unsupportedAlgorithm, "the private key is encrypted in a way that is not known")
        }
        let prompt = PasswordCallback(password)
        var count = block.contents.count
        let plain = Secret(count: count) { output in
            block.contents.withBytes { output.copyMemory(from: $0) }
            let isOpen = withExtendedLifetime(prompt) {
                PEM_do_header(
                    &cipher,
                    output.bindMemory(to: UInt8.self).baseAddress,
                    &count,
                    PasswordCallback.function,
                    prompt.pointer
                )
            }
            if isOpen != 1 { count = -1 }
        }
        guard count >= 0 else { throw prompt.failure }
        return plain.withBytes { Secret($0.prefix(count)) }
    }

    private static func readDER(_ bytes: Secret, _ password: Secret?) throws(PKIError) -> PrivateKey {
        let encrypted = try? bytes.withArray { bytes throws(PKIError) in try EncryptedPrivateKeyInfo(bytes) }
        if let encrypted { return try PrivateKey(pkcs8: try opened(encrypted, bytes, password)) }
        do throws(PKIError) {
            return try PrivateKey(pkcs8: (try? OneAsymmetricKey.withoutPublicKey(bytes)) ?? bytes)
        } catch  where error.code == .malformed && !PrivateKeyInfo.isOne(bytes) {
            throw PKIError(.unsupportedFormat, "there is no private key that can be read")
        }
    }

    // OpenSSL knows more schemes than keystores have. A file says itself how much work its password costs: first how much.
    private static func opened(
        _ encrypted: EncryptedPrivateKeyInfo,
        _ bytes: Secret,
        _ password: Secret?
    ) throws(PKIError) -> Secret {
        var budget = IterationBudget()
        try budget.spend(on: encrypted.algorithm)
        guard let password else { throw .encryptedKey }
        let info: OpaquePointer? = bytes.withBytes { bytes in
            var cursor = bytes.bindMemory(to: UInt8.self).baseAddress
            guard let signature = d2i_X509_SIG(nil, &cursor, bytes.count) else { return nil }
            defer { X509_SIG_free(signature) }
            return password.withBytes {
                PKCS8_decrypt(signature, $0.bindMemory(to: CChar.self).baseAddress, Int32(clamping: $0.count))
            }
        }
        guard let info else {
            ERR_clear_error()
            throw .undecryptableKey
        }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        var der = try encoded("cannot read the private key") { i2d_PKCS8_PRIV_KEY_INFO(info, $0) }
        return Secret(erasing: &der)
    }
}

extension PKIError {
    fileprivate static var encryptedKey: PKIError {
        PKIError(.passwordRequired, "the private key is encrypted", hint: "give its password")
    }

    fileprivate static var undecryptableKey: PKIError {
        PKIError(.wrongPassword, "the private key does not decrypt: the password is wrong or the key damaged")
    }
}

/// Hands a password to OpenSSL's reader of PEM.
private final class PasswordCallback {
    private let password: Secret?

    init(_ password: Secret?) { self.password = password }

    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// What went wrong, told by whether there was a password.
    var failure: PKIError {
        ERR_clear_error()
        return password == nil ? .encryptedKey : .undecryptableKey
    }

    static let function:
        @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
            { buffer, capacity, _, context in
                guard let buffer, let context else { return -1 }
                let callback = Unmanaged<PasswordCallback>.fromOpaque(context).takeUnretainedValue()
                guard let password = callback.password, password.count <= Int(capacity) else { return -1 }
                password.withBytes { bytes in
                    UnsafeMutableRawPointer(buffer).copyMemory(
                        from: bytes.baseAddress ?? UnsafeRawPointer(buffer),
                        byteCount: bytes.count
                    )
                }
                return Int32(password.count)
            }
}
