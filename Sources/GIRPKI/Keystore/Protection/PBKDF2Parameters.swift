/// The parameters of PBKDF2 (RFC 8018 §A.2).
struct PBKDF2Parameters {
    let salt: [UInt8]
    let iterations: Int
    let keyLength: Int?
    let digest: NamedDigest

    init(_ algorithm: AlgorithmIdentifier) throws(PKIError) {
        guard algorithm.identifier == PasswordBasedEncryption.pbkdf2Identifier else {
            throw .unknownAlgorithm("a key is derived from the password", algorithm.identifier)
        }
        var reader = try algorithm.parameterReader
        salt = Array(try reader.next(DERTag.octetString).contents)
        iterations = try reader.next(DERTag.integer).count
        keyLength = try reader.optional(DERTag.integer)?.count
        let function = try reader.optional(DERTag.sequence)
        // DEFAULT algid-hmacWithSHA1
        let identifier = try function.map { value throws(PKIError) in try AlgorithmIdentifier(value).identifier }
        guard let digest = NamedDigest(hmacIdentifier: identifier ?? "1.2.840.113549.2.7") else {
            throw .unknownAlgorithm("a key is derived from the password", identifier ?? "")
        }
        self.digest = digest
        try reader.finish()
    }
}
