import GIRPKI
import Testing

@Suite struct `AES-GCM` {
    private let key = Secret([UInt8](0..<32))
    private let nonce = [UInt8](repeating: 7, count: 12)
    private let associated = Array("CRYPT:v1.01234567".utf8)

    @Test(arguments: [0, 1, 15, 16, 17, 1000]) func `opens what it sealed`(length: Int) throws {
        let plain = Secret([UInt8](repeating: 0x41, count: length))
        let sealed = try AESGCM.seal(plain, key: key, nonce: nonce, authenticating: associated)
        #expect(sealed.count == length + AESGCM.tagLength)
        #expect(try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: associated) == plain)
    }

    @Test func `refuses each flipped bit, another nonce, key or associated data with one error`() throws {
        let sealed = try AESGCM.seal(Secret("hunter2"), key: key, nonce: nonce, authenticating: associated)
        let refusal = PKIError(.integrityCheckFailed, "")
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << bit
                #expect(throws: refusal) {
                    try AESGCM.open(changed, key: key, nonce: nonce, authenticating: associated)
                }
            }
        }
        #expect(throws: refusal) { try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: []) }
        #expect(throws: refusal) {
            try AESGCM.open(sealed, key: Secret([UInt8](1..<33)), nonce: nonce, authenticating: associated)
        }
        #expect(throws: refusal) {
            try AESGCM.open(
                sealed,
                key: key,
                nonce: [UInt8](repeating: 8, count: 12),
                authenticating: associated
            )
        }
    }

    @Test func `refuses each truncation`() throws {
        let sealed = try AESGCM.seal(Secret("hunter2"), key: key, nonce: nonce, authenticating: [])
        for length in 0..<sealed.count {
            let expected: PKIError.Code = length < AESGCM.tagLength ? .truncated : .integrityCheckFailed
            #expect(throws: PKIError(expected, "")) {
                try AESGCM.open(Array(sealed.prefix(length)), key: key, nonce: nonce, authenticating: [])
            }
        }
    }

    @Test(arguments: [0, 8, 15, 31, 33]) func `refuses keys of other lengths`(length: Int) {
        #expect(throws: PKIError(.invalidParameter, "")) {
            try AESGCM.seal(
                Secret("x"),
                key: Secret([UInt8](repeating: 0, count: length)),
                nonce: nonce,
                authenticating: []
            )
        }
    }

    @Test(arguments: [0, 8, 11, 13, 16]) func `refuses nonces that are not 96 bits`(length: Int) {
        #expect(throws: PKIError(.invalidParameter, "")) {
            try AESGCM.seal(
                Secret("x"),
                key: key,
                nonce: [UInt8](repeating: 0, count: length),
                authenticating: []
            )
        }
    }
}
