import COpenSSL

/// Keys from passphrases (RFC 7914): each guess costs as much memory and time as the right one.
public enum Scrypt {
    /// The cost as an exponent of two that new keys are made with: 128 MiB and about a third of a second.
    public static let standardCost = 17
    /// The costs that are taken: below is too cheap to protect, above costs more than a gigabyte.
    public static let costs = 14...20
    /// The most bytes of passphrase, salt or key.
    public static let maximumLength = 1 << 16

    /// A key of `count` bytes, with the block size 8 and no parallelism.
    ///
    /// - Parameters:
    ///   - cost: the exponent of N, which is `1 << cost`.
    /// - Throws: ``PKIError/Code/limitExceeded`` for a cost or length beyond the limits, and
    ///   ``PKIError/Code/cryptography`` where there is not as much memory.
    public static func key(
        from passphrase: Secret,
        salt: [UInt8],
        cost: Int,
        count: Int
    ) throws(PKIError) -> Secret {
        guard costs.contains(cost) else {
            throw PKIError(
                .limitExceeded,
                "scrypt of cost 2^\(cost), expected 2^\(costs.lowerBound) to 2^\(costs.upperBound)"
            )
        }
        return try key(from: passphrase, salt: salt, n: 1 << UInt64(cost), r: blockSize, p: 1, count: count)
    }

    /// The function with all its parameters, so that it can be compared with the vectors of RFC 7914.
    static func key(
        from passphrase: Secret,
        salt: [UInt8],
        n: UInt64,
        r: UInt64,
        p: UInt64,
        count: Int
    ) throws(PKIError) -> Secret {
        guard [passphrase.count, salt.count, count].allSatisfy({ $0 <= maximumLength }) else {
            throw PKIError(.limitExceeded, "more than \(maximumLength) bytes for scrypt")
        }
        return try Secret(count: count) { output throws(PKIError) in
            let status = passphrase.withBytes { bytes in
                // The library takes a null pointer for no passphrase at all, and then makes no key.
                withUnsafePointer(to: CChar(0)) { empty in
                    EVP_PBE_scrypt(
                        bytes.bindMemory(to: CChar.self).baseAddress ?? empty,
                        bytes.count,
                        salt,
                        salt.count,
                        n,
                        r,
                        p,
                        maximumMemory,
                        output.bindMemory(to: UInt8.self).baseAddress,
                        output.count
                    )
                }
            }
            guard status == 1 else {
                throw PKIError(
                    .cryptography,
                    "no key can be made of the passphrase",
                    hint: "it takes \(n * r * 128 >> 20) MiB of memory: free some"
                )
            }
        }
    }

    private static let blockSize: UInt64 = 8
    /// What N = 2^20 takes, and a little more.
    private static let maximumMemory: UInt64 = 1100 << 20
}
