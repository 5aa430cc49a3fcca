import FoundationEssentials
import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `Rekeying of a file` {
    private let old: EncryptionKeyRing
    private let both: EncryptionKeyRing

    init() throws {
        old = EncryptionKeyRing(
            active: try #require(EncryptionKey(Secret([UInt8](0..<32)), created: Date(timeIntervalSince1970: 0)))
        )
        both = try old.addingKey(created: .now)
    }

    @Test func `gives every value the active key and changes no other byte`() throws {
        let bound = try value("b", boundTo: "cassandraCluster.password")
        let source = """
            # CRYPT:v1.630dcd29.comment stays
            serverSettings: {cmePassword: "\(try value("a"))"}  # é
            cassandraCluster:
              password: '\(bound)'\r
              truststorePassword: &t \(try value("c"))
              other: [*t, \(try value("d", with: both)), plain]
            # end
            """
        let result = try rekey(source)
        #expect(
            result.changed.map(\.path) == [
                "serverSettings.cmePassword", "cassandraCluster.password", "cassandraCluster.truststorePassword",
            ]
        )
        #expect(result.current.map(\.path) == ["cassandraCluster.other.1"])
        let text = String(decoding: result.bytes, as: UTF8.self)
        #expect(masked(text) == masked(source))
        #expect(text.split(separator: "630dcd29").count == 2, "only the comment has the old key")
        // The old key is gone, and everything decrypts.
        let left = try both.retiringKey(old.active.id, at: .now)
        let check = try EncryptedValueCheck(
            of: SourceText(path: "a.yaml", bytes: result.bytes),
            keys: EncryptionKeys(left)
        )
        #expect(check.findings.count == 5 && check.failures.isEmpty)
        let again = try Rekeying(
            of: SourceText(path: "a.yaml", bytes: result.bytes),
            from: EncryptionKeys(left),
            to: EncryptionKeys(left)
        )
        #expect(again.changed.isEmpty && again.bytes == result.bytes && again.diff == nil)
    }

    @Test(arguments: [
        "CRYPT:an03xPrxLAu9p==", "CRYPT:v1.00000000.AAAA", "CRYPT:v9.x", "|- # c\n    ⟦⟧", "!!binary ⟦⟧",
    ])
    func `stops at a value that it cannot change, with its place`(written: String) throws {
        let text = written.replacing("⟦⟧", with: try value("a"))
        let error = #expect(throws: ConfigError.self) {
            try rekey("a: \(value("a"))\ncassandraCluster:\n  password: \(text)\n")
        }
        #expect(error?.place?.path == "cassandraCluster.password")
        #expect(error?.place?.span.start.line == 3)
    }

    @Test func `goes to a passphrase and back`() throws {
        let passphrase = EncryptionKeys(passphrase: PassphraseKeys(Secret("correct horse"), cost: 14))
        let source = "a: \(try value("a"))\nb: \(try value("b", boundTo: "b"))\n"
        let there = try Rekeying(of: text(source), from: EncryptionKeys(old), to: passphrase)
        #expect(there.changed.count == 2)
        let back = try Rekeying(
            of: SourceText(path: "a.yaml", bytes: there.bytes),
            from: passphrase,
            to: EncryptionKeys(old)
        )
        #expect(back.changed.count == 2)
        let check = try EncryptedValueCheck(
            of: SourceText(path: "a.yaml", bytes: back.bytes),
            keys: EncryptionKeys(old)
        )
        #expect(check.findings.count == 2 && check.failures.isEmpty)
    }

    private func value(
        _ password: String,
        boundTo path: String? = nil,
        with ring: EncryptionKeyRing? = nil
    ) throws -> String {
        try CryptValue(encrypting: Secret(password), with: (ring ?? old).active, boundTo: path).text
    }

    private func text(_ source: String) -> SourceText { SourceText(path: "a.yaml", bytes: Array(source.utf8)) }

    private func rekey(_ source: String) throws -> Rekeying {
        try Rekeying(of: text(source), from: EncryptionKeys(both), to: EncryptionKeys(both))
    }

    /// The text with every complete value replaced by one word.
    private func masked(_ text: String) -> String {
        text.replacing(#/CRYPT:v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{80,}/#, with: "VALUE")
    }
}
