import FoundationEssentials
import GIRPKI
import GIRServer
import GIRTestSupport
import Testing

@Suite struct `Server identity from a keystore` {
    private let pki: TestPKI
    private let password = Secret("changeit")

    init() throws { pki = try TestPKI() }

    private func entry(_ alias: String, keyPassword: Secret? = nil) throws -> KeyStoreEntry {
        let server = try pki.server()
        return try .privateKey(
            alias: alias,
            key: server.key,
            chain: server.chain,
            keyPassword: keyPassword,
            created: pki.now
        )
    }

    private func bytes(_ entries: [KeyStoreEntry], _ format: KeyStoreFormat = .jks) throws -> [UInt8] {
        var store = KeyStore(format: format)
        for entry in entries { try store.set(entry, replacing: false) }
        return try store.encoded(password: password)
    }

    private func identity(
        _ bytes: [UInt8],
        password: Secret? = nil,
        keyPassword: Secret? = nil,
        alias: String? = nil
    ) throws -> ServerIdentity {
        try ServerIdentity(
            keystore: bytes,
            path: "conf/keystore",
            password: password ?? self.password,
            keyPassword: keyPassword,
            alias: alias,
            now: pki.now
        )
    }

    @Test(arguments: [KeyStoreFormat.jks, .pkcs12])
    func `is the first private key with its chain`(_ format: KeyStoreFormat) throws {
        let anchor = KeyStoreEntry.trustedCertificate(alias: "ca", certificate: pki.root.certificate, created: pki.now)
        let found = try identity(bytes([anchor, entry("one"), entry("two")], format))
        #expect(found.alias == "one")
        #expect(found.chain.count == 2)
        #expect(found.others.map(\.alias) == ["two"])
    }

    @Test func `is the private key that the configuration names`() throws {
        let anchor = KeyStoreEntry.trustedCertificate(alias: "ca", certificate: pki.root.certificate, created: pki.now)
        let store = try bytes([anchor, entry("one"), entry("two")])
        let found = try identity(store, alias: "TWO")
        #expect(found.alias == "two")
        #expect(found.others.isEmpty)
        for alias in ["three", "ca"] {
            let error = #expect(throws: ServerError.self) { try identity(store, alias: alias) }
            #expect(error?.code == .noPrivateKey)
            #expect(error?.reason.contains("under '\(alias)', the alias that 'jetty.ssl.certAlias' names") == true)
        }
    }

    @Test func `has the others beside it that can serve, and says why one cannot`() throws {
        let old = try pki.server(["dns:old.example"], subject: "CN=old", validDays: -9 ... -1)
        let expired = try KeyStoreEntry.privateKey(
            alias: "old",
            key: old.key,
            chain: old.chain,
            keyPassword: nil,
            created: pki.now
        )
        let found = try identity(
            bytes([entry("one"), expired, entry("two", keyPassword: Secret("other")), entry("three")])
        )
        #expect(found.others.map(\.alias) == ["three"])
        #expect(found.unusable.map(\.code) == [.certificateNotValidNow, .data])
    }

    @Test func `opens a key with a password of its own`() throws {
        let store = try bytes([entry("one", keyPassword: Secret("other"))])
        #expect(try identity(store, keyPassword: Secret("other")).alias == "one")
        let error = #expect(throws: ServerError.self) { try identity(store) }
        #expect(error?.code == .data)
        #expect(error?.hint == "check 'jetty.ssl.keyManagerPassword'")
        #expect(error?.reason.hasPrefix("'conf/keystore', entry 'one': ") == true)
    }

    @Test(arguments: [KeyStoreFormat.jks, .pkcs12])
    func `says which option has the wrong password`(_ format: KeyStoreFormat) throws {
        let store = try bytes([entry("one")], format)
        let error = #expect(throws: ServerError.self) { try identity(store, password: Secret("wrong")) }
        #expect(error?.code == .data)
        #expect(error?.hint == "check 'jetty.ssl.keyStorePassword'")
    }

    @Test func `is none without a private key`() throws {
        let anchor = KeyStoreEntry.trustedCertificate(alias: "ca", certificate: pki.root.certificate, created: pki.now)
        let error = #expect(throws: ServerError.self) { try identity(bytes([anchor])) }
        #expect(error?.code == .noPrivateKey)
        #expect(error?.hint?.contains("girctl keystore genkey conf/keystore") == true)
    }

    @Test func `is none in what is no keystore`() {
        let error = #expect(throws: ServerError.self) { try identity(Array("hello".utf8)) }
        #expect(error?.code == .data)
    }
}
