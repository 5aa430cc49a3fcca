/// An encryption scheme of PKCS#5 or PKCS#12 with its parameters (RFC 8018 §6.2, RFC 7292 §C).
struct PasswordBasedEncryption {
    private let scheme: Scheme
    private let salt: [UInt8]
    private let iterations: Int

    private enum Scheme {
        /// Key and vector from PKCS#12's own derivation with SHA-1.
        case pkcs12(BlockCipher)
        /// Key from PBKDF2.
        case pbes2(BlockCipher, vector: [UInt8], digest: NamedDigest)
    }

    /// The schemes of RFC 7292 §C, all with SHA-1.
    private static let pkcs12Ciphers: [String: BlockCipher] = [
        "1.2.840.113549.1.12.1.1": .rc4With128,
        "1.2.840.113549.1.12.1.2": .rc4With40,
        tripleDESIdentifier: .tripleDES,
        "1.2.840.113549.1.12.1.4": .tripleDESWithTwoKeys,
        "1.2.840.113549.1.12.1.5": .rc2With128,
        "1.2.840.113549.1.12.1.6": .rc2With40,
    ]
    private static let pbes2Ciphers: [String: BlockCipher] = [
        "2.16.840.1.101.3.4.1.2": .aes128,
        "2.16.840.1.101.3.4.1.22": .aes192,
        aes256Identifier: .aes256,
        "1.2.840.113549.3.7": .tripleDES,
    ]
    private static let tripleDESIdentifier = "1.2.840.113549.1.12.1.3"
    private static let aes256Identifier = "2.16.840.1.101.3.4.1.42"
    static let pbes2Identifier = "1.2.840.113549.1.5.13"
    static let pbkdf2Identifier = "1.2.840.113549.1.5.12"
    static let hmacSHA256Identifier = "1.2.840.113549.2.9"

    /// Reads the parameters; throws `unsupportedAlgorithm` with the identifier of what is not known.
    init(_ algorithm: AlgorithmIdentifier) throws(PKIError) {
        var reader = try algorithm.parameterReader
        if let cipher = Self.pkcs12Ciphers[algorithm.identifier] {
            scheme = .pkcs12(cipher)
            salt = Array(try reader.next(DERTag.octetString).contents)
            iterations = try reader.next(DERTag.integer).count
        } else if algorithm.identifier == Self.pbes2Identifier {
            let derivation = try PBKDF2Parameters(AlgorithmIdentifier(try reader.next(DERTag.sequence)))
            let encryption = try AlgorithmIdentifier(try reader.next(DERTag.sequence))
            guard let cipher = Self.pbes2Ciphers[encryption.identifier] else {
                throw .unknownAlgorithm("the keystore is encrypted", encryption.identifier)
            }
            guard let vector = encryption.parameters, vector.tag == DERTag.octetString else {
                throw PKIError(.malformed, "algorithm '\(encryption.identifier)' has no initialisation vector")
            }
            guard derivation.keyLength == nil || derivation.keyLength == cipher.keyLength else {
                throw PKIError(.malformed, "the derived key has not the length that the cipher takes")
            }
            scheme = .pbes2(cipher, vector: Array(vector.contents), digest: derivation.digest)
            salt = derivation.salt
            iterations = derivation.iterations
        } else {
            throw .unknownAlgorithm("the keystore is encrypted", algorithm.identifier)
        }
    }

    private init(_ scheme: Scheme, salt: [UInt8], iterations: Int) {
        self.scheme = scheme
        self.salt = salt
        self.iterations = iterations
    }

    /// The oldest Java that decrypts it.
    var javaSupport: JavaSupport {
        switch scheme {
        case .pkcs12(.tripleDESWithTwoKeys): .unsupported
        case .pkcs12: .since5
        case .pbes2(.aes128, _, let digest), .pbes2(.aes256, _, let digest):
            digest.name.hasPrefix("SHA512-") ? .since21 : .since8u301
        case .pbes2: .unsupported
        }
    }

    /// Decrypts with the first form of the password that gives a right padding; nil where none does.
    func decrypt(
        _ ciphertext: [UInt8],
        _ password: PKCS12Password,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> Secret? {
        switch scheme {
        case .pkcs12(let cipher):
            for candidate in password.candidates {
                let (key, vector) = try pkcs12Key(cipher, candidate, &budget)
                if let plain = try cipher.decrypt(ciphertext, key: key, vector: vector) { return plain }
            }
            return nil
        case .pbes2(let cipher, let vector, let digest):
            let key = try pbes2Key(cipher, password, digest, &budget)
            return try cipher.decrypt(ciphertext, key: key, vector: vector)
        }
    }

    func encrypt(_ plain: Secret, _ password: PKCS12Password) throws(PKIError) -> [UInt8] {
        var budget = IterationBudget()
        switch scheme {
        case .pkcs12(let cipher):
            let (key, vector) = try pkcs12Key(cipher, password.candidates[0], &budget)
            return try cipher.encrypt(plain, key: key, vector: vector)
        case .pbes2(let cipher, let vector, let digest):
            let key = try pbes2Key(cipher, password, digest, &budget)
            return try cipher.encrypt(plain, key: key, vector: vector)
        }
    }

    private func pkcs12Key(
        _ cipher: BlockCipher,
        _ password: Secret,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> (key: Secret, vector: [UInt8]) {
        guard let digest = NamedDigest(identifier: NamedDigest.sha1Identifier) else {
            throw PKIError(.cryptography, "OpenSSL has no SHA-1")
        }
        func derived(_ purpose: KeyDerivation.Purpose, _ count: Int) throws(PKIError) -> Secret {
            try KeyDerivation.pkcs12(
                password,
                salt: salt,
                iterations: iterations,
                purpose: purpose,
                count: count,
                digest: digest,
                &budget
            )
        }
        let vector = cipher.vectorLength == 0 ? [] : try derived(.vector, cipher.vectorLength).revealBytes()
        return (try derived(.key, cipher.keyLength), vector)
    }

    private func pbes2Key(
        _ cipher: BlockCipher,
        _ password: PKCS12Password,
        _ digest: NamedDigest,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> Secret {
        try KeyDerivation.pbkdf2(
            password.utf8,
            salt: salt,
            iterations: iterations,
            count: cipher.keyLength,
            digest: digest,
            &budget
        )
    }
}

extension PasswordBasedEncryption {
    /// What is written: the scheme and its AlgorithmIdentifier in DER.
    typealias Written = (encryption: PasswordBasedEncryption, algorithm: [UInt8])

    /// PBES2 with AES-256 and a key from PBKDF2 with HMAC-SHA-256.
    static func aes256(salt: [UInt8], vector: [UInt8], iterations: Int) throws(PKIError) -> Written {
        let digest = try NamedDigest.sha256()
        let derivation = DERWriter.algorithm(
            pbkdf2Identifier,
            DERWriter.sequence([
                DERWriter.octetString(salt), DERWriter.integer(iterations),
                DERWriter.integer(BlockCipher.aes256.keyLength),
                DERWriter.algorithm(hmacSHA256Identifier, DERWriter.null),
            ])
        )
        let cipher = DERWriter.algorithm(aes256Identifier, DERWriter.octetString(vector))
        return (
            PasswordBasedEncryption(
                .pbes2(.aes256, vector: vector, digest: digest),
                salt: salt,
                iterations: iterations
            ),
            DERWriter.algorithm(pbes2Identifier, DERWriter.sequence([derivation, cipher]))
        )
    }

    /// PKCS#12's own scheme with triple DES.
    static func tripleDES(salt: [UInt8], iterations: Int) -> Written {
        (
            PasswordBasedEncryption(.pkcs12(.tripleDES), salt: salt, iterations: iterations),
            DERWriter.algorithm(
                tripleDESIdentifier,
                DERWriter.sequence([DERWriter.octetString(salt), DERWriter.integer(iterations)])
            )
        )
    }
}
