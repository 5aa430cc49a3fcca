import Testing

@testable import GIRPKI

@Suite struct `Keys from scrypt` {
    /// RFC 7914 §12.
    @Test(
        arguments: [
            (
                "", "", 16, 1, 1,
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", 1024, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 16384, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ] as [(String, String, UInt64, UInt64, UInt64, String)]
    )
    func `makes the keys of the RFC`(
        passphrase: String,
        salt: String,
        n: UInt64,
        r: UInt64,
        p: UInt64,
        key: String
    ) throws {
        let made = try Scrypt.key(from: Secret(passphrase), salt: Array(salt.utf8), n: n, r: r, p: p, count: 64)
        #expect(made.revealBytes().hex == key)
    }

    @Test(arguments: [-1, 0, 13, 21, 64, .max]) func `takes no cost beyond its limits`(cost: Int) {
        #expect(throws: PKIError(.limitExceeded, "")) {
            try Scrypt.key(from: Secret("x"), salt: [1], cost: cost, count: 32)
        }
    }

    @Test func `is the function with block size 8 at the cost that is named`() throws {
        #expect(
            try Scrypt.key(from: Secret("pleaseletmein"), salt: Array("SodiumChloride".utf8), cost: 14, count: 64)
                == Scrypt.key(
                    from: Secret("pleaseletmein"),
                    salt: Array("SodiumChloride".utf8),
                    n: 16384,
                    r: 8,
                    p: 1,
                    count: 64
                )
        )
    }
}
