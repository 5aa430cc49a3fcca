import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// JKS and JCEKS files that no program writes.
@Suite struct `JKS and JCEKS decoding` {
    private let password = KeyStoreFixture.password

    private func decode(_ bytes: [UInt8]) throws(PKIError) -> KeyStore {
        try KeyStore(decoding: bytes, password: password)
    }

    private func truststore(version: UInt32 = 2, type: String? = "X.509", alias: String = "ca") throws -> JavaStoreBytes
    {
        var store = JavaStoreBytes(version: version, count: 1)
        store.head(2, alias)
        store.certificate(try KeyStoreFixture.pki.get().root.certificate.der, type: type)
        return store
    }

    @Test func `reads version 1, whose certificates have no type`() throws {
        let store = try decode(try truststore(version: 1, type: nil).sealed())
        #expect(try store.entry("ca")?.certificates == [KeyStoreFixture.pki.get().root.certificate])
        #expect(store.entry("ca")?.created == Date(timeIntervalSince1970: 1_800_000_000))
    }

    @Test(arguments: [0, 3, 0x7fff_ffff, 0xffff_ffff] as [UInt32])
    func `refuses unknown versions`(_ version: UInt32) throws {
        #expect(throws: PKIError(.unsupportedFormat, "")) { try decode(try truststore(version: version).sealed()) }
    }

    @Test func `refuses certificates of another type or that are none`() throws {
        #expect(throws: PKIError(.unsupportedFormat, "")) { try decode(try truststore(type: "X.500").sealed()) }
        var store = JavaStoreBytes(count: 1)
        store.head(2)
        store.certificate(Array("no certificate".utf8))
        #expect(throws: PKIError(.malformed, "")) { try decode(store.sealed()) }
    }

    @Test func `reads without a password what it cannot check`() throws {
        let bytes = try truststore().sealed("a password nobody knows")
        #expect(throws: PKIError(.integrityCheckFailed, "")) { try decode(bytes) }
        #expect(try KeyStore(decoding: bytes, password: nil).entries.map(\.alias) == ["ca"])
    }

    @Test(arguments: [1, 2, 0x1_0000, 0x7fff_ffff, 0xffff_ffff] as [UInt32])
    func `believes no count of entries`(_ count: UInt32) {
        let store = JavaStoreBytes(count: count)
        #expect(throws: PKIError(.malformed, "")) { try decode(store.sealed()) }
    }

    @Test func `has a limit for entries and chains that are there`() {
        var store = JavaStoreBytes(count: 100_001)
        store.bytes += [UInt8](repeating: 0, count: 100_001 * 18)
        #expect(throws: PKIError(.limitExceeded, "")) { try decode(store.sealed()) }
        var chain = JavaStoreBytes(count: 1)
        chain.head(1)
        chain.number(UInt32(0))
        chain.number(UInt32(1001))
        for _ in 0..<1001 { chain.certificate([]) }
        #expect(throws: PKIError(.limitExceeded, "")) { try decode(chain.sealed()) }
    }

    @Test(arguments: [1 << 20, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] as [UInt32])
    func `believes no length of a key, certificate or chain`(_ length: UInt32) {
        var key = JavaStoreBytes(count: 1)
        key.head(1)
        key.number(length)
        var chain = JavaStoreBytes(count: 1)
        chain.head(1)
        chain.number(UInt32(4))
        chain.number(UInt32(0))
        chain.number(length)
        var certificate = JavaStoreBytes(count: 1)
        certificate.head(2)
        certificate.text("X.509")
        certificate.number(length)
        for store in [key, chain, certificate] { #expect(throws: PKIError.self) { try decode(store.sealed()) } }
    }

    @Test(arguments: [0, 3, 4, 9, 0xffff_ffff] as [UInt32]) func `refuses unknown kinds of entries`(_ tag: UInt32) {
        var store = JavaStoreBytes(count: 1)
        store.head(tag)
        store.bytes += [UInt8](repeating: 0, count: 64)
        #expect(throws: PKIError(.malformed, "")) { try decode(store.sealed()) }
    }

    @Test(
        arguments: [
            [0x80], [0xc3], [0xc3, 0x41], [0xe2, 0x82], [0xf0, 0x9f, 0x94, 0x91], [0xff], [0xed, 0xa0, 0xbd],
        ] as [[UInt8]]
    )
    func `refuses an alias that is not modified UTF-8`(_ alias: [UInt8]) throws {
        var store = JavaStoreBytes(count: 1)
        store.number(UInt32(2))
        store.text(alias)
        store.number(Int64(0))
        store.certificate(try KeyStoreFixture.pki.get().root.certificate.der)
        #expect(throws: PKIError(.malformed, "")) { try decode(store.sealed()) }
    }

    @Test func `keeps both of two entries with one alias, the last under its name`() throws {
        let (first, second) = (try KeyStoreFixture.server(0).certificate, try KeyStoreFixture.server(1).certificate)
        var store = JavaStoreBytes(count: 3)
        for (alias, certificate) in [("same", first), ("same-2", first), ("SAME", second)] {
            store.head(2, alias)
            store.certificate(certificate.der)
        }
        let decoded = try decode(store.sealed())
        #expect(decoded.entry("same")?.certificates == [second])
        #expect(decoded.entries.filter { !$0.isVisibleToJava }.map(\.certificates) == [[first]])
        #expect(decoded.entries.count == 3)
    }

    @Test func `takes a thousand equal aliases in its stride`() throws {
        var store = JavaStoreBytes(count: 1000)
        for _ in 0..<1000 {
            store.head(2, "same")
            store.certificate(try KeyStoreFixture.server().certificate.der)
        }
        let aliases = try decode(store.sealed()).entries.map(\.alias)
        #expect(Set(aliases).count == 1000)
    }

    @Test func `keeps dates outside of what a calendar knows`() throws {
        for created in [Int64.min, -1, 0, Int64.max] {
            var store = JavaStoreBytes(count: 1)
            store.head(2, created: created)
            store.certificate(try KeyStoreFixture.server().certificate.der)
            let bytes = store.sealed()
            #expect(try decode(bytes).encoded(password: password) == bytes)
        }
    }

    @Test func `passes over what follows the digest, as Java does`() throws {
        #expect(try decode(try truststore().sealed() + [1, 2, 3]).entries.count == 1)
    }

    @Test func `lists a key without certificates as the secret key for which Java takes it`() throws {
        let key = try KeyStoreFixture.keyEntry("key")
        var source = KeyStore(format: .jks)
        try source.set(key, replacing: false)
        let written = try source.encoded(password: password)
        let length = written[29..<33].reduce(0) { $0 << 8 | Int($1) }
        var store = JavaStoreBytes(count: 1)
        store.bytes += written[12..<33 + length]
        store.number(UInt32(0))
        let entry = try #require(try decode(store.sealed()).entry("key"))
        #expect(entry.kind == .secretKey)
        #expect(try entry.privateKey(keyPassword: nil).publicKey == KeyStoreFixture.server().key.publicKey)
    }

    @Test func `lists secret keys of JCEKS`() throws {
        let store = try decode(try JavaStoreBytes.jceks())
        #expect(store.entry("secret")?.kind == .secretKey)
        #expect(store.entry("secret")?.certificates == [])
        #expect(throws: PKIError(.wrongEntryKind, "")) { try store.privateKey("secret", keyPassword: nil) }
    }

    @Test func `accepts no secret key of another class and no reference that leads nowhere`() {
        func decode(_ change: (inout SealedObjectBytes) -> Void) throws(PKIError) -> KeyStore {
            var object = SealedObjectBytes()
            change(&object)
            var store = JavaStoreBytes(magic: 0xcece_cece, count: 1)
            store.head(3)
            store.bytes += object.bytes
            return try self.decode(store.sealed())
        }
        #expect(throws: Never.self) { try decode { _ in } }
        #expect(throws: PKIError(.unsupportedFormat, "")) { try decode { $0.outerClass = "java.util.HashMap" } }
        #expect(throws: PKIError(.unsupportedFormat, "")) { try decode { $0.innerClass = "java.util.HashMap" } }
        #expect(throws: PKIError(.unsupportedFormat, "")) { try decode { $0.outerClass = "javax.crypto.SealedObject" } }
        #expect(throws: PKIError(.malformed, "")) { try decode { $0.flags = 3 } }
        #expect(throws: PKIError(.truncated, "")) { try decode { $0.arrayLength = 0x7fff_ffff } }
        #expect(throws: PKIError(.malformed, "")) { try decode { $0.arrayLength = 0xffff_ffff } }
        for reference in [0, 0x7d_ffff, 0x7e_0000, 0x7e_0004, 0x7e_0009, 0xffff_ffff] as [UInt32] {
            #expect(throws: PKIError(.malformed, "")) { try decode { $0.algorithmReference = reference } }
        }
    }
}
