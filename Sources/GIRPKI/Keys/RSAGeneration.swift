import COpenSSL

/// Makes RSA keys from two random primes, as FIPS 186-4 §B.3.3 has it.
///
/// OpenSSL 3 makes the primes of its own keys with auxiliary primes (§B.3.6), at about three times the cost. Both ways
/// are approved for 2048 bits and more, and the primes come from OpenSSL all the same: random, both top bits set, tested
/// until the chance of a composite one is below 2⁻¹²⁸ (BN_generate_prime_ex(3)).
struct RSAGeneration: ~Copyable {
    private let context: OpaquePointer
    private let bits: Int32

    /// Begins a key with a modulus of so many bits, an even number.
    init(bits: Int) throws(PKIError) {
        context = try made(BN_CTX_secure_new(), Self.what)
        self.bits = Int32(clamping: bits)
        BN_CTX_start(context)
    }

    deinit {
        // The numbers of a secure context are cleared with it.
        BN_CTX_end(context)
        BN_CTX_free(context)
    }

    /// The key.
    func key() throws(PKIError) -> PrivateKey {
        let exponent = try number()
        try succeeded(BN_set_word(exponent, Self.publicExponent), Self.what)
        while true {
            let first = try prime(exponent)
            let second = try prime(exponent)
            guard try isFar(first, second), let secret = try privateExponent(exponent, first, second) else { continue }
            // The larger one first, as the coefficient is the inverse of the other (RFC 8017 §3.2).
            let (p, q) = BN_cmp(first, second) > 0 ? (first, second) : (second, first)
            return try assembled(exponent, secret, p, q)
        }
    }

    private static let what = "cannot generate the key"
    private static let publicExponent: UInt = 65_537

    /// A number that lives as long as the context, taken for secret by the arithmetic.
    private func number() throws(PKIError) -> OpaquePointer {
        let number = try made(BN_CTX_get(context), Self.what)
        BN_set_flags(number, BN_FLG_CONSTTIME)
        return number
    }

    // §B.3.3 steps 4.4 and 4.5: the public exponent must have an inverse, so that it may not divide the prime less one.
    private func prime(_ exponent: OpaquePointer) throws(PKIError) -> OpaquePointer {
        let prime = try number()
        let (less, divisor) = (try number(), try number())
        while true {
            try succeeded(BN_generate_prime_ex2(prime, bits / 2, 0, nil, nil, nil, context), Self.what)
            try succeeded(BN_sub(less, prime, BN_value_one()), Self.what)
            try succeeded(BN_gcd(divisor, less, exponent, context), Self.what)
            if BN_is_one(divisor) == 1 { return prime }
        }
    }

    // §B.3.3 step 5.4: primes that are near to each other could be found from the modulus.
    private func isFar(_ first: OpaquePointer, _ second: OpaquePointer) throws(PKIError) -> Bool {
        let distance = try number()
        try succeeded(BN_sub(distance, first, second), Self.what)
        return BN_num_bits(distance) > bits / 2 - 100
    }

    // §B.3.1: the inverse modulo the least common multiple of both primes less one, nil where it is too small.
    private func privateExponent(
        _ exponent: OpaquePointer,
        _ first: OpaquePointer,
        _ second: OpaquePointer
    ) throws(PKIError) -> OpaquePointer? {
        let (left, right, product) = (try number(), try number(), try number())
        let (divisor, multiple, secret) = (try number(), try number(), try number())
        try succeeded(BN_sub(left, first, BN_value_one()), Self.what)
        try succeeded(BN_sub(right, second, BN_value_one()), Self.what)
        try succeeded(BN_mul(product, left, right, context), Self.what)
        try succeeded(BN_gcd(divisor, left, right, context), Self.what)
        try succeeded(BN_div(multiple, nil, product, divisor, context), Self.what)
        guard BN_mod_inverse(secret, exponent, multiple, context) != nil else {
            throw openSSLFailure(.cryptography, Self.what)
        }
        return BN_num_bits(secret) > bits / 2 ? secret : nil
    }

    private func assembled(
        _ exponent: OpaquePointer,
        _ secret: OpaquePointer,
        _ p: OpaquePointer,
        _ q: OpaquePointer
    ) throws(PKIError) -> PrivateKey {
        let (modulus, less) = (try number(), try number())
        let (byP, byQ, coefficient) = (try number(), try number(), try number())
        try succeeded(BN_mul(modulus, p, q, context), Self.what)
        for (prime, part) in [(p, byP), (q, byQ)] {
            try succeeded(BN_sub(less, prime, BN_value_one()), Self.what)
            try succeeded(BN_div(nil, part, secret, less, context), Self.what)
        }
        guard BN_mod_inverse(coefficient, q, p, context) != nil else { throw openSSLFailure(.cryptography, Self.what) }
        let parts: [OpaquePointer?] = [modulus, exponent, secret, p, q, byP, byQ, coefficient]
        let key = try PrivateKey(
            owning: made(parts.withUnsafeBufferPointer { girctl_rsa_key($0.baseAddress) }, Self.what)
        )
        // A fault in the arithmetic would give the primes away with the first signature.
        try succeeded(key.isConsistent ? 1 : 0, "the generated key is not consistent")
        return key
    }
}

extension PrivateKey {
    /// Whether the private half belongs to the public one (EVP_PKEY_pairwise_check(3)).
    fileprivate var isConsistent: Bool {
        guard let context = EVP_PKEY_CTX_new(handle, nil) else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        return EVP_PKEY_pairwise_check(context) == 1
    }
}
