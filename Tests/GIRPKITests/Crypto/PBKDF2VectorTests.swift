import GIRTestSupport
import Testing

@testable import GIRPKI

/// The PBKDF2 files of Project Wycheproof, through the function that opens keystores and encrypted keys.
@Suite struct `PBKDF2 vectors` {
    @Test(
        .enabled(if: Vectors.available, "set GIRCTL_VECTORS"),
        arguments: [
            ("pbkdf2_hmacsha1_test.json", "1.2.840.113549.2.7"), ("pbkdf2_hmacsha256_test.json", "1.2.840.113549.2.9"),
            ("pbkdf2_hmacsha512_test.json", "1.2.840.113549.2.11"),
        ]
    )
    func `agree with each case of Wycheproof`(name: String, identifier: String) throws {
        let file = try Vectors.json("crypto/\(name)", as: Wycheproof.self)
        let tests = file.testGroups.flatMap(\.tests)
        #expect(tests.count == file.numberOfTests && !tests.isEmpty)
        let digest = try #require(NamedDigest(hmacIdentifier: identifier))
        for test in tests {
            // One case has more rounds than a keystore may ask for.
            var budget = IterationBudget(1 << 25)
            let key = try KeyDerivation.pbkdf2(
                Secret(try bytes(test.password)),
                salt: try bytes(test.salt),
                iterations: test.iterationCount,
                count: test.dkLen,
                digest: digest,
                &budget
            )
            #expect((key.revealBytes().hex == test.dk) == (test.result == "valid"), "case \(test.tcId)")
        }
    }

    private func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0..<$0 + 2]), radix: 16))
        }
    }
}

private struct Wycheproof: Decodable {
    struct Group: Decodable { var tests: [Test] }
    struct Test: Decodable {
        var tcId, iterationCount, dkLen: Int
        var password, salt, dk, result: String
    }
    var numberOfTests: Int
    var testGroups: [Group]
}
