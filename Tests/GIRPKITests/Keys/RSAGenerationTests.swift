import COpenSSL
import FoundationEssentials
import Testing

@testable import GIRPKI

@Suite struct `Generated RSA keys` {
    @Test(arguments: [1024, 2048, 3072])
    func `have primes and exponents as FIPS 186 has them`(bits: Int) throws {
        let key = try PrivateKey.generate(.rsa(bits: bits))
        #expect(key.publicKey.algorithm == KeyAlgorithm(name: "RSA", bits: bits))
        // Tests both primes, their product and the exponents anew.
        let context = try #require(EVP_PKEY_CTX_new(key.handle, nil))
        defer { EVP_PKEY_CTX_free(context) }
        #expect(EVP_PKEY_check(context) == 1)
        let numbers = try ["rsa-factor1", "rsa-factor2", "d", "e"].map { name in
            var number: OpaquePointer?
            #expect(EVP_PKEY_get_bn_param(key.handle, name, &number) == 1)
            return try #require(number)
        }
        defer { numbers.forEach { BN_clear_free($0) } }
        #expect(numbers[..<2].allSatisfy { BN_num_bits($0) == bits / 2 && BN_is_bit_set($0, Int32(bits / 2 - 2)) == 1 })
        #expect(BN_cmp(numbers[0], numbers[1]) > 0)
        #expect(BN_num_bits(numbers[2]) > bits / 2)
        #expect(BN_get_word(numbers[3]) == 65_537)
    }

    @Test func `are different each time`() throws {
        let keys = try (0..<3).map { _ in try PrivateKey.generate(.rsa(bits: 1024)).publicKey }
        #expect(Set(keys).count == 3)
    }

    @Test(arguments: [512, 2047, 20_000])
    func `of impossible sizes are refused`(bits: Int) {
        #expect(throws: PKIError(.invalidParameter, "")) { try PrivateKey.generate(.rsa(bits: bits)) }
    }

    @Test func `survive an encrypted PEM file`() throws {
        let key = try PrivateKey.generate(.rsa(bits: 1024))
        let pem = try key.encryptedPEM(password: Secret("päss"))
        #expect(pem.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
        let read = try PrivateKey.read(Array(pem.utf8), password: Secret("päss"))
        #expect(read.publicKey == key.publicKey)
        #expect(throws: PKIError(.wrongPassword, "")) {
            try PrivateKey.read(Array(pem.utf8), password: Secret("pass"))
        }
    }
}
