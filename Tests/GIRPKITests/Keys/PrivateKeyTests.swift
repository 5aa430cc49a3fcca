import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `A private key` {
    private static let specifications: [(KeySpecification, KeyAlgorithmName, Int)] = [
        (.rsa(bits: 2048), "RSA", 2048), (.ec(.p256), "EC", 256), (.ec(.p384), "EC", 384), (.ec(.p521), "EC", 521),
        (.ed25519, "Ed25519", 255),
    ]
    typealias KeyAlgorithmName = String

    @Test(arguments: specifications)
    func `is generated with the algorithm and size that were asked for`(
        specification: KeySpecification,
        name: KeyAlgorithmName,
        bits: Int
    ) throws {
        let algorithm = try PrivateKey.generate(specification).publicKey.algorithm
        #expect(algorithm.name == name)
        #expect(algorithm.bits == bits)
    }

    @Test func `survives PKCS#8 in DER and in PEM`() throws {
        let key = try PrivateKey.generate(.ec(.p256))
        #expect(try PrivateKey(pkcs8: key.pkcs8()).publicKey == key.publicKey)
        let pem = try key.pem().revealBytes()
        #expect(String(decoding: pem, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(try PrivateKey.read(pem, password: nil).publicKey == key.publicKey)
    }

    @Test(arguments: [-1, 0, 512, 1 << 20]) func `refuses RSA sizes that make no sense`(bits: Int) {
        #expect(throws: PKIError(.invalidParameter, "")) { try PrivateKey.generate(.rsa(bits: bits)) }
    }

    @Test func `is told apart from other PEM files`() {
        #expect(throws: PKIError(.unsupportedFormat, "")) {
            try PrivateKey.read(
                Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8),
                password: nil
            )
        }
        #expect(throws: PKIError(.unsupportedFormat, "")) { try PrivateKey.read([], password: nil) }
        #expect(throws: PKIError(.limitExceeded, "")) {
            try PrivateKey.read([UInt8](repeating: 0x30, count: PrivateKey.readingLimit + 1), password: nil)
        }
    }

    @Test func `damaged in any byte either reads or throws`() throws {
        let der = try PrivateKey.generate(.ec(.p256)).pkcs8().revealBytes()
        let pem = try PrivateKey(pkcs8: Secret(der)).pem().revealBytes()
        var thrown = 0
        for bytes in [der, pem] {
            for mutation in Mutations.truncations(of: bytes) {
                if (try? PrivateKey.read(mutation.bytes, password: nil)) == nil { thrown += 1 }
            }
            for mutation in Mutations.byteFlips(of: bytes) {
                if (try? PrivateKey.read(mutation.bytes, password: nil)) == nil { thrown += 1 }
            }
        }
        // All DER prefixes fail, and so do most changes.
        #expect(thrown > der.count + pem.count / 2)
    }

    @Test(
        .enabled(if: Tool.openssl.found || Tool.required),
        arguments: [
            ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            ["genrsa", "-traditional", "2048"],
            ["ecparam", "-name", "prime256v1", "-genkey"],
            ["genpkey", "-algorithm", "ED25519"],
            ["genpkey", "-algorithm", "ED25519", "-outform", "DER"],
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-outform", "DER"],
        ]
    )
    func `of OpenSSL is read in every form`(arguments: [String]) async throws {
        let result = try await Tool.openssl.run(arguments)
        #expect(result.status == 0)
        let key = try PrivateKey.read(result.outputBytes, password: nil)
        #expect(key.publicKey.algorithm.bits >= 255)
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required), arguments: ["PEM", "DER"])
    func `of OpenSSL that is encrypted needs its password`(form: String) async throws {
        let folder = try TemporaryDirectory()
        let key = try PrivateKey.generate(.ec(.p256))
        let clear = try folder.write(key.pem().revealBytes(), to: "clear.pem")
        let result = try await Tool.openssl.run([
            "pkcs8", "-topk8", "-in", clear, "-v2", "aes-256-cbc", "-passout", "pass:geheim\u{e9}", "-outform", form,
        ])
        #expect(result.status == 0)
        let encrypted = result.outputBytes
        #expect(try PrivateKey.read(encrypted, password: Secret("geheim\u{e9}")).publicKey == key.publicKey)
        #expect(throws: PKIError(.wrongPassword, "")) { try PrivateKey.read(encrypted, password: Secret("other")) }
        #expect(throws: PKIError(.passwordRequired, "")) { try PrivateKey.read(encrypted, password: nil) }
    }
}
