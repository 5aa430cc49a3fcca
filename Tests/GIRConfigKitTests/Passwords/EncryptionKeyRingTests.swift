import FoundationEssentials
import GIRConfigKit
import GIRPKI
import Testing

@Suite struct `Key files` {
    private static let active = "key 630dcd29 2025-01-31T12:34:56Z active AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    private static let old = "key ae216c2e 2024-01-31T12:34:56Z old AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"

    @Test func `round-trip a new key`() throws {
        let ring = try EncryptionKeyRing.generate(created: Date(timeIntervalSince1970: 1_700_000_000.75))
        let read = try EncryptionKeyRing(parsing: ring.encoded())
        #expect(read.keys.map(\.id) == [ring.active.id])
        #expect(read.active.created == Date(timeIntervalSince1970: 1_700_000_000))
        let value = try CryptValue(encrypting: Secret("ops"), with: ring.active)
        #expect(try value.decrypt(with: EncryptionKeys(read)) == Secret("ops"))
        #expect(try EncryptionKeyRing.generate(created: .now).active.id != ring.active.id)
    }

    @Test func `hold several keys, one of them active`() throws {
        let ring = try parse("girctl-keys v1\n# two\n\n\(Self.old)\n\(Self.active)\n")
        #expect(ring.keys.map(\.id) == ["ae216c2e", "630dcd29"])
        #expect(ring.active.id == "630dcd29")
        #expect(try EncryptionKeyRing(parsing: ring.encoded()).keys.map(\.isActive) == [false, true])
        let old = try CryptValue(encrypting: Secret("ops"), with: #require(ring.key("ae216c2e")))
        #expect(try old.decrypt(with: EncryptionKeys(ring)) == Secret("ops"))
    }

    @Test(
        arguments: [
            ("", 1), ("key", 1), ("\u{FEFF}girctl-keys v1\n\(active)\n", 1), ("girctl-keys v1\r\n\(active)\n", nil),
            ("girctl-keys v2\n\(active)\n", nil), ("girctl-keys v1\n", nil), ("girctl-keys v1\n\(old)\n", nil),
            ("girctl-keys v1\n\n \(active)\n", 3), ("girctl-keys v1\n\(active)\r\n", 2),
            ("girctl-keys v1\n\(active) \n", 2), ("girctl-keys v1\n\(active)\n\(active)\n", 3),
            ("girctl-keys v1\n" + active.replacing("630dcd29", with: "630dcd28"), 2),
            ("girctl-keys v1\n" + active.replacing("630dcd29", with: "630DCD29"), 2),
            ("girctl-keys v1\n" + active.replacing("Z active", with: "+00:00 active"), 2),
            ("girctl-keys v1\n" + active.replacing("-31T", with: "-32T"), 2),
            ("girctl-keys v1\n" + active.replacing("active", with: "Active"), 2),
            ("girctl-keys v1\n" + active.replacing("Hh8", with: "Hh9"), 2),
            ("girctl-keys v1\n" + active.replacing("Hh8", with: "Hg"), 2),
            ("girctl-keys v1\n\(active)\nretired 00000000 2024-01-31T12:34:56Z\n", 3),
            ("girctl-keys v1\n\(active)\nretired 0 2024-01-31T12:34:56Z 2024-01-31T12:34:56Z\n", 3),
            ("girctl-keys v1\n\(active)\nretired 0000000g 2024-01-31T12:34:56Z 2024-01-31T12:34:56Z\n", 3),
            ("girctl-keys v1\n\(active)\n" + old.replacing(" old ", with: " active "), 3),
        ] as [(String, Int?)]
    )
    func `that do not follow the format are refused with the line`(text: String, line: Int?) throws {
        let error = #expect(throws: ConfigError.self) { try parse(text) }
        let expected: [ConfigError.Code] = [.keyFileMalformed, .unsupportedVersion]
        #expect(try expected.contains(#require(error).code))
        if let line { #expect(error?.reason.contains("line \(line):") == true) }
    }

    @Test func `that are cut off or changed never trap and never show the key`() throws {
        let text = Array("girctl-keys v1\n\(Self.active)\n".utf8)
        for length in 0..<(text.count - 1) {
            let error = #expect(throws: ConfigError.self) { try EncryptionKeyRing(parsing: Secret(text[..<length])) }
            #expect(error?.description.contains("AAECAwQF") == false)
        }
        for index in text.indices {
            for bit in 0..<8 {
                var changed = text
                changed[index] ^= 1 << bit
                do {
                    // What is accepted is the same key: only the time may be another one.
                    #expect(try EncryptionKeyRing(parsing: Secret(changed)).keys.map(\.id) == ["630dcd29"])
                } catch {
                    #expect(!error.description.contains("AAECAwQF"))
                }
            }
        }
    }

    @Test func `get a new active key, and the one before only decrypts`() throws {
        let first = try EncryptionKeyRing.generate(created: .now)
        let value = try CryptValue(encrypting: Secret("ops"), with: first.active)
        let second = try EncryptionKeyRing(parsing: first.addingKey(created: .now).encoded())
        #expect(second.keys.map(\.id) == [first.active.id, second.active.id])
        #expect(second.keys.map(\.isActive) == [false, true])
        #expect(second.active.id != first.active.id)
        #expect(try value.decrypt(with: EncryptionKeys(second)) == Secret("ops"))
    }

    @Test func `lose a retired key and remember when`() throws {
        let first = try EncryptionKeyRing.generate(created: Date(timeIntervalSince1970: 0))
        let value = try CryptValue(encrypting: Secret("ops"), with: first.active)
        let both = try first.addingKey(created: .now)
        let left = try EncryptionKeyRing(
            parsing: both.retiringKey(first.active.id, at: Date(timeIntervalSince1970: 1_700_000_000)).encoded()
        )
        #expect(left.keys.map(\.id) == [both.active.id])
        #expect(left.retired.map(\.id) == [first.active.id])
        let error = #expect(throws: ConfigError(.unknownKey, "")) { try value.decrypt(with: EncryptionKeys(left)) }
        #expect(error?.reason.contains("retired on 2023-11-14T22:13:20Z") == true)
        #expect(throws: ConfigError(.keyActive, "")) { try left.retiringKey(left.active.id, at: .now) }
        #expect(throws: ConfigError(.keyNotFound, "")) { try left.retiringKey("00000000", at: .now) }
        let secret = try #require(first.encoded().revealText()?.split(whereSeparator: \.isWhitespace).last)
        #expect(left.encoded().revealText()?.contains(secret) == false)
    }

    @Test func `take no more keys than can be read again`() throws {
        var ring = try EncryptionKeyRing.generate(created: .now)
        let error = #expect(throws: ConfigError.self) {
            for _ in 0..<2000 { ring = try ring.addingKey(created: .now) }
        }
        #expect(error == ConfigError(.limitExceeded, ""))
        #expect(try EncryptionKeyRing(parsing: ring.encoded()).keys.count == ring.keys.count)
    }

    @Test func `have a limit`() {
        #expect(throws: ConfigError(.limitExceeded, "")) {
            try parse("girctl-keys v1\n" + String(repeating: "#\n", count: EncryptionKeyRing.maximumFileLength))
        }
    }

    @Test func `show nothing when they are printed`() throws {
        let ring = try parse("girctl-keys v1\n\(Self.active)\n")
        var dumped = ""
        dump(ring, to: &dumped)
        #expect(!"\(ring)\(dumped)".contains("AAECAwQF"))
    }

    private func parse(_ text: String) throws -> EncryptionKeyRing { try EncryptionKeyRing(parsing: Secret(text)) }
}
