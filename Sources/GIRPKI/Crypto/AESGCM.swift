import COpenSSL

/// Authenticated encryption with AES in Galois/counter mode (NIST SP 800-38D), 96-bit nonces and 128-bit tags.
///
/// Nonces of other lengths are refused: GCM hashes those first, so two of them can meet in one counter block.
public enum AESGCM {
    /// The length of a nonce in bytes.
    public static let nonceLength = 12
    /// The length of the tag in bytes that ``seal(_:key:nonce:authenticating:)`` appends.
    public static let tagLength = 16
    /// The most bytes that one call takes; passwords and keys are far below it.
    public static let maximumLength = 1 << 24

    /// Encrypts and authenticates: the result is the ciphertext, as long as `plain`, with the tag behind it.
    ///
    /// A nonce must never be used twice with one key. Throws ``PKIError/Code/invalidParameter`` for a key that is
    /// not 16, 24 or 32 bytes or a nonce that is not 12.
    public static func seal(
        _ plain: Secret,
        key: Secret,
        nonce: [UInt8],
        authenticating associated: [UInt8]
    ) throws(PKIError) -> [UInt8] {
        try checkLength(plain.count)
        let cipher = try AESGCMContext(key: key, nonce: nonce, encrypting: true)
        try cipher.authenticate(associated)
        var sealed = [UInt8](repeating: 0, count: plain.count + tagLength)
        let isDone = sealed.withUnsafeMutableBytes { output in
            plain.withBytes { cipher.update($0, into: output) }
                && cipher.finish()
                && cipher.readTag(into: UnsafeMutableRawBufferPointer(rebasing: output.suffix(tagLength)))
        }
        guard isDone else { throw AESGCMContext.failure }
        return sealed
    }

    /// Checks the tag and decrypts what ``seal(_:key:nonce:authenticating:)`` made.
    ///
    /// Throws ``PKIError/Code/integrityCheckFailed`` for another key, nonce, associated data or ciphertext, without
    /// telling which, and ``PKIError/Code/truncated`` for bytes that are shorter than a tag.
    public static func open(
        _ sealed: [UInt8],
        key: Secret,
        nonce: [UInt8],
        authenticating associated: [UInt8]
    ) throws(PKIError) -> Secret {
        try checkLength(sealed.count)
        guard sealed.count >= tagLength else {
            throw PKIError(.truncated, "encrypted bytes end after \(sealed.count), expected at least \(tagLength)")
        }
        let cipher = try AESGCMContext(key: key, nonce: nonce, encrypting: false)
        try cipher.authenticate(associated)
        return try Secret(count: sealed.count - tagLength) { output throws(PKIError) in
            let isDecrypted = sealed.withUnsafeBytes { input in
                cipher.update(UnsafeRawBufferPointer(rebasing: input.dropLast(tagLength)), into: output)
                    && cipher.expectTag(UnsafeRawBufferPointer(rebasing: input.suffix(tagLength)))
            }
            guard isDecrypted else { throw AESGCMContext.failure }
            guard cipher.finish() else {
                throw PKIError(.integrityCheckFailed, "encrypted bytes do not decrypt with this key")
            }
        }
    }

    private static func checkLength(_ count: Int) throws(PKIError) {
        guard count <= maximumLength else {
            throw PKIError(.limitExceeded, "\(count) bytes to encrypt or decrypt, expected at most \(maximumLength)")
        }
    }
}

/// One run of the cipher; owns an `EVP_CIPHER_CTX`, which erases its key when it is freed.
private final class AESGCMContext {
    private let context: OpaquePointer

    static var failure: PKIError { PKIError(.cryptography, "AES-GCM cannot be run by the cryptographic library") }

    init(key: Secret, nonce: [UInt8], encrypting: Bool) throws(PKIError) {
        guard nonce.count == AESGCM.nonceLength else {
            throw PKIError(
                .invalidParameter,
                "nonce of \(nonce.count) bytes for AES-GCM, expected \(AESGCM.nonceLength)"
            )
        }
        let cipher: OpaquePointer? =
            switch key.count {
            case 16: EVP_aes_128_gcm()
            case 24: EVP_aes_192_gcm()
            case 32: EVP_aes_256_gcm()
            default: throw PKIError(.invalidParameter, "key of \(key.count) bytes for AES, expected 16, 24 or 32")
            }
        guard let context = EVP_CIPHER_CTX_new() else { throw Self.failure }
        self.context = context
        let isReady = key.withBytes { bytes in
            EVP_CipherInit_ex(
                context,
                cipher,
                nil,
                bytes.bindMemory(to: UInt8.self).baseAddress,
                nonce,
                encrypting ? 1 : 0
            ) == 1
        }
        guard isReady else { throw Self.failure }
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    func authenticate(_ associated: [UInt8]) throws(PKIError) {
        guard !associated.isEmpty else { return }
        guard associated.count <= AESGCM.maximumLength else {
            throw PKIError(.limitExceeded, "\(associated.count) bytes to authenticate are too many")
        }
        var written: Int32 = 0
        guard EVP_CipherUpdate(context, nil, &written, associated, Int32(associated.count)) == 1 else {
            throw Self.failure
        }
    }

    /// Runs the cipher; `output` has room for as many bytes as `input`.
    func update(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Bool {
        guard let start = input.bindMemory(to: UInt8.self).baseAddress, !input.isEmpty else { return true }
        var written: Int32 = 0
        let target = output.bindMemory(to: UInt8.self).baseAddress
        return EVP_CipherUpdate(context, target, &written, start, Int32(input.count)) == 1
            && Int(written) == input.count
    }

    /// Ends the run; when decrypting, false says that the tag is another.
    func finish() -> Bool {
        // GCM is a stream: nothing is left to write, but the function wants a place.
        var rest: (UInt64, UInt64) = (0, 0)
        var written: Int32 = 0
        return withUnsafeMutableBytes(of: &rest) {
            EVP_CipherFinal_ex(context, $0.bindMemory(to: UInt8.self).baseAddress, &written) == 1
        }
    }

    func readTag(into tag: UnsafeMutableRawBufferPointer) -> Bool {
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress) == 1
    }

    func expectTag(_ tag: UnsafeRawBufferPointer) -> Bool {
        // The C signature lacks a const; the library copies the tag.
        let start = UnsafeMutableRawPointer(mutating: tag.baseAddress)
        return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), start) == 1
    }
}
