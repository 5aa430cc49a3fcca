/// Salts and vectors for a store of certificates, which follow from its contents and its password.
///
/// A salt has to differ wherever the contents or the password do, so that no table serves for two stores and no cipher
/// meets two texts with one key and vector. These do: they are HMAC-SHA-256 under a key that is derived from both. All
/// that is seen of two stores with equal bytes is that they are equal, and certificates are public. To private keys the
/// same would say which stores share one, so those get random salts.
///
/// The key is stretched: a salt stands in the clear, and must not let a password be tried faster than the store itself.
struct DerivedSalts {
    private let key: Secret
    private let digest: NamedDigest
    private var number = 0

    /// As many as the store's own derivations have at the least.
    private static let iterations = 10_000

    init(_ password: PKCS12Password, contents: [UInt8]) throws(PKIError) {
        digest = try NamedDigest.sha256()
        var budget = IterationBudget()
        key = try KeyDerivation.pbkdf2(
            password.utf8,
            salt: Digest.sha256(contents),
            iterations: Self.iterations,
            count: digest.length,
            digest: digest,
            &budget
        )
    }

    /// The next `count` bytes, at most those of one digest.
    mutating func next(_ count: Int) throws(PKIError) -> [UInt8] {
        number += 1
        let bytes = try digest.hmac(DERWriter.integer(number), key: key)
        guard count <= bytes.count else {
            throw PKIError(.invalidParameter, "a salt of \(count) bytes is longer than \(bytes.count)")
        }
        return Array(bytes.prefix(count))
    }
}
