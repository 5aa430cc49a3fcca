import FoundationEssentials
import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `Values of a passphrase` {
    private let keys = EncryptionKeys(passphrase: PassphraseKeys(Secret("correct horse"), cost: 14))

    @Test(arguments: [nil, "cassandraCluster.password"]) func `decrypt with the passphrase alone`(path: String?) throws
    {
        let text = try CryptValue(encrypting: Secret("hunter2"), with: keys.encryptionKey(), boundTo: path).text
        let value = try CryptValue(parsing: text)
        #expect(value.isOfPassphrase)
        // Another object: nothing but the passphrase and the value is known.
        let other = EncryptionKeys(passphrase: PassphraseKeys(Secret("correct horse")))
        #expect(try value.decrypt(with: other, at: "cassandraCluster.password") == Secret("hunter2"))
        if path != nil { #expect(throws: ConfigError(.damagedValue, "")) { try value.decrypt(with: other, at: "x") } }
    }

    @Test func `share a key in one run, and have another in the next`() throws {
        let key = try keys.encryptionKey()
        #expect(try keys.encryptionKey().id == key.id)
        let next = EncryptionKeys(passphrase: PassphraseKeys(Secret("correct horse"), cost: 14))
        #expect(try next.encryptionKey().id != key.id)
    }

    @Test func `do not decrypt with another passphrase or none, nor with any byte changed`() throws {
        let value = try CryptValue(encrypting: Secret("hunter2"), with: keys.encryptionKey())
        let wrong = EncryptionKeys(passphrase: PassphraseKeys(Secret("correct horsf"), cost: 14))
        let error = #expect(throws: ConfigError(.damagedValue, "")) { try value.decrypt(with: wrong) }
        #expect(error?.reason.contains("the passphrase is another") == true)
        #expect(throws: ConfigError(.passphraseRequired, "")) {
            try value.decrypt(with: EncryptionKeys(EncryptionKeyRing.generate(created: .now)))
        }
        let start = try #require(value.text.lastIndex(of: "."))
        let payload = try #require(Base64URL.decode(value.text[value.text.index(after: start)...]))
        // The flags, the cost, a byte of the salt, the nonce, the ciphertext and the tag.
        for index in [0, 1, 2, 17, 18, 30, payload.count - 1] {
            var changed = payload
            changed[index] ^= 1
            let text = value.text[...start] + Base64URL.encode(changed)
            let error = #expect(throws: ConfigError.self) {
                try CryptValue(parsing: String(text)).decrypt(with: keys, at: "a.b")
            }
            #expect(error?.code == .damagedValue, "byte \(index)")
        }
    }

    @Test(arguments: [0, 13, 21, 255] as [UInt8]) func `that ask for another cost are refused`(cost: UInt8) throws {
        let value = try CryptValue(encrypting: Secret("hunter2"), with: keys.encryptionKey())
        let start = try #require(value.text.lastIndex(of: "."))
        var payload = try #require(Base64URL.decode(value.text[value.text.index(after: start)...]))
        payload[1] = cost
        let text = String(value.text[...start] + Base64URL.encode(payload))
        #expect(throws: ConfigError(.limitExceeded, "")) { try CryptValue(parsing: text) }
    }

    @Test func `cannot keep a reader busy for ever`() throws {
        let keys = PassphraseKeys(Secret("x"), cost: 14, maximumRounds: 3 << 14)
        let derivation = { PassphraseDerivation(cost: 14, salt: [UInt8](repeating: $0, count: 16)) }
        for salt in 0..<3 { _ = try keys.key(derivation(UInt8(salt))) }
        #expect(throws: ConfigError(.limitExceeded, "")) { try keys.key(derivation(3)) }
        #expect(throws: Never.self) { try keys.key(derivation(0)) }
    }
}
