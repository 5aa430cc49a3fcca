/// PKCS#8's frame around an encrypted private key (RFC 5208 §6), whoever encrypted it.
struct EncryptedPrivateKeyInfo {
    let algorithm: AlgorithmIdentifier
    let ciphertext: [UInt8]

    init(_ bytes: [UInt8]) throws(PKIError) {
        let normalized = try BERNormalizer.normalized(bytes)
        var outer = DERReader(normalized)
        var sequence = try outer.next(DERTag.sequence).reader
        algorithm = try AlgorithmIdentifier(try sequence.next(DERTag.sequence))
        ciphertext = Array(try sequence.next(DERTag.octetString).contents)
    }

    /// What is inside, or nil where the password does not open it.
    func open(_ password: Secret?, _ budget: inout IterationBudget) throws(PKIError) -> Secret? {
        switch algorithm.identifier {
        case SunKeyProtector.identifier:
            guard let password else { return nil }
            return try SunKeyProtector(password).open(ciphertext)
        case JCEKSKeyProtector.identifier:
            guard let password else { return nil }
            return try JCEKSKeyProtector(algorithm).open(ciphertext, password, &budget)
        default:
            let encryption = try PasswordBasedEncryption(algorithm)
            return try encryption.decrypt(ciphertext, PKCS12Password(password), &budget)
        }
    }

    /// The frame in DER.
    static func encoded(_ algorithm: [UInt8], _ ciphertext: [UInt8]) -> [UInt8] {
        DERWriter.sequence([algorithm, DERWriter.octetString(ciphertext)])
    }
}
