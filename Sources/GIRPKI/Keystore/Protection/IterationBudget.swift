/// What is left of ``KeyStoreLimits/iterations``: a file says itself how much work its password costs.
struct IterationBudget {
    private let limit: Int
    private var left: Int

    init(_ limit: Int = KeyStoreLimits.iterations) {
        self.limit = limit
        left = limit
    }

    /// Takes the rounds of one derivation off, before they are computed.
    ///
    /// - Parameter cost: how much a round costs compared with one of SHA-256.
    mutating func spend(_ iterations: Int, cost: Int = 1) throws(PKIError) {
        guard iterations > 0 else {
            throw PKIError(
                .malformed,
                "an iteration count of \(iterations) stands in the file, expected at least 1"
            )
        }
        guard iterations <= left / max(cost, 1) else {
            throw PKIError(
                .limitExceeded,
                "the file asks for more than \(limit) rounds of key derivation",
                hint:
                    "keytool and openssl ask for 10,000 or fewer: if you trust the file, write it anew with one of them"
            )
        }
        left -= iterations * max(cost, 1)
    }

    /// Takes off what it costs to open what a scheme of PKCS#5 or PKCS#12 protects, which OpenSSL is going to do.
    mutating func spend(on algorithm: AlgorithmIdentifier) throws(PKIError) {
        var reader = try algorithm.parameterReader
        guard algorithm.identifier == PasswordBasedEncryption.pbes2Identifier else {
            // PBES1 and its like: salt and rounds (RFC 8018 §A.3, RFC 7292 §C), once for the key and once for the vector.
            _ = try reader.next(DERTag.octetString)
            return try spend(try reader.next(DERTag.integer).count, cost: 2)
        }
        let derivation = try AlgorithmIdentifier(try reader.next(DERTag.sequence))
        guard derivation.identifier == Self.scryptIdentifier else {
            let parameters = try PBKDF2Parameters(derivation)
            // The longest key is one of 32 bytes.
            return try spend(parameters.iterations, cost: parameters.digest.cost(of: 32))
        }
        var scrypt = try derivation.parameterReader
        _ = try scrypt.next(DERTag.octetString)
        // RFC 7914 §7: cost, block size and parallelization; all three are factors of the work.
        let factors = (try scrypt.next(DERTag.integer).count, try scrypt.next(DERTag.integer).count)
        let parallelization = try scrypt.next(DERTag.integer).count
        let (blocks, overflows) = factors.0.multipliedReportingOverflow(by: factors.1)
        let (work, tooMuch) = blocks.multipliedReportingOverflow(by: parallelization)
        try spend(overflows || tooMuch ? .max : work)
    }

    private static let scryptIdentifier = "1.3.6.1.4.1.11591.4.11"
}
