import GIRPKI
import GIRTestSupport
import Testing

/// The AES-GCM file of Project Wycheproof, read from the folder that `GIRCTL_VECTORS` names.
///
/// Vectors whose nonce is not 96 bits long must be refused: ``AESGCM`` takes no other length, by design.
@Suite struct `AES-GCM vectors` {
    @Test(.enabled(if: Vectors.available, "set GIRCTL_VECTORS"))
    func `agree with each case of Wycheproof`() throws {
        let file = try Vectors.json("crypto/aes_gcm_test.json", as: Wycheproof.self)
        var checked = 0
        for group in file.testGroups {
            for test in group.tests {
                try check(test, hasStandardNonce: group.ivSize == 96)
                checked += 1
            }
        }
        #expect(checked == file.numberOfTests)
    }

    private func check(_ test: Wycheproof.Test, hasStandardNonce: Bool) throws {
        let key = Secret(try bytes(test.key))
        let nonce = try bytes(test.iv)
        let associated = try bytes(test.aad)
        let sealed = try bytes(test.ct) + bytes(test.tag)
        let opened = Result { try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: associated) }
        guard hasStandardNonce else {
            #expect(throws: PKIError(.invalidParameter, ""), "case \(test.tcId)") { try opened.get() }
            return
        }
        guard test.result == "valid" else {
            #expect(throws: PKIError(.integrityCheckFailed, ""), "case \(test.tcId)") { try opened.get() }
            return
        }
        let plain = Secret(try bytes(test.msg))
        #expect(try opened.get() == plain, "case \(test.tcId)")
        #expect(
            try AESGCM.seal(plain, key: key, nonce: nonce, authenticating: associated) == sealed,
            "case \(test.tcId)"
        )
    }

    private func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0..<$0 + 2]), radix: 16))
        }
    }
}

private struct Wycheproof: Decodable {
    struct Group: Decodable {
        var ivSize: Int
        var tests: [Test]
    }
    struct Test: Decodable {
        var tcId: Int
        var key, iv, aad, msg, ct, tag, result: String
    }
    var numberOfTests: Int
    var testGroups: [Group]
}
