import FoundationEssentials
import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `Encrypted values` {
    private let ring: EncryptionKeyRing
    private var key: EncryptionKey { ring.active }

    /// The vectors of docs/crypt-format.md: made by another implementation, with the nonce 00 01 … 0b.
    private static let vectors: [(password: String, path: String?, text: String)] = [
        (
            "", nil,
            "CRYPT:v1.630dcd29.AAABAgMEBQYHCAkKC8cC1hvF5cIbjUGXi7HpeG2D1oc08HtffDhn5YUdaQCy_5SPZX5ctFWNIQPDufRopA"
        ),
        (
            "ops", nil,
            "CRYPT:v1.630dcd29.AAABAgMEBQYHCAkKCyhypZvF5cIbjUGXi7HpeG2D1oc08HtffDhn5YUdaQCyNgvF5OcP1m9x-DLP5v4FQQ"
        ),
        (
            "pa$$wörd", "cassandraCluster.password",
            "CRYPT:v1.630dcd29.AQABAgMEBQYHCAkKCzdj8j-yJnRp6cGXi7HpeG2D1oc08HtffDhn5YUdaQCyYXh-SDhIEYMY33TI_l1uSA"
        ),
        (
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", nil,
            "CRYPT:v1.630dcd29.AAABAgMEBQYHCAkKCz96rmO9nbpj9Tnv88mRABX7rv9MiAMnBEAfnf1lEXjKgRCu_K_BEph0pH_tiIcoOO5Z"
                + "YI1a1qPaP5cqGRjj9e5RlzzzTi06K8UrTFmmAoJ2"
        ),
    ]

    init() throws {
        ring = EncryptionKeyRing(
            active: try #require(EncryptionKey(Secret([UInt8](0..<32)), created: Date(timeIntervalSince1970: 0)))
        )
    }

    @Test(arguments: ["", "ops", "pa$$word", "pässwörd", "🙂", String(repeating: "x", count: 31), "a\u{80}\u{0}\u{0}"])
    func `decrypt to the password`(password: String) throws {
        let text = try CryptValue(encrypting: Secret(password), with: key).text
        #expect(try CryptValue(parsing: text).decrypt(with: EncryptionKeys(ring)) == Secret(password))
        #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }

    @Test func `are another each time`() throws {
        #expect(
            try CryptValue(encrypting: Secret("ops"), with: key).text
                != CryptValue(encrypting: Secret("ops"), with: key).text
        )
    }

    @Test func `show no more of the length than blocks of 32 bytes`() throws {
        let lengths = try [0, 1, 8, 31, 32, 63].map {
            try CryptValue(encrypting: Secret([UInt8](repeating: 0, count: $0)), with: key).text.utf8.count
        }
        #expect(lengths == [100, 100, 100, 100, 142, 142])
    }

    @Test(arguments: vectors)
    func `are those of the documented vectors`(password: String, path: String?, text: String) throws {
        let value = try CryptValue(
            encrypting: Secret(password),
            with: key,
            boundTo: path,
            nonce: [UInt8](0..<12)
        )
        #expect(value.text == text)
        #expect(try CryptValue(parsing: text).decrypt(with: EncryptionKeys(ring), at: path) == Secret(password))
    }

    @Test func `with any character changed give one error and never a password`() throws {
        let text = Array(try CryptValue(encrypting: Secret("hunter2"), with: key).text.utf8)
        var codes: Set<ConfigError.Code> = []
        for index in text.indices {
            for replacement in Array("AB0f._-\n \u{7F}".utf8) where replacement != text[index] {
                var changed = text
                changed[index] = replacement
                let changedText = String(decoding: changed, as: UTF8.self)
                let isIntact = changed.withUnsafeBufferPointer { CryptValue.isIntact($0) }
                #expect(!isIntact || (try? CryptValue(parsing: changedText)) != nil, "\(changedText)")
                let error = #expect(throws: ConfigError.self) {
                    _ = try CryptValue(parsing: changedText).decrypt(with: EncryptionKeys(ring))
                }
                codes.formUnion(error.map { [$0.code] } ?? [])
            }
        }
        #expect(
            codes == [.notEncrypted, .optionRequired, .unsupportedVersion, .damagedValue, .unknownKey]
        )
    }

    @Test func `with any bit of the payload flipped do not decrypt`() throws {
        let text = try CryptValue(encrypting: Secret("hunter2"), with: key).text
        let start = try #require(text.lastIndex(of: "."))
        let payload = try #require(Base64URL.decode(text[text.index(after: start)...]))
        for index in payload.indices {
            for bit in 0..<8 {
                var changed = payload
                changed[index] ^= 1 << bit
                let changedText = text[...start] + Base64URL.encode(changed)
                let error = #expect(throws: ConfigError.self) {
                    _ = try CryptValue(parsing: String(changedText)).decrypt(with: EncryptionKeys(ring), at: "a.b")
                }
                #expect(error?.code == (index == 0 && bit > 1 ? .unsupportedVersion : .damagedValue))
            }
        }
    }

    @Test func `are known to be intact without a copy, whatever their length`() throws {
        for length in stride(from: 0, through: 100, by: 9) {
            let password = Secret(String(repeating: "x", count: length))
            for path in [nil, "a.b"] {
                let text = try CryptValue(encrypting: password, with: key, boundTo: path).text
                #expect(Array(text.utf8).withUnsafeBufferPointer { CryptValue.isIntact($0) })
                for end in 0..<text.utf8.count {
                    let start = String(text.prefix(end))
                    let isIntact = Array(start.utf8).withUnsafeBufferPointer { CryptValue.isIntact($0) }
                    #expect(isIntact == ((try? CryptValue(parsing: start)) != nil))
                }
            }
        }
    }

    @Test func `cut off anywhere do not decrypt`() throws {
        let text = try CryptValue(encrypting: Secret(String(repeating: "x", count: 40)), with: key).text
        for length in 0..<text.utf8.count {
            let error = #expect(throws: ConfigError.self) {
                _ = try CryptValue(parsing: String(text.prefix(length))).decrypt(with: EncryptionKeys(ring))
            }
            #expect(error?.code == (length < 6 ? .notEncrypted : .damagedValue), "cut to \(text.prefix(length))")
        }
    }

    @Test(arguments: ["CRYPT:an03xPrxLAu9p==", "CRYPT:v1abc", "CRYPT:v", "CRYPT:", "CRYPT:aGVsbG8="])
    func `of another program are recognised`(text: String) {
        let code: ConfigError.Code = text.utf8.count < 8 ? .damagedValue : .foreignValue
        #expect(throws: ConfigError(code, "")) { try CryptValue(parsing: text) }
        #expect(CryptValue.isOne(text))
    }

    @Test(arguments: ["", "ops", "crypt:v1.x", " CRYPT:v1.x", "OBF:1v2j", "CRYPT", "CRYPT\u{301}:x"])
    func `are only those with the exact prefix`(text: String) {
        #expect(!CryptValue.isOne(text))
        #expect(throws: ConfigError(.notEncrypted, "")) { try CryptValue(parsing: text) }
    }

    @Test func `of a key that is not there name it and those that are`() throws {
        let other = EncryptionKeyRing(
            active: try #require(EncryptionKey(Secret([UInt8](1..<33)), created: Date(timeIntervalSince1970: 0)))
        )
        let value = try CryptValue(encrypting: Secret("hunter2"), with: other.active)
        let error = #expect(throws: ConfigError(.unknownKey, "")) { try value.decrypt(with: EncryptionKeys(ring)) }
        #expect(error?.reason.contains(other.active.id) == true)
        #expect(error?.reason.contains(key.id) == true)
    }

    @Test func `that are bound decrypt at their option only`() throws {
        let path = "cassandraCluster.password"
        let value = try CryptValue(
            parsing: CryptValue(encrypting: Secret("hunter2"), with: key, boundTo: path).text
        )
        #expect(value.isBound)
        #expect(try value.decrypt(with: EncryptionKeys(ring), at: path) == Secret("hunter2"))
        #expect(throws: ConfigError(.damagedValue, "")) {
            try value.decrypt(with: EncryptionKeys(ring), at: "a.password")
        }
        #expect(throws: ConfigError(.optionRequired, "")) { try value.decrypt(with: EncryptionKeys(ring)) }
        let free = try CryptValue(encrypting: Secret("hunter2"), with: key)
        #expect(try free.decrypt(with: EncryptionKeys(ring), at: "a.password") == Secret("hunter2"))
    }

    @Test func `have a limit on both ways`() throws {
        let longest = Secret([UInt8](repeating: 0x41, count: CryptValue.maximumPasswordLength))
        let text = try CryptValue(encrypting: longest, with: key, boundTo: "a").text
        #expect(try CryptValue(parsing: text).decrypt(with: EncryptionKeys(ring), at: "a") == longest)
        #expect(throws: ConfigError(.limitExceeded, "")) {
            try CryptValue(
                encrypting: Secret([UInt8](repeating: 0, count: CryptValue.maximumPasswordLength + 1)),
                with: key
            )
        }
        #expect(throws: ConfigError(.limitExceeded, "")) {
            try CryptValue(parsing: text + String(repeating: "A", count: 1 << 20))
        }
    }
}
