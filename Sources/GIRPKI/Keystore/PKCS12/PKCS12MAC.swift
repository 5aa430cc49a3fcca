/// The integrity check of a PKCS#12 store: an HMAC with PKCS#12's own derivation (RFC 7292 §B) or PBMAC1 (RFC 9579).
struct PKCS12MAC {
    private let method: Method
    private let salt: [UInt8]
    private let iterations: Int
    private let expected: [UInt8]
    /// The oldest Java that checks it.
    let javaSupport: JavaSupport

    private enum Method {
        case pbmac1(PBKDF2Parameters, keyLength: Int, NamedDigest)
        case pkcs12(NamedDigest)
    }

    /// A key shorter than this makes any password right (RFC 9579 §9).
    private static let shortestKey = 20

    /// Reads MacData: SEQUENCE { mac SEQUENCE { algorithm, digest }, salt, iterations DEFAULT 1 }.
    init(_ value: DERValue) throws(PKIError) {
        var reader = value.reader
        var info = try reader.next(DERTag.sequence).reader
        let algorithm = try AlgorithmIdentifier(try info.next(DERTag.sequence))
        expected = Array(try info.next(DERTag.octetString).contents)
        salt = Array(try reader.next(DERTag.octetString).contents)
        iterations = try reader.optional(DERTag.integer).map { value throws(PKIError) in try value.count } ?? 1
        try reader.finish()
        javaSupport =
            switch algorithm.identifier {
            case NamedDigest.sha1Identifier: .since5
            // The SHA-2 family.
            case let identifier where identifier.hasPrefix("2.16.840.1.101.3.4.2."): .since8u301
            case PKCS12Identifier.pbmac1: .since26
            default: .unsupported
            }
        method = try algorithm.identifier == PKCS12Identifier.pbmac1 ? Self.pbmac1(algorithm) : Self.pkcs12(algorithm)
    }

    private static func pkcs12(_ algorithm: AlgorithmIdentifier) throws(PKIError) -> Method {
        guard let digest = NamedDigest(identifier: algorithm.identifier) else {
            throw .unknownAlgorithm("the keystore's integrity is protected", algorithm.identifier)
        }
        return .pkcs12(digest)
    }

    private static func pbmac1(_ algorithm: AlgorithmIdentifier) throws(PKIError) -> Method {
        var reader = try algorithm.parameterReader
        let derivation = try PBKDF2Parameters(AlgorithmIdentifier(try reader.next(DERTag.sequence)))
        let hmac = try AlgorithmIdentifier(try reader.next(DERTag.sequence)).identifier
        guard let digest = NamedDigest(hmacIdentifier: hmac) else {
            throw .unknownAlgorithm("the keystore's integrity is protected", hmac)
        }
        guard let keyLength = derivation.keyLength, (shortestKey...1024).contains(keyLength) else {
            throw PKIError(
                .malformed,
                "the integrity check's key has \(derivation.keyLength ?? 0) bytes, expected at least \(shortestKey)"
            )
        }
        return .pbmac1(derivation, keyLength: keyLength, digest)
    }

    /// Whether the password gives the code that stands in the store.
    ///
    /// - Parameters:
    ///   - utf16: the form for PKCS#12's own derivation.
    ///   - utf8: the form for PBKDF2.
    func isRight(
        _ contents: [UInt8],
        _ utf16: Secret,
        _ utf8: Secret,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> Bool {
        let code: [UInt8]
        switch method {
        case .pkcs12(let digest):
            code = try Self.code(contents, utf16, salt: salt, iterations: iterations, digest, &budget)
        case .pbmac1(let derivation, let keyLength, let digest):
            let key = try KeyDerivation.pbkdf2(
                utf8,
                salt: derivation.salt,
                iterations: derivation.iterations,
                count: keyLength,
                digest: derivation.digest,
                &budget
            )
            code = try digest.hmac(contents, key: key)
        }
        return code.withUnsafeBytes { code in expected.withUnsafeBytes { constantTimeEqual(code, $0) } }
    }

    private static func code(
        _ contents: [UInt8],
        _ utf16: Secret,
        salt: [UInt8],
        iterations: Int,
        _ digest: NamedDigest,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> [UInt8] {
        let key = try KeyDerivation.pkcs12(
            utf16,
            salt: salt,
            iterations: iterations,
            purpose: .mac,
            count: digest.length,
            digest: digest,
            &budget
        )
        return try digest.hmac(contents, key: key)
    }

    /// MacData in DER for contents that are written.
    static func encoded(
        _ contents: [UInt8],
        _ password: PKCS12Password,
        digestIdentifier: String,
        salt: [UInt8],
        iterations: Int
    ) throws(PKIError) -> [UInt8] {
        guard let digest = NamedDigest(identifier: digestIdentifier) else {
            throw .unknownAlgorithm("the keystore is to be protected", digestIdentifier)
        }
        var budget = IterationBudget()
        let code = try code(
            contents,
            password.candidates[0],
            salt: salt,
            iterations: iterations,
            digest,
            &budget
        )
        let info = DERWriter.sequence([
            DERWriter.algorithm(digestIdentifier, DERWriter.null), DERWriter.octetString(code),
        ])
        return DERWriter.sequence([info, DERWriter.octetString(salt), DERWriter.integer(iterations)])
    }
}
