/// The protection of keys in JKS: a stream of SHA-1 digests, and a digest of the key as a check.
///
///     bytes  0-19    salt
///     bytes 20-(-21) key, exclusive-or stream; block i of the stream is SHA-1(password, block i-1), block 0 the salt
///     last 20 bytes  SHA-1(password, key)
///
/// It is weak, and the only one that JKS has.
struct SunKeyProtector {
    private let password: Secret

    static let identifier = "1.3.6.1.4.1.42.2.17.1.1"
    static let saltLength = 20
    private static let digestLength = 20

    init(_ password: Secret) { self.password = password.utf16BigEndian() }

    /// The key, or nil where the check says that the password is another.
    func open(_ sealed: [UInt8]) throws(PKIError) -> Secret? {
        guard sealed.count >= Self.saltLength + Self.digestLength else {
            throw PKIError(
                .malformed,
                "a protected key has \(sealed.count) bytes, expected at least \(Self.saltLength + Self.digestLength)"
            )
        }
        let key = sealed.withUnsafeBytes { bytes in
            exclusiveOr(
                UnsafeRawBufferPointer(rebasing: bytes[Self.saltLength..<bytes.count - Self.digestLength]),
                salt: Array(bytes.prefix(Self.saltLength))
            )
        }
        let check = key.withBytes { digest(followedBy: $0) }
        let isRight = sealed.suffix(Self.digestLength).withUnsafeBytes { expected in
            check.withUnsafeBytes { constantTimeEqual($0, expected) }
        }
        return isRight ? key : nil
    }

    func seal(_ key: Secret, salt: [UInt8]) -> [UInt8] {
        let hidden = key.withBytes { exclusiveOr($0, salt: salt) }
        return salt + hidden.revealBytes() + key.withBytes { digest(followedBy: $0) }
    }

    /// The EncryptedPrivateKeyInfo of a key that is protected this way.
    func encrypted(_ key: Secret, salt: [UInt8]) -> [UInt8] {
        EncryptedPrivateKeyInfo.encoded(
            DERWriter.algorithm(Self.identifier, DERWriter.null),
            seal(key, salt: salt)
        )
    }

    private func exclusiveOr(_ input: UnsafeRawBufferPointer, salt: [UInt8]) -> Secret {
        Secret(count: input.count) { output in
            var block = salt
            for start in stride(from: 0, to: input.count, by: Self.digestLength) {
                block = block.withUnsafeBytes { digest(followedBy: $0) }
                for position in start..<min(start + Self.digestLength, input.count) {
                    output[position] = input[position] ^ block[position - start]
                }
            }
        }
    }

    private func digest(followedBy bytes: UnsafeRawBufferPointer) -> [UInt8] {
        password.followed(by: bytes).withBytes { Digest.sha1($0) }
    }
}
