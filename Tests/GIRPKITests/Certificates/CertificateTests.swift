import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `A certificate` {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let key: PrivateKey
    private let names: [GeneralName]

    init() throws {
        key = try PrivateKey.generate(.ec(.p256))
        names = [try GeneralName("dns:rws.example.com"), try GeneralName("ip:10.0.0.1")]
    }

    private func template(_ name: String = "CN=rws.example.com, O=Example") throws -> CertificateTemplate {
        .endEntity(
            subject: try DistinguishedName(name),
            names: names,
            usages: [.serverAuth, .clientAuth],
            notBefore: now,
            notAfter: now.addingTimeInterval(397 * 86_400)
        )
    }

    private func authority(_ key: PrivateKey) throws -> Certificate {
        try CertificateTemplate.authority(
            subject: DistinguishedName("CN=Example CA"),
            pathLength: 0,
            notBefore: now,
            notAfter: now.addingTimeInterval(3650 * 86_400)
        ).selfSigned(by: key)
    }

    @Test func `that is self-signed says what the template said`() throws {
        let certificate = try template().selfSigned(by: key)
        #expect(certificate.version == 3)
        #expect(certificate.subject.description == "CN=rws.example.com, O=Example")
        #expect(certificate.isSelfIssued)
        #expect(certificate.subjectAlternativeNames == names)
        #expect(certificate.notBefore == now)
        #expect(certificate.notAfter == now.addingTimeInterval(397 * 86_400))
        #expect(!certificate.isCA)
        #expect(certificate.signatureAlgorithm == "ecdsa-with-SHA256")
        #expect(try certificate.isSigned(by: certificate.publicKey))
        #expect(key.matches(certificate))
        let oids = certificate.extensions.map(\.oid)
        #expect(oids == ["2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17", "2.5.29.14", "2.5.29.35"])
        // digitalSignature is bit 0 (RFC 5280 §4.2.1.3).
        #expect(certificate.extensions[1].value == [0x03, 0x02, 0x07, 0x80])
        #expect(certificate.extensions[1].isCritical)
    }

    @Test func `allows encipherment with an RSA key only`() throws {
        func keyUsage(_ keys: KeySpecification) throws -> [UInt8]? {
            var template = try template()
            template.keyUsage.insert(.dataEncipherment)
            return try template.selfSigned(by: try PrivateKey.generate(keys)).extensions[1].value
        }
        #expect(try keyUsage(.rsa(bits: 2048)) == [0x03, 0x02, 0x04, 0xb0])
        #expect(try keyUsage(.ec(.p384)) == [0x03, 0x02, 0x07, 0x80])
        #expect(try keyUsage(.ed25519) == [0x03, 0x02, 0x07, 0x80])
    }

    @Test func `of an authority signs others`() throws {
        let authorityKey = try PrivateKey.generate(.rsa(bits: 2048))
        let authority = try authority(authorityKey)
        let certificate = try template().signed(for: key.publicKey, by: authority, key: authorityKey)
        #expect(authority.isCA)
        #expect(certificate.issuer == authority.subject)
        #expect(certificate.isSigned(by: authority))
        #expect(!certificate.isSigned(by: certificate))
        #expect(certificate.signatureAlgorithm == "sha256WithRSAEncryption")
        #expect(
            certificate.extensions.last?.value.suffix(20)
                == authority.extensions.first { $0.oid == "2.5.29.14" }?.value.suffix(20)
        )
        #expect(throws: PKIError(.keyMismatch, "")) {
            try template().signed(for: key.publicKey, by: authority, key: key)
        }
    }

    @Test func `has a random serial number of up to 128 bits`() throws {
        let serials = try (0..<8).map { _ in try template().selfSigned(by: key).serialNumber }
        #expect(Set(serials).count == serials.count)
        #expect(serials.allSatisfy { (24...32).contains($0.count) })
    }

    @Test func `is valid up to the year 9999 and no later`() throws {
        var late = try template()
        late.notAfter = Date(timeIntervalSince1970: 253_402_300_799)
        #expect(try late.selfSigned(by: key).notAfter == late.notAfter)
        late.notAfter = Date(timeIntervalSince1970: 253_402_300_800)
        #expect(throws: PKIError(.invalidParameter, "")) { try late.selfSigned(by: key) }
    }

    @Test func `survives DER and PEM`() throws {
        let certificate = try template().selfSigned(by: key)
        #expect(try Certificate(der: certificate.der) == certificate)
        let other = try template("CN=other").selfSigned(by: key)
        let bundle = Array(("# two of them\n" + certificate.pem + "\nand\n" + other.pem).utf8)
        #expect(try Certificate.readAll(bundle) == [certificate, other])
        #expect(try Certificate.readAll(certificate.der) == [certificate])
    }

    @Test func `is refused with bytes after it, empty or of another kind`() throws {
        let certificate = try template().selfSigned(by: key)
        #expect(throws: PKIError(.malformed, "")) { try Certificate(der: certificate.der + [0]) }
        #expect(throws: PKIError(.malformed, "")) { try Certificate(der: []) }
        #expect(throws: PKIError(.unsupportedFormat, "")) { try Certificate.readAll([]) }
        #expect(throws: PKIError(.unsupportedFormat, "")) { try Certificate.readAll(Array("hello".utf8)) }
        #expect(throws: PKIError(.unsupportedFormat, "")) { try Certificate.readAll(key.pem().revealBytes()) }
        let broken = certificate.pem.replacing("MII", with: "AAA")
        #expect(throws: PKIError(.malformed, "")) { try Certificate.readAll(Array(broken.utf8)) }
    }

    @Test func `damaged in any byte either reads or throws, and never verifies`() throws {
        let certificate = try template().selfSigned(by: key)
        for mutation in Mutations.truncations(of: certificate.der) {
            #expect(throws: PKIError.self) { try Certificate(der: mutation.bytes) }
        }
        let publicKey = key.publicKey
        for mutation in Mutations.byteFlips(of: certificate.der) {
            guard let read = try? Certificate(der: mutation.bytes) else { continue }
            #expect(!read.isSigned(by: publicKey), "\(mutation)")
            _ = (read.subjectAlternativeNames, read.extensions, read.serialNumber, read.signatureAlgorithm, read.isCA)
        }
    }

    @Test func `chain is ordered whatever the order it came in`() throws {
        let rootKey = try PrivateKey.generate(.ec(.p256))
        let root = try authority(rootKey)
        let certificate = try template().signed(for: key.publicKey, by: root, key: rootKey)
        let stranger = try template("CN=stranger").selfSigned(by: rootKey)
        let chain = try CertificateChain(of: key.publicKey, from: [root, stranger, certificate])
        #expect(chain.certificates == [certificate, root])
        #expect(chain.unused == [stranger])
        #expect(chain.missingIssuer == nil)
        #expect(try CertificateChain(of: key.publicKey, from: [certificate]).missingIssuer == root.subject)
        #expect(throws: PKIError(.keyMismatch, "")) { try CertificateChain(of: key.publicKey, from: [root]) }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `is accepted by OpenSSL as a server's below its authority`() async throws {
        let folder = try TemporaryDirectory()
        let authorityKey = try PrivateKey.generate(.ec(.p384))
        let authority = try authority(authorityKey)
        let certificate = try template().signed(for: key.publicKey, by: authority, key: authorityKey)
        let result = try await Tool.openssl.run([
            "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "rws.example.com", "-attime",
            "1800000001",
            "-CAfile", folder.write(authority.pem, to: "ca.pem"), folder.write(certificate.pem, to: "server.pem"),
        ])
        #expect(result.status == 0, "\(result)")
    }
}
