import FoundationEssentials
import GIRConfigKit
import GIRPKI
import Testing

@Suite struct `Key files` {
    private static let active = "key 630dcd29 2025-01-31T12:34:56Z active AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    private static let retired = "key ae216c2e 2024-01-31T12:34:56Z retired AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"

    @Test func `round-trip a new key`() throws {
        let ring = try EncryptionKeyRing.generate(created: Date(timeIntervalSince1970: 1_700_000_000.75))
        let read = try EncryptionKeyRing(parsing: ring.encoded())
        #expect(read.keys.map(\.id) == [ring.active.id])
        #expect(read.active.created == Date(timeIntervalSince1970: 1_700_000_000))
        let value = try CryptValue(encrypting: Secret("ops"), with: ring.active)
        #expect(try value.decrypt(with: read) == Secret("ops"))
        #expect(try EncryptionKeyRing.generate(created: .now).active.id != ring.active.id)
    }

    @Test func `hold several keys, one of them active`() throws {
        let ring = try parse("girctl-keys v1\n# two\n\n\(Self.retired)\n\(Self.active)\n")
        #expect(ring.keys.map(\.id) == ["ae216c2e", "630dcd29"])
        #expect(ring.active.id == "630dcd29")
        #expect(try EncryptionKeyRing(parsing: ring.encoded()).keys.map(\.isActive) == [false, true])
        let old = try CryptValue(encrypting: Secret("ops"), with: #require(ring.key("ae216c2e")))
        #expect(try old.decrypt(with: ring) == Secret("ops"))
    }

    @Test(
        arguments: [
            ("", 1), ("key", 1), ("\u{FEFF}girctl-keys v1\n\(active)\n", 1), ("girctl-keys v1\r\n\(active)\n", nil),
            ("girctl-keys v2\n\(active)\n", nil), ("girctl-keys v1\n", nil), ("girctl-keys v1\n\(retired)\n", nil),
            ("girctl-keys v1\n\n \(active)\n", 3), ("girctl-keys v1\n\(active)\r\n", 2),
            ("girctl-keys v1\n\(active) \n", 2), ("girctl-keys v1\n\(active)\n\(active)\n", 3),
            ("girctl-keys v1\n" + active.replacing("630dcd29", with: "630dcd28"), 2),
            ("girctl-keys v1\n" + active.replacing("630dcd29", with: "630DCD29"), 2),
            ("girctl-keys v1\n" + active.replacing("Z active", with: "+00:00 active"), 2),
            ("girctl-keys v1\n" + active.replacing("-31T", with: "-32T"), 2),
            ("girctl-keys v1\n" + active.replacing("active", with: "Active"), 2),
            ("girctl-keys v1\n" + active.replacing("Hh8", with: "Hh9"), 2),
            ("girctl-keys v1\n" + active.replacing("Hh8", with: "Hg"), 2),
            ("girctl-keys v1\n\(active)\n" + retired.replacing("retired", with: "active"), 3),
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
