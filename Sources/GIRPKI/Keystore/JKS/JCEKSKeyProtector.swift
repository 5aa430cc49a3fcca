import COpenSSL

/// The protection of keys in JCEKS: triple DES with a key from rounds of MD5 over each half of the salt.
struct JCEKSKeyProtector {
    private let salt: [UInt8]
    private let iterations: Int

    static let identifier = "1.3.6.1.4.1.42.2.19.1"

    init(_ algorithm: AlgorithmIdentifier) throws(PKIError) {
        var reader = try algorithm.parameterReader
        salt = Array(try reader.next(DERTag.octetString).contents)
        iterations = try reader.next(DERTag.integer).count
        guard salt.count == 8 else {
            throw PKIError(.malformed, "the salt of a protected key has \(salt.count) bytes, expected 8")
        }
    }

    /// The key, or nil where the padding says that the password is another.
    func open(
        _ ciphertext: [UInt8],
        _ password: Secret,
        _ budget: inout IterationBudget
    ) throws(PKIError) -> Secret? {
        try budget.spend(iterations, cost: halves.count)
        let material = derived(password)
        let (key, vector) = material.withBytes { (Secret($0.prefix(24)), Array($0.suffix(8))) }
        return try BlockCipher.tripleDES.decrypt(ciphertext, key: key, vector: vector)
    }

    // 24 bytes of key and 8 of initialisation vector.
    private func derived(_ password: Secret) -> Secret {
        Secret(count: 32) { output in
            for (number, half) in halves.enumerated() {
                password.withBytes { password in
                    girctl_md5_rounds(
                        half,
                        half.count,
                        password.baseAddress,
                        password.count,
                        iterations,
                        output.bindMemory(to: UInt8.self).baseAddress?.advanced(by: number * 16)
                    )
                }
            }
        }
    }

    // Java turns the first half round where both are the same, with an index slip that is part of the format by now.
    private var halves: [[UInt8]] {
        let (first, second) = (Array(salt[..<4]), Array(salt[4...]))
        return first == second ? [[first[3], first[0], first[1], first[3]], second] : [first, second]
    }
}
