import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `In-place encryption` {
    private static let path = "cassandraCluster.password"
    private let ring: EncryptionKeyRing

    init() throws {
        ring = EncryptionKeyRing(
            active: try #require(EncryptionKey(Secret([UInt8](0..<32)), created: Date(timeIntervalSince1970: 0)))
        )
    }

    /// Each value of ⟦…⟧ must be replaced by a CRYPT: value between the given texts, and nothing else may change.
    @Test(arguments: [
        ("plain", "cassandraCluster:\n  password: ⟦hunter2⟧  # a comment\n  port: 1\n", "hunter2", ""),
        ("quoted twice", "cassandraCluster:\n  password:   ⟦\"hun\\x74er2\"⟧\n", "hunter2", "\""),
        ("quoted once", "cassandraCluster: {a: 1}\n---\ncassandraCluster:\n  password: ⟦'it''s'⟧\n", "it's", "'"),
        ("in braces", "cassandraCluster: {password: ⟦hunter2⟧, port: 1} # c\n", "hunter2", "\""),
        ("literal", "cassandraCluster:\n  password: ⟦|\n    hunter2⟧\n  port: 1\n", "hunter2\n", ""),
        ("folded", "cassandraCluster:\n  password: ⟦>-\n    hunter2\n    more⟧\n\n# c\n", "hunter2 more", ""),
        ("on lines", "cassandraCluster:\n  password: ⟦hunter2\n    more⟧\n  port: 1\n", "hunter2 more", ""),
        ("with a tag", "cassandraCluster:\n  password: !!str ⟦0123⟧\n", "0123", ""),
        ("a number", "cassandraCluster:\n  password: ⟦12345⟧\n", "12345", ""),
        (
            "CR LF, no end", "cassandraCluster:\r\n\tx: 1\r\n".replacing("\t", with: "  ") + "  password: ⟦hunter2⟧",
            "hunter2", ""
        ),
        ("a dotted key", "cassandraCluster.password: ⟦hunter2⟧\nother: 1\n", "hunter2", ""),
        ("an anchor", "cassandraCluster:\n  password: &p ⟦hunter2⟧\n", "hunter2", ""),
        ("not ASCII", "é: ü # ñ\ncassandraCluster: # 🙂\n  password: ⟦pässwörd⟧ # ñ\n", "pässwörd", ""),
        ("with a mark", "\u{FEFF}cassandraCluster:\n  password: ⟦hunter2⟧\n", "hunter2", ""),
    ])
    func `replaces the bytes of the value only`(
        name: String,
        marked: String,
        password: String,
        quote: String
    ) throws {
        let source = marked.replacing("⟦", with: "").replacing("⟧", with: "")
        let result = try encrypt(source)
        #expect(result.changed.map(\.path) == [Self.path])
        let before = try #require(marked.split(separator: "⟦").first)
        let after = try #require(marked.split(separator: "⟧", omittingEmptySubsequences: false).last)
        let new = String(decoding: result.bytes, as: UTF8.self)
        #expect(new.utf8.starts(with: (before + quote + "CRYPT:v1.").utf8))
        #expect(new.utf8.reversed().starts(with: (quote + after).utf8.reversed()))
        let value = new.utf8.dropFirst((before + quote).utf8.count).dropLast((quote + after).utf8.count)
        let decrypted = try CryptValue(parsing: String(decoding: value, as: UTF8.self)).decrypt(
            with: EncryptionKeys(ring)
        )
        #expect(decrypted == Secret(password))
    }

    @Test(arguments: [false, true]) func `keeps UTF-16`(isBigEndian: Bool) throws {
        let text = "\u{FEFF}cassandraCluster:\r\n  password: hunter2 # é\r\n"
        let bytes = text.utf16.flatMap { unit in
            let pair = [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
            return isBigEndian ? pair : pair.reversed()
        }
        let result = try InPlaceEncryption(
            of: SourceText(path: "a.yaml", bytes: bytes),
            paths: [Self.path],
            keys: EncryptionKeys(ring)
        )
        #expect(result.changed.count == 1)
        let again = try check(result.bytes)
        #expect(again.findings.map(\.path) == [Self.path])
        #expect(again.failures.isEmpty)
    }

    @Test(arguments: [
        ("", false), ("~", false), ("''", false), ("${DB_PASSWORD}", false), ("CRYPT:an03xPrxLAu9p==", false),
        ("0123", true), ("1e3", true), ("yes", true), ("1_000", true), ("!!binary aGk=", true),
        ("| # comment\n    hunter2", true), ("CRYPT:v1.630dcd29.AAAA", false),
    ])
    func `leaves what it cannot replace, with the reason`(value: String, isPlaintext: Bool) throws {
        let source = "cassandraCluster:\n  password: \(value)\n"
        let result = try encrypt(source)
        #expect(result.bytes == Array(source.utf8))
        #expect(result.changed.isEmpty)
        #expect(result.skipped.map(\.isPlaintext) == [isPlaintext])
        #expect(result.skipped.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("hunter2") })
    }

    @Test func `leaves the options that share a value with one that was not named`() throws {
        let source = "serverSettings:\n  cmePassword: &p hunter2\n  other: *p\ncassandraCluster:\n  password: *p\n"
        let result = try encrypt(source, ["serverSettings.cmePassword", Self.path])
        #expect(result.changed.isEmpty)
        #expect(result.skipped.map(\.value.path) == ["serverSettings.cmePassword", Self.path])
        #expect(result.skipped.map(\.isPlaintext) == [true, true])
        let mapping = "base: &b {password: hunter2}\ncassandraCluster: *b\n"
        #expect(try encrypt(mapping).changed.isEmpty)
        #expect(try encrypt(mapping, [Self.path, "base.password"]).changed.count == 2)
    }

    @Test func `encrypts a value and its aliases when all are named`() throws {
        let source = "serverSettings:\n  cmePassword: &p hunter2\ncassandraCluster:\n  password: *p\n"
        let paths = ["serverSettings.cmePassword", Self.path]
        let result = try encrypt(source, paths)
        #expect(result.changed.map(\.path) == paths)
        #expect(String(decoding: result.bytes, as: UTF8.self).hasSuffix("\ncassandraCluster:\n  password: *p\n"))
        #expect(try check(result.bytes).findings.count == 2)
        #expect(try check(result.bytes).failures.isEmpty)
        let bound = try InPlaceEncryption(
            of: SourceText(path: "a.yaml", bytes: Array(source.utf8)),
            paths: paths,
            keys: EncryptionKeys(ring),
            isBinding: true
        )
        #expect(bound.changed.isEmpty)
    }

    @Test func `binds values to their options`() throws {
        let result = try InPlaceEncryption(
            of: SourceText(path: "a.yaml", bytes: Array("cassandraCluster:\n  password: hunter2\n".utf8)),
            paths: [Self.path],
            keys: EncryptionKeys(ring),
            isBinding: true
        )
        #expect(try check(result.bytes).failures.isEmpty)
        let moved = String(decoding: result.bytes, as: UTF8.self).replacing("cassandraCluster", with: "other")
        let failures = try check(Array(moved.utf8)).failures
        #expect(failures.map(\.path) == ["other.password"])
        #expect(failures.first?.failure?.place?.span.start.line == 2)
    }

    @Test func `run again changes nothing`() throws {
        let first = try encrypt("cassandraCluster:\n  password: hunter2\n")
        let second = try InPlaceEncryption(
            of: SourceText(path: "a.yaml", bytes: first.bytes),
            paths: [Self.path],
            keys: EncryptionKeys(ring)
        )
        #expect(second.bytes == first.bytes)
        #expect(second.changed.isEmpty)
        #expect(second.alreadyEncrypted.map(\.path) == [Self.path])
    }

    @Test func `encrypts the password behind Jetty's form`() throws {
        let path = "jetty.ssl.keyStorePassword"
        let result = try encrypt("jetty:\n  ssl:\n    keyStorePassword: OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v\n", [path])
        #expect(result.changed.map(\.path) == [path])
        let text = String(decoding: result.bytes, as: UTF8.self)
        let value = try #require(text.split(separator: " ").last).dropLast()
        #expect(try CryptValue(parsing: String(value)).decrypt(with: EncryptionKeys(ring)) == Secret("password"))
    }

    @Test func `names the options that are not there, and refuses what is not YAML`() throws {
        let source = "cassandraCluster:\n  password: a\n  nodes: [b]\n"
        #expect(try encrypt(source, ["x.y", "cassandraCluster", Self.path]).missing == ["x.y", "cassandraCluster"])
        #expect(try encrypt(source, ["cassandraCluster.nodes.0"]).changed.count == 1)
        #expect(throws: ConfigError(.syntax, "")) { try encrypt("a: [1\nb: }") }
        #expect(throws: ConfigError(.syntax, "")) { try check(Array("a: [1\nb: }".utf8)) }
    }

    @Test(arguments: ["jetty:\n  port: 9443\n", "cassandraCluster:\n  userName: rws\n"])
    func `leaves what the catalogue knows as no password`(source: String) throws {
        let result = try encrypt(source, ["jetty.port", "cassandraCluster.userName"])
        #expect(result.changed.isEmpty)
        #expect(result.skipped.map(\.reason) == ["it is no password, and no server decrypts it"])
    }

    @Test func `shows its change as a diff without a secret`() throws {
        let source = """
            \u{FEFF}cassandraCluster: {password: hunter2, userName: a}   # é
            serverSettings:
              webDAVPassword: |
                s3cret
                more
              cmePassword: 'x y'
              opsUserPassword: other1

            """
        let paths = [Self.path, "serverSettings.webDAVPassword", "serverSettings.cmePassword"]
        let diff = try #require(try encrypt(source, paths).diff)
        #expect(
            diff.lines == [
                // A comment behind a secret may be half of it: `pass #word`.
                "@@ -1 +1 @@ cassandraCluster.password",
                "-cassandraCluster: {password: ••••••••, userName: a}   ••••••••",
                "+cassandraCluster: {password: \"CRYPT:v1.630dcd29.…\", userName: a}   ••••••••",
                "@@ -3,3 +3 @@ serverSettings.webDAVPassword", "-  webDAVPassword: ••••••••", "-••••••••", "-••••••••",
                "+  webDAVPassword: CRYPT:v1.630dcd29.…", "@@ -6 +4 @@ serverSettings.cmePassword",
                "-  cmePassword: ••••••••", "+  cmePassword: 'CRYPT:v1.630dcd29.…'",
            ]
        )
    }

    @Test func `encrypts each of several duplicates and documents`() throws {
        let source = "cassandraCluster: {password: a, password: b}\n---\ncassandraCluster:\n  password: c\n"
        let result = try encrypt(source)
        #expect(result.changed.count == 3)
        #expect(try check(result.bytes).findings.count == 3)
    }

    @Test func `of damaged sources never traps, and what it changes decrypts`() throws {
        let source = """
            %YAML 1.1
            ---
            serverSettings: {cmePassword: &p "a\\u00e9b", x: [1, *p]} # c
            cassandraCluster:
              <<: &b {password: 'it''s'}
              "password" : >+2
                  folded

              nodes:
              - *b
            ...
            # end

            """
        let paths = [
            "serverSettings.cmePassword", Self.path, "serverSettings.x.1", "cassandraCluster.nodes.0.password",
        ]
        #expect(try encrypt(source, paths).changed.count == 5)
        var changes = 0
        for mutation in Mutations.random(of: Array(source.utf8), count: 3000, seed: 11) {
            do {
                let result = try InPlaceEncryption(
                    of: SourceText(path: "a.yaml", bytes: mutation.bytes),
                    paths: paths,
                    keys: EncryptionKeys(ring)
                )
                guard !result.changed.isEmpty else { continue }
                changes += 1
                #expect(try check(result.bytes).failures.isEmpty, "\(mutation)")
            } catch let error as ConfigError {
                #expect(error.code == .syntax, "\(mutation): \(error)")
            }
        }
        #expect(changes > 100)
    }

    private func encrypt(_ source: String, _ paths: [String] = [path]) throws -> InPlaceEncryption {
        try InPlaceEncryption(
            of: SourceText(path: "a.yaml", bytes: Array(source.utf8)),
            paths: paths,
            keys: EncryptionKeys(ring)
        )
    }

    private func check(_ bytes: [UInt8]) throws -> EncryptedValueCheck {
        try EncryptedValueCheck(of: SourceText(path: "a.yaml", bytes: bytes), keys: EncryptionKeys(ring))
    }
}
