import COpenSSL

/// The ciphers that keystores are encrypted with: blocks in CBC mode with padding, or a stream.
enum BlockCipher: Sendable, Hashable {
    case aes128, aes192, aes256, rc2With128, rc2With40, rc4With128, rc4With40, tripleDES, tripleDESWithTwoKeys

    /// The length of the key in bytes.
    var keyLength: Int {
        switch self {
        case .rc2With40, .rc4With40: 5
        case .aes128, .rc2With128, .rc4With128, .tripleDESWithTwoKeys: 16
        case .aes192, .tripleDES: 24
        case .aes256: 32
        }
    }

    /// The length of the initialisation vector in bytes.
    var vectorLength: Int {
        switch self {
        case .aes128, .aes192, .aes256: 16
        case .rc2With128, .rc2With40, .tripleDES, .tripleDESWithTwoKeys: 8
        case .rc4With128, .rc4With40: 0
        }
    }

    private var name: String {
        switch self {
        case .aes128: "AES-128-CBC"
        case .aes192: "AES-192-CBC"
        case .aes256: "AES-256-CBC"
        case .rc2With128: "RC2-CBC"
        case .rc2With40: "RC2-40-CBC"
        case .rc4With128: "RC4"
        case .rc4With40: "RC4-40"
        case .tripleDES: "DES-EDE3-CBC"
        case .tripleDESWithTwoKeys: "DES-EDE-CBC"
        }
    }

    private var isLegacy: Bool { [.rc2With128, .rc2With40, .rc4With128, .rc4With40].contains(self) }

    func encrypt(_ plain: Secret, key: Secret, vector: [UInt8]) throws(PKIError) -> [UInt8] {
        let output = try plain.withBytes { bytes throws(PKIError) in
            try run(bytes, key: key, vector: vector, encrypting: true)
        }
        guard let output else { throw openSSLFailure(.cryptography, "cannot encrypt with \(name)") }
        return output.revealBytes()
    }

    /// Decrypts; nil where the padding is wrong, which is how a wrong key shows.
    func decrypt(_ ciphertext: [UInt8], key: Secret, vector: [UInt8]) throws(PKIError) -> Secret? {
        try ciphertext.withUnsafeBufferPointer { bytes throws(PKIError) in
            try run(UnsafeRawBufferPointer(bytes), key: key, vector: vector, encrypting: false)
        }
    }

    private func run(
        _ input: UnsafeRawBufferPointer,
        key: Secret,
        vector: [UInt8],
        encrypting: Bool
    ) throws(PKIError) -> Secret? {
        guard key.count == keyLength, vector.count == vectorLength, input.count < Int(Int32.max) - 64 else {
            throw PKIError(.malformed, "a key, vector or ciphertext for \(name) has a wrong length")
        }
        let library = isLegacy ? try LegacyLibrary.context(for: name) : nil
        guard let cipher = EVP_CIPHER_fetch(library, name, nil) else {
            throw openSSLFailure(.unsupportedAlgorithm, "OpenSSL cannot run \(name)")
        }
        defer { EVP_CIPHER_free(cipher) }
        let context = try made(EVP_CIPHER_CTX_new(), "cannot make a cipher")
        defer { EVP_CIPHER_CTX_free(context) }
        let isReady = key.withBytes { bytes in
            EVP_CipherInit_ex2(
                context,
                cipher,
                bytes.bindMemory(to: UInt8.self).baseAddress,
                vector,
                encrypting ? 1 : 0,
                nil
            ) == 1
        }
        guard isReady else { throw openSSLFailure(.cryptography, "cannot start \(name)") }
        var written = 0
        let buffer = Secret(count: input.count + 32) { output in
            guard let target = output.bindMemory(to: UInt8.self).baseAddress else { return }
            var (body, end): (Int32, Int32) = (0, 0)
            let source = input.bindMemory(to: UInt8.self).baseAddress
            guard EVP_CipherUpdate(context, target, &body, source, Int32(input.count)) == 1,
                EVP_CipherFinal_ex(context, target + Int(body), &end) == 1
            else {
                written = -1
                return
            }
            written = Int(body) + Int(end)
        }
        guard written >= 0 else {
            ERR_clear_error()
            return nil
        }
        return buffer.withBytes { Secret($0.prefix(written)) }
    }
}
