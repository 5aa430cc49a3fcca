import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `An encrypted private key` {
    private static let pbkdf2 = "1.2.840.113549.1.5.12"
    private static let hmacSHA512 = "1.2.840.113549.2.11"

    /// An EncryptedPrivateKeyInfo that asks for the work and holds nothing that decrypts.
    static func claim(_ derivation: [UInt8]) -> [UInt8] {
        let cipher = DERWriter.algorithm(
            "2.16.840.1.101.3.4.1.42",
            DERWriter.octetString([UInt8](repeating: 1, count: 16))
        )
        return EncryptedPrivateKeyInfo.encoded(
            DERWriter.algorithm("1.2.840.113549.1.5.13", DERWriter.sequence([derivation, cipher])),
            [UInt8](repeating: 2, count: 48)
        )
    }

    static func rounds(_ iterations: Int, _ hmac: String = hmacSHA512) -> [UInt8] {
        let salt = DERWriter.octetString([1, 2, 3, 4, 5, 6, 7, 8])
        let parameters = [salt, DERWriter.integer(iterations), DERWriter.algorithm(hmac, DERWriter.null)]
        return DERWriter.algorithm(pbkdf2, DERWriter.sequence(parameters))
    }

    static func scrypt(_ cost: Int, _ blockSize: Int, _ parallelization: Int) -> [UInt8] {
        let numbers = [cost, blockSize, parallelization].map(DERWriter.integer)
        let parameters = [DERWriter.octetString([1, 2, 3, 4])] + numbers
        return DERWriter.algorithm("1.3.6.1.4.1.11591.4.11", DERWriter.sequence(parameters))
    }

    static let absurd: [[UInt8]] = [
        claim(rounds(2_500_001)), claim(rounds(2_147_483_647)), claim(scrypt(1 << 14, 8, 1 << 20)),
        claim(scrypt(1 << 30, 1 << 30, 1 << 30)),
        EncryptedPrivateKeyInfo.encoded(
            DERWriter.algorithm(
                "1.2.840.113549.1.12.1.3",
                DERWriter.sequence([DERWriter.octetString([1, 2, 3, 4, 5, 6, 7, 8]), DERWriter.integer(1 << 30)])
            ),
            [UInt8](repeating: 2, count: 48)
        ),
    ]

    @Test(arguments: absurd) func `is not worked on without a bound, in DER or in PEM`(_ der: [UInt8]) {
        let pem = PEMText.block("ENCRYPTED PRIVATE KEY", der)
        for bytes in [der, pem] {
            #expect(throws: PKIError(.limitExceeded, "")) { try PrivateKey.read(bytes, password: Secret("changeit")) }
        }
    }

    @Test func `is worked on up to the bound`() {
        for claim in [Self.claim(Self.rounds(10_000)), Self.claim(Self.scrypt(1 << 14, 8, 1))] {
            #expect(throws: PKIError(.wrongPassword, "")) { try PrivateKey.read(claim, password: Secret("changeit")) }
            #expect(throws: PKIError(.passwordRequired, "")) { try PrivateKey.read(claim, password: nil) }
        }
    }

    @Test(
        .enabled(if: Tool.openssl.found || Tool.required, "openssl is not installed"),
        arguments: [
            ["rsa", "-traditional", "-aes128"], ["rsa", "-traditional", "-des3"], ["ec", "-aes256"],
            ["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES"], ["pkcs8", "-topk8", "-scrypt"],
            ["pkcs8", "-topk8", "-v2prf", "hmacWithSHA512"], ["pkcs8", "-topk8", "-scrypt", "-outform", "DER"],
        ]
    )
    func `of every kind that OpenSSL writes is read`(_ options: [String]) async throws {
        let folder = try TemporaryDirectory()
        let key = try PrivateKey.generate(options[0] == "ec" ? .ec(.p256) : .rsa(bits: 2048))
        try folder.write(try key.pem().revealBytes(), to: "clear.pem")
        let arguments = options + ["-in", "clear.pem", "-out", "key", "-passout", "pass:geheim"]
        try await Tool.openssl.run(arguments, in: folder).succeeded()
        let bytes = try folder.bytes("key")
        #expect(try PrivateKey.read(bytes, password: Secret("geheim")).publicKey == key.publicKey)
        #expect(throws: PKIError(.wrongPassword, "")) { try PrivateKey.read(bytes, password: Secret("other")) }
        #expect(throws: PKIError(.passwordRequired, "")) { try PrivateKey.read(bytes, password: nil) }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required, "openssl is not installed"))
    func `does not decrypt with any wrong password, also where that leaves the right padding`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(try PrivateKey.generate(.ec(.p256)).pem().revealBytes(), to: "clear.pem")
        let arguments = ["ec", "-aes256", "-in", "clear.pem", "-out", "key", "-passout", "pass:geheim"]
        try await Tool.openssl.run(arguments, in: folder).succeeded()
        let bytes = try folder.bytes("key")
        for number in 0..<3000 {
            #expect(throws: PKIError(.wrongPassword, "")) {
                try PrivateKey.read(bytes, password: Secret("other \(number)"))
            }
        }
    }

    @Test func `with its public key beside it is read, as RFC 5958 allows`() throws {
        let key = try PrivateKey.generate(.ed25519)
        let info = try key.pkcs8().revealBytes()
        var outer = DERReader(info)
        var parts = try outer.next(DERTag.sequence).reader
        _ = try parts.next(DERTag.integer)
        let rest = Array(try parts.next().encoded) + Array(try parts.next().encoded)
        let publicKey = DERWriter.contextSpecific(1, [0] + key.publicKey.subjectPublicKeyInfo.suffix(32))
        let version2 = DERWriter.element(0x30, DERWriter.integer(1) + rest + publicKey)
        #expect(try PrivateKey.read(version2, password: nil).publicKey == key.publicKey)
        #expect(try PrivateKey.read(PEMText.block("PRIVATE KEY", version2), password: nil).publicKey == key.publicKey)
    }
}

@Suite struct `A private key that lies` {
    @Test func `about its public half is refused, whichever its kind`() throws {
        let (key, other) = (try PrivateKey.generate(.ec(.p256)), try PrivateKey.generate(.ec(.p256)))
        let (mine, theirs) = (
            key.publicKey.subjectPublicKeyInfo.suffix(65), other.publicKey.subjectPublicKeyInfo.suffix(65)
        )
        let der = try key.pkcs8().revealBytes()
        let place = try #require(der.firstRange(of: mine))
        var forged = der
        forged.replaceSubrange(place, with: theirs)
        #expect(throws: PKIError(.malformed, "")) { try PrivateKey.read(forged, password: nil) }
        #expect(throws: PKIError(.malformed, "")) { try PrivateKey(pkcs8: Secret(forged)) }
        #expect(throws: Never.self) { try PrivateKey.read(der, password: nil) }
    }

    @Test func `about the size of its numbers costs no time`() {
        let huge = DERWriter.element(0x02, [0x7f] + [UInt8](repeating: 0xff, count: 60_000))
        let algorithm = DERWriter.algorithm("1.2.840.10040.4.1", DERWriter.sequence([huge, huge, huge]))
        let pkcs8 = DERWriter.sequence([DERWriter.integer(0), algorithm, DERWriter.octetString(huge)])
        let traditional = DERWriter.sequence([DERWriter.integer(0), huge, huge, huge, huge, huge])
        for bytes in [pkcs8, traditional, PEMText.block("DSA PRIVATE KEY", traditional)] {
            #expect(throws: PKIError(.limitExceeded, "")) { try PrivateKey.read(bytes, password: nil) }
        }
    }
}
