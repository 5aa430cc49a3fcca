import COpenSSL

/// The ways in which a password becomes a key.
enum KeyDerivation {
    /// What PKCS#12's own derivation makes (RFC 7292 §B.3).
    enum Purpose: Int32 {
        case key = 1
        case vector = 2
        case mac = 3
    }

    /// The largest salt that is taken; they have 8 to 64 bytes.
    static let saltLimit = 1 << 16

    /// The derivation of RFC 7292 §B.2; the password is in UTF-16 with its two zero bytes.
    static func pkcs12(
        _ password: Secret,
        salt: [UInt8],
        iterations: Int,
        purpose: Purpose,
        count: Int,
        digest: NamedDigest,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> Secret {
        try check(salt)
        try budget.spend(iterations, cost: digest.cost(of: count))
        // The C signature lacks the consts.
        var salt = salt
        return try Secret(count: count) { output throws(PKIError) in
            let status = password.withBytes { bytes in
                PKCS12_key_gen_uni(
                    UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress),
                    Int32(bytes.count),
                    &salt,
                    Int32(salt.count),
                    purpose.rawValue,
                    Int32(clamping: iterations),
                    Int32(count),
                    output.bindMemory(to: UInt8.self).baseAddress,
                    digest.handle
                )
            }
            try succeeded(status, "cannot derive a key from the password")
        }
    }

    /// PBKDF2 (RFC 8018 §5.2); the password is in UTF-8.
    static func pbkdf2(
        _ password: Secret,
        salt: [UInt8],
        iterations: Int,
        count: Int,
        digest: NamedDigest,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> Secret {
        try check(salt)
        try budget.spend(iterations, cost: digest.cost(of: count))
        return try Secret(count: count) { output throws(PKIError) in
            let status = password.withBytes { bytes in
                // OpenSSL takes a null pointer for an empty password only together with the length 0.
                PKCS5_PBKDF2_HMAC(
                    bytes.bindMemory(to: CChar.self).baseAddress,
                    Int32(bytes.count),
                    salt,
                    Int32(salt.count),
                    Int32(clamping: iterations),
                    digest.handle,
                    Int32(count),
                    output.bindMemory(to: UInt8.self).baseAddress
                )
            }
            try succeeded(status, "cannot derive a key from the password")
        }
    }

    private static func check(_ salt: [UInt8]) throws(PKIError) {
        guard salt.count <= saltLimit else {
            throw PKIError(.limitExceeded, "a salt has \(salt.count) bytes, expected at most \(saltLimit)")
        }
    }
}
