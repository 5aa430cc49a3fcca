import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `A keystore that is written and read` {
    private let password = KeyStoreFixture.password

    static let keys: [KeySpecification] = [.rsa(bits: 2048), .ec(.p256), .ec(.p521), .ed25519]
    /// Each format that is written, PKCS#12 in each profile.
    static let writings: [Writing] =
        [Writing(format: .jks, profile: .modern)]
        + PKCS12Profile.allCases.map { Writing(format: .pkcs12, profile: $0) }

    struct Writing: Sendable, CustomTestStringConvertible {
        let format: KeyStoreFormat
        let profile: PKCS12Profile

        var testDescription: String { format == .pkcs12 ? "PKCS12 \(profile)" : format.rawValue }

        func empty() -> KeyStore {
            var store = KeyStore(format: format)
            store.profile = profile
            return store
        }
    }

    private func rewritten(_ store: KeyStore, _ password: Secret? = nil) throws -> KeyStore {
        let bytes = try store.encoded(password: password ?? self.password)
        return try KeyStore(decoding: bytes, password: password ?? self.password)
    }

    @Test(arguments: writings) func `holds the same entries`(_ writing: Writing) throws {
        var store = writing.empty()
        #expect(try rewritten(store).entries.isEmpty)
        for (number, alias) in ["first", "second", "third"].enumerated() {
            try store.set(try KeyStoreFixture.keyEntry(alias, number), replacing: false)
            let certificate = try KeyStoreFixture.pki.get().selfSigned().certificate
            try store.set(try KeyStoreFixture.trustedEntry("ca-\(alias)", certificate), replacing: false)
        }
        let again = try rewritten(store)
        #expect(again.format == writing.format)
        #expect(again.entries.count == 6)
        for entry in store.entries {
            let found = try #require(again.entry(entry.alias))
            #expect(found.alias == entry.alias)
            #expect(found.kind == entry.kind)
            #expect(found.certificates == entry.certificates)
            #expect(found.isVisibleToJava)
            guard entry.kind == .privateKey else { continue }
            #expect(try found.privateKey(keyPassword: nil).publicKey == entry.privateKey(keyPassword: nil).publicKey)
        }
        #expect(again.entry("first")?.created == KeyStoreFixture.now)
    }

    @Test(arguments: writings, keys) func `keeps keys of every algorithm`(
        _ writing: Writing,
        _ keys: KeySpecification
    ) throws {
        let identity = try KeyStoreFixture.pki.get().selfSigned(keys: keys)
        var store = writing.empty()
        let entry = try KeyStoreEntry.privateKey(
            alias: "key",
            key: identity.key,
            chain: identity.chain,
            keyPassword: nil,
            created: KeyStoreFixture.now
        )
        try store.set(entry, replacing: false)
        let found = try rewritten(store).privateKey("key", keyPassword: nil)
        #expect(try found.pkcs8() == identity.key.pkcs8())
    }

    @Test(arguments: writings) func `keeps aliases and passwords of every script`(_ writing: Writing) throws {
        let aliases = ["", " ", "ключ", "鍵", "🔑key", "nul\u{0}l", "quote'\"", String(repeating: "ü", count: 5000)]
        for password in ["пароль", "ლ(ಠ益ಠლ)", "🔑", "\u{7f}\u{80}\u{7ff}\u{800}", ""] {
            var store = writing.empty()
            for (number, alias) in aliases.enumerated() {
                let entry =
                    try number == 1
                    ? KeyStoreFixture.keyEntry(alias)
                    : KeyStoreFixture.trustedEntry(alias, KeyStoreFixture.pki.get().selfSigned().certificate)
                try store.set(entry, replacing: false)
            }
            let again = try rewritten(store, Secret(password))
            #expect(again.entries.map(\.alias).sorted() == aliases.sorted())
            #expect(try again.privateKey(" ", keyPassword: nil).publicKey == KeyStoreFixture.server().key.publicKey)
        }
    }

    @Test func `takes a password that is no UTF-8 byte by byte`() throws {
        let latin = Secret([0x6d, 0xfc, 0x6c, 0x6c])
        let bytes = try KeyStoreFixture.store(.jks).encoded(password: latin)
        #expect(try KeyStore(decoding: bytes, password: Secret("müll")).entries.count == 2)
    }

    @Test(arguments: writings) func `leaves every protected byte alone that need not change`(_ writing: Writing) throws
    {
        var source = writing.empty()
        try source.set(try KeyStoreFixture.keyEntry("shared"), replacing: false)
        try source.set(try KeyStoreFixture.keyEntry("own", 1, keyPassword: Secret("own")), replacing: false)
        let store = try rewritten(source)
        var random = SeededRandom(seed: 1)
        let bytes = try store.encoded(password: password) { count throws(PKIError) in random.bytes(count) }
        for alias in ["shared", "own"] {
            let key = try #require(store.entry(alias)?.protectedBytes)
            #expect(bytes.contains(key))
        }
        #expect(try KeyStore(decoding: bytes, password: password).contents.sorted() == store.contents.sorted())
    }

    @Test(arguments: writings) func `lets the keys that shared its password follow a new one`(_ writing: Writing) throws
    {
        var source = writing.empty()
        try source.set(try KeyStoreFixture.keyEntry("shared"), replacing: false)
        try source.set(try KeyStoreFixture.keyEntry("own", 1, keyPassword: Secret("own")), replacing: false)
        let changed = try rewritten(try rewritten(source), Secret("changed"))
        #expect(try changed.privateKey("shared", keyPassword: nil).publicKey == KeyStoreFixture.server(0).key.publicKey)
        #expect(throws: PKIError(.wrongPassword, "")) { try changed.privateKey("own", keyPassword: nil) }
        let own = try changed.privateKey("own", keyPassword: Secret("own"))
        #expect(try own.publicKey == KeyStoreFixture.server(1).key.publicKey)
    }

    @Test(arguments: writings) func `is the same bytes for the same salts`(_ writing: Writing) throws {
        var store = writing.empty()
        try store.set(try KeyStoreFixture.keyEntry("key"), replacing: false)
        try store.set(try KeyStoreFixture.trustedEntry("ca"), replacing: false)
        func encoded(_ seed: UInt64) throws -> [UInt8] {
            var random = SeededRandom(seed: seed)
            return try store.encoded(password: password) { count throws(PKIError) in random.bytes(count) }
        }
        #expect(try encoded(1) == encoded(1))
        #expect(try encoded(1) != encoded(2))
    }

    @Test(arguments: writings) func `as a truststore is always the same bytes, and with a key never`(
        _ writing: Writing
    ) throws {
        var store = writing.empty()
        try store.set(try KeyStoreFixture.trustedEntry("ca"), replacing: false)
        let bytes = try store.encoded(password: password)
        #expect(try store.encoded(password: password) == bytes)
        #expect(try rewritten(store).encoded(password: password) == bytes || writing.profile != .modern)
        #expect(try store.encoded(password: Secret("other")) != bytes)
        try store.set(try KeyStoreFixture.keyEntry("key"), replacing: false)
        #expect(try store.encoded(password: password) != store.encoded(password: password))
    }

    @Test func `has no salt in common with a truststore of other contents or another password`() throws {
        func salts(_ contents: [UInt8], _ password: String) throws -> [[UInt8]] {
            var salts = try DerivedSalts(PKCS12Password(Secret(password)), contents: contents)
            return [try salts.next(20), try salts.next(20), try salts.next(16)]
        }
        let all = try salts([1], "a") + salts([2], "a") + salts([1], "b")
        #expect(Set(all).count == all.count)
        #expect(try salts([1], "a") == salts([1], "a"))
    }

    @Test func `writes every alias in JKS so that Java finds it again`() throws {
        var file = JavaStoreBytes(count: 1)
        file.head(2, "CA")
        file.certificate(try KeyStoreFixture.pki.get().root.certificate.der)
        let read = try KeyStore(decoding: file.sealed(), password: password)
        #expect(read.entries.map(\.alias) == ["CA"])
        #expect(try rewritten(read).entries.map(\.alias) == ["ca"])
    }

    @Test(arguments: KeyStoreFormat.allCases, writings)
    func `takes over entries of a store in another format`(_ from: KeyStoreFormat, _ to: Writing) throws {
        let source = try KeyStore(decoding: try KeyStoreFixture.bytes(from), password: password)
        var target = to.empty()
        for entry in source.entries where entry.kind != .secretKey { try target.set(entry, replacing: false) }
        let again = try rewritten(target, Secret("another"))
        for entry in source.entries where entry.kind != .secretKey {
            #expect(again.entry(entry.alias)?.certificates.prefix(1) == entry.certificates.prefix(1))
        }
        let key = try again.privateKey("server", keyPassword: nil)
        #expect(try key.publicKey == KeyStoreFixture.server().key.publicKey)
    }

    @Test func `takes no secret key that the format cannot hold`() throws {
        let source = try KeyStore(decoding: try KeyStoreFixture.bytes(.jceks), password: password)
        let secret = try #require(source.entry("secret"))
        for format in [KeyStoreFormat.jks, .pkcs12] {
            var target = KeyStore(format: format)
            #expect(throws: PKIError(.wrongEntryKind, "")) { try target.set(secret, replacing: false) }
        }
    }

    @Test func `takes no alias that the format cannot hold`() throws {
        var store = KeyStore(format: .jks)
        let entry = try KeyStoreFixture.trustedEntry(String(repeating: "a", count: 65_536))
        #expect(throws: PKIError(.limitExceeded, "")) { try store.set(entry, replacing: false) }
        #expect(store.entries.isEmpty)
    }

    @Test func `does not take over a key whose own password is unknown`() throws {
        var source = KeyStore(format: .jks)
        try source.set(try KeyStoreFixture.keyEntry("own", keyPassword: Secret("own")), replacing: false)
        source = try rewritten(source)
        var target = KeyStore(format: .pkcs12)
        let entry = try #require(source.entry("own"))
        #expect(throws: PKIError(.wrongPassword, "")) { try target.set(entry, replacing: false) }
    }
}

extension KeyStoreEntry {
    /// The key as the store protects it.
    fileprivate var protectedBytes: [UInt8]? {
        guard case .key(.protected(let key)) = content else { return nil }
        return key.encrypted
    }
}
