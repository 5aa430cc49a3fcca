import FoundationEssentials
import GIRPKI
import NIOSSL
import Testing

@testable import GIRServer

@Suite struct `TLS of the listener` {
    @Test func `is Mozilla's intermediate profile and nothing of the library's defaults`() throws {
        let configuration = try TLSSettings(TestIdentity.make()).configuration()
        #expect(configuration.minimumTLSVersion == .tlsv12)
        #expect(configuration.maximumTLSVersion == .tlsv13)
        // ECDHE with AES-GCM or ChaCha20-Poly1305, for both kinds of key (RFC 5289, RFC 7905).
        let suites: Set<UInt16> = [0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9]
        #expect(Set(configuration.cipherSuiteValues.map(\.rawValue)) == suites)
        #expect(configuration.curves == [.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1])
        #expect(configuration.applicationProtocols == ["h2", "http/1.1"])
        #expect(configuration.renegotiationSupport == .none)
    }

    @Test(arguments: [KeySpecification.rsa(bits: 2048), .ec(.p256), .ec(.p384), .ed25519])
    func `works with the keys that girctl makes`(_ key: KeySpecification) throws {
        _ = try TLSSettings(TestIdentity.make(key)).context()
    }
}

@Suite struct `Server identity` {
    @Test func `is refused once its certificate has expired`() throws {
        let error = #expect(throws: ServerError.self) { try TestIdentity.make(now: TestIdentity.notAfter + 1) }
        #expect(error?.code == .certificateNotValidNow)
        #expect(error?.reason == "the certificate under 'server' in 'keystore.jks' expired on 2026-01-01T00:00:00Z")
        #expect(error?.hint?.contains("girctl keystore genkey") == true)
    }

    @Test func `is refused before its certificate is valid`() throws {
        let error = #expect(throws: ServerError.self) { try TestIdentity.make(now: TestIdentity.notBefore - 1) }
        #expect(error?.code == .certificateNotValidNow)
    }

    @Test func `is refused with an RSA key that clients find too weak`() throws {
        let error = #expect(throws: ServerError.self) { try TestIdentity.make(.rsa(bits: 1024)) }
        #expect(error?.code == .data)
        #expect(error?.reason == "the RSA key of 1024 bits under 'server' in 'keystore.jks' is too weak to serve with")
        #expect(error?.hint?.contains("2048 bits or more: girctl keystore genkey") == true)
    }

    @Test func `is good on the first and the last second`() throws {
        _ = try TestIdentity.make(now: TestIdentity.notBefore)
        _ = try TestIdentity.make(now: TestIdentity.notAfter)
    }

    @Test func `needs the key of its certificate`() throws {
        let other = try PrivateKey.generate(.ec(.p256))
        let error = #expect(throws: ServerError.self) { try TestIdentity.make(servingWith: other) }
        #expect(error?.code == .data)
    }

    @Test func `needs a certificate`() throws {
        let error = #expect(throws: ServerError.self) {
            try ServerIdentity(
                alias: "server",
                key: .generate(.ec(.p256)),
                chain: [],
                keystore: "k.jks",
                now: TestIdentity.notBefore
            )
        }
        #expect(error?.code == .noPrivateKey)
    }
}
