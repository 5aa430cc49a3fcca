import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `A keystore` {
    private let password = KeyStoreFixture.password

    static let writable = KeyStoreFormat.allCases.filter(\.isWritable)

    @Test(arguments: writable) func `finds an alias in whatever case`(_ format: KeyStoreFormat) throws {
        let store = try KeyStoreFixture.store(format)
        #expect(store.entry("SERVER")?.alias == "server")
        #expect(store.entry("serve") == nil)
    }

    @Test func `compares aliases scalar by scalar, as Java does`() throws {
        var store = KeyStore(format: .pkcs12)
        try store.set(try KeyStoreFixture.trustedEntry("caf\u{e9}"), replacing: false)
        try store.set(try KeyStoreFixture.trustedEntry("cafe\u{301}"), replacing: false)
        #expect(store.entries.count == 2)
        #expect(store.entry("CAF\u{c9}") != nil)
    }

    // Pairs of Java's toLowerCase(Locale.ENGLISH).
    @Test(
        arguments: writable,
        [
            ("Server", "server"), ("\u{c4}RGER", "\u{e4}rger"), ("\u{130}", "i\u{307}"), ("\u{2126}", "\u{3c9}"),
            ("\u{3a3}", "\u{3c3}"), ("\u{391}\u{3a3}", "\u{3b1}\u{3c2}"),
            ("\u{391}\u{3a3} \u{391}", "\u{3b1}\u{3c2} \u{3b1}"), ("\u{391}-\u{3a3}", "\u{3b1}-\u{3c2}"),
            ("\u{391}\u{3a3}-\u{391}", "\u{3b1}\u{3c3}-\u{3b1}"), ("\u{391}:\u{3a3}", "\u{3b1}:\u{3c3}"),
            ("\u{391}\u{3a3}.", "\u{3b1}\u{3c2}."), ("\u{391}\u{3a3}1\u{391}", "\u{3b1}\u{3c3}1\u{3b1}"),
        ]
    )
    func `stores an alias in lower case, as Java does`(_ format: KeyStoreFormat, _ pair: (String, String)) throws {
        var store = KeyStore(format: format)
        try store.set(try KeyStoreFixture.trustedEntry(pair.0), replacing: false)
        #expect(store.entries.map { Array($0.alias.utf8) } == [Array(pair.1.utf8)])
        #expect(store.entry(pair.0) != nil && store.entry(pair.1) != nil)
        #expect(throws: PKIError(.aliasExists, "")) {
            try store.set(try KeyStoreFixture.trustedEntry(pair.1), replacing: false)
        }
    }

    @Test func `has no date outside the years that can be written, and writes it back all the same`() throws {
        let edges: [(Int64, Bool)] = [
            (-62_167_219_200_001, false), (-62_167_219_200_000, true), (253_402_300_799_999, true),
            (253_402_300_800_000, false), (.max, false), (.min, false),
        ]
        for (milliseconds, isDated) in edges {
            var file = JavaStoreBytes(count: 1)
            file.head(2, "ca", created: milliseconds)
            file.certificate(try KeyStoreFixture.pki.get().root.certificate.der)
            let bytes = file.sealed()
            let store = try KeyStore(decoding: bytes, password: password)
            #expect((store.entries.first?.created != nil) == isDated, "\(milliseconds)")
            #expect(try store.encoded(password: password) == bytes)
        }
    }

    @Test(arguments: writable) func `is the same as another with the same entries`(_ format: KeyStoreFormat) throws {
        var store = try KeyStoreFixture.store(format)
        try store.set(try KeyStoreFixture.keyEntry("own", 1, keyPassword: Secret("own")), replacing: false)
        let again = try KeyStore(decoding: try store.encoded(password: password), password: password)
        #expect(store.holdsTheSame(as: again) && again.holdsTheSame(as: store) && again.holdsTheSame(as: again))
        let changed = try KeyStore(decoding: try again.encoded(password: Secret("new")), password: Secret("new"))
        #expect(again.holdsTheSame(as: changed))
        var other = again
        try other.remove("own")
        #expect(!store.holdsTheSame(as: other) && !other.holdsTheSame(as: store))
        try other.set(try KeyStoreFixture.keyEntry("own", 2, keyPassword: Secret("own")), replacing: false)
        #expect(!store.holdsTheSame(as: other))
        try other.set(try KeyStoreFixture.trustedEntry("own", KeyStoreFixture.server(1).certificate), replacing: true)
        #expect(!store.holdsTheSame(as: other))
    }

    @Test func `is not the same as one whose key is another's below the same certificate`() throws {
        func file(_ key: PrivateKey) throws -> KeyStore {
            let info = SunKeyProtector(password).encrypted(try key.pkcs8(), salt: [UInt8](repeating: 1, count: 20))
            var file = JavaStoreBytes(count: 1)
            file.head(1, "server")
            file.number(UInt32(info.count))
            file.bytes += info
            file.number(UInt32(1))
            file.certificate(try KeyStoreFixture.server().certificate.der)
            return try KeyStore(decoding: file.sealed(), password: password)
        }
        let store = try file(KeyStoreFixture.server(0).key)
        #expect(store.holdsTheSame(as: try file(KeyStoreFixture.server(0).key)))
        #expect(!store.holdsTheSame(as: try file(KeyStoreFixture.server(1).key)))
    }

    @Test func `does not take over a key that a file holds without a certificate`() throws {
        let bytes = try PKCS12Bytes([.key(KeyStoreFixture.server().key)]).encoded(password)
        let entry = try #require(try KeyStore(decoding: bytes, password: password).entries.first)
        var target = KeyStore(format: .jks)
        #expect(throws: PKIError(.malformed, "")) { try target.set(entry, replacing: false) }
    }

    @Test func `keeps an entry unless it is told to replace it`() throws {
        var store = try KeyStoreFixture.store(.jks)
        let entry = try KeyStoreFixture.trustedEntry("Server")
        #expect(throws: PKIError(.aliasExists, "")) { try store.set(entry, replacing: false) }
        #expect(store.entry("server")?.kind == .privateKey)
        try store.set(entry, replacing: true)
        #expect(store.entries.map(\.alias) == ["server", "other"])
        #expect(store.entry("server")?.kind == .trustedCertificate)
    }

    @Test func `removes an entry and finds the others afterwards`() throws {
        var store = try KeyStoreFixture.store(.jks)
        #expect(try store.remove("SERVER").alias == "server")
        #expect(store.entry("server") == nil)
        #expect(store.entry("other")?.alias == "other")
        #expect(throws: PKIError(.aliasNotFound, "")) { try store.remove("server") }
    }

    @Test func `gives the private key only of a private-key entry, with its password`() throws {
        var store = KeyStore(format: .jks)
        try store.set(try KeyStoreFixture.keyEntry("own", keyPassword: Secret("other")), replacing: false)
        try store.set(try KeyStoreFixture.trustedEntry("ca"), replacing: false)
        store = try KeyStore(decoding: try store.encoded(password: password), password: password)
        let key = try KeyStoreFixture.server().key
        #expect(try store.privateKey("own", keyPassword: Secret("other")).publicKey == key.publicKey)
        #expect(throws: PKIError(.wrongPassword, "")) { try store.privateKey("own", keyPassword: nil) }
        #expect(throws: PKIError(.wrongPassword, "")) { try store.privateKey("own", keyPassword: Secret("nope")) }
        #expect(throws: PKIError(.wrongEntryKind, "")) { try store.privateKey("ca", keyPassword: nil) }
        #expect(throws: PKIError(.aliasNotFound, "")) { try store.privateKey("none", keyPassword: nil) }
    }

    @Test func `asks for the key's password when it was opened without one`() throws {
        let bytes = try KeyStoreFixture.bytes(.jks)
        let store = try KeyStore(decoding: bytes, password: nil)
        #expect(throws: PKIError(.passwordRequired, "")) { try store.privateKey("server", keyPassword: nil) }
        #expect(
            try store.privateKey("server", keyPassword: password).publicKey == KeyStoreFixture.server().key.publicKey
        )
    }

    @Test func `refuses a key with another's certificate or with none`() throws {
        let (first, second) = (try KeyStoreFixture.server(0), try KeyStoreFixture.server(1))
        func entry(_ chain: [Certificate]) throws -> KeyStoreEntry {
            try .privateKey(alias: "x", key: first.key, chain: chain, keyPassword: nil, created: KeyStoreFixture.now)
        }
        #expect(throws: PKIError(.keyMismatch, "")) { try entry(second.chain) }
        #expect(throws: PKIError(.keyMismatch, "")) { try entry(first.chain.reversed()) }
        #expect(throws: PKIError(.invalidParameter, "")) { try entry([]) }
        let chain = Array(repeating: first.certificate, count: 1001)
        #expect(throws: PKIError(.limitExceeded, "")) { try entry(chain) }
    }

    @Test func `attaches a renewed certificate to a key that stays protected`() throws {
        var store = KeyStore(format: .jks)
        try store.set(try KeyStoreFixture.keyEntry("a", keyPassword: Secret("own")), replacing: false)
        store = try KeyStore(decoding: try store.encoded(password: password), password: password)
        let server = try KeyStoreFixture.server()
        let entry = try #require(store.entry("a"))
        let renewed = try KeyStoreFixture.pki.get().template("CN=renewed", [], [.serverAuth])
        let certificate = try renewed.selfSigned(by: server.key)
        try store.set(try entry.withChain([certificate]), replacing: true)
        #expect(store.entry("a")?.certificates == [certificate])
        #expect(try store.privateKey("a", keyPassword: Secret("own")).publicKey == server.key.publicKey)
        #expect(throws: PKIError(.keyMismatch, "")) { try entry.withChain(try KeyStoreFixture.server(1).chain) }
        #expect(throws: PKIError(.invalidParameter, "")) { try entry.withChain([]) }
        #expect(throws: PKIError(.wrongEntryKind, "")) {
            try KeyStoreFixture.trustedEntry("ca").withChain([certificate])
        }
    }

    @Test func `dates an entry that has no date`() throws {
        let entry = try KeyStoreFixture.keyEntry("a")
        #expect(entry.dated(ifUnknown: .distantPast).created == KeyStoreFixture.now)
        var store = try KeyStoreFixture.store(.pkcs12)
        store = try KeyStore(decoding: try store.encoded(password: password), password: password)
        let trusted = try #require(store.entry("other"))
        #expect(trusted.created == nil)
        #expect(trusted.dated(ifUnknown: KeyStoreFixture.now).created == KeyStoreFixture.now)
    }

    @Test func `tells a store by its bytes`() throws {
        for format in KeyStoreFormat.allCases {
            #expect(KeyStoreFormat.detect(try KeyStoreFixture.bytes(format)) == format)
        }
        let server = try KeyStoreFixture.server()
        for other in [
            [], [0xfe, 0xed], server.certificate.der, try server.key.pkcs8().revealBytes(),
            Array(server.chainPEM.utf8), [0x30, 0x84], [UInt8](repeating: 0x30, count: 100),
        ] {
            #expect(KeyStoreFormat.detect(other) == nil)
        }
    }

    @Test func `says what a file is that is no keystore`() throws {
        let pem = Array(try KeyStoreFixture.server().chainPEM.utf8)
        let error = #expect(throws: PKIError(.unsupportedFormat, "")) { try KeyStore(decoding: pem, password: nil) }
        #expect(error?.hint == "it is PEM; 'girctl keystore import' puts it into a keystore")
        #expect(throws: PKIError(.truncated, "")) { try KeyStore(decoding: [], password: nil) }
        let large = KeyStoreFormat.jks.magic + [UInt8](repeating: 0, count: KeyStore.sizeLimit)
        #expect(throws: PKIError(.limitExceeded, "")) { try KeyStore(decoding: large, password: nil) }
    }

    @Test(arguments: KeyStoreFormat.allCases)
    func `has one message for a wrong password and for changed bytes`(_ format: KeyStoreFormat) throws {
        let bytes = try KeyStoreFixture.bytes(format)
        for wrong in ["", "storepasswor", "Storepassword", "storepassword "] {
            let error = #expect(throws: PKIError(.integrityCheckFailed, "")) {
                try KeyStore(decoding: bytes, password: Secret(wrong))
            }
            #expect(error?.reason == "keystore was tampered with, or password was incorrect")
        }
    }

    @Test func `is not written as JCEKS`() throws {
        let store = try KeyStore(decoding: try KeyStoreFixture.bytes(.jceks), password: password)
        #expect(throws: PKIError(.unsupportedFormat, "")) { try store.encoded(password: password) }
    }
}

extension KeyStoreFormat {
    fileprivate var magic: [UInt8] { [0xfe, 0xed, 0xfe, 0xed] }
}
