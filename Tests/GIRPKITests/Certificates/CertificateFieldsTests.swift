import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `The fields of a certificate` {
    private static let keys: [KeySpecification] =
        [.rsa(bits: 1024), .rsa(bits: 2048), .ed25519] + KeySpecification.Curve.allCases.map(KeySpecification.ec)

    private func certificate(_ keys: KeySpecification) throws -> Certificate {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        return try CertificateTemplate.endEntity(
            subject: DistinguishedName("CN=rws.example.com, O=Example"),
            names: [GeneralName("dns:rws.example.com")],
            usages: [.serverAuth],
            notBefore: now,
            notAfter: now.addingTimeInterval(86_400)
        ).selfSigned(by: PrivateKey.generate(keys))
    }

    @Test(arguments: keys) func `name the key as the decoded key does`(_ keys: KeySpecification) throws {
        let key = try certificate(keys).publicKey
        #expect(KeyAlgorithm(keyInfo: key.subjectPublicKeyInfo[...]) == key.algorithm)
    }

    @Test func `leave a key of another kind to the decoder`() {
        // DSA (1.2.840.10040.4.1), and an elliptic curve whose parameters are written out.
        let dsa = DERWriter.sequence([
            DERWriter.sequence([DERWriter.objectIdentifier("1.2.840.10040.4.1")]), [0x03, 0x01, 0x00],
        ])
        let explicit = DERWriter.sequence([
            DERWriter.sequence([DERWriter.objectIdentifier("1.2.840.10045.2.1"), DERWriter.sequence([])]),
            [0x03, 0x01, 0x00],
        ])
        #expect(KeyAlgorithm(keyInfo: dsa[...]) == nil)
        #expect(KeyAlgorithm(keyInfo: explicit[...]) == nil)
    }

    @Test(arguments: [0xff, 0x01, 0x20, 0x80] as [UInt8])
    func `are taken of the same certificates that OpenSSL takes`(_ mask: UInt8) throws {
        let der = try certificate(.ed25519).der
        for mutation in Mutations.byteFlips(of: der, mask: mask) {
            do {
                try Certificate(der: mutation.bytes).withX509 { _ in }
            } catch {
                let isUndated = "\(error)".contains("validity period")
                #expect(isUndated || (try? X509Handle(mutation.bytes)) == nil, "\(mutation): \(error)")
            }
        }
    }

    @Test func `are read from BER too, and the signature stays right`() throws {
        let certificate = try certificate(.ec(.p256))
        // The length of the whole in one byte more than it needs.
        let ber = [0x30, 0x83, 0x00] + certificate.der.dropFirst(2)
        #expect(certificate.der.starts(with: [0x30, 0x82]))
        let read = try Certificate(der: ber)
        #expect(read.der == ber)
        #expect(read.subject == certificate.subject)
        #expect(read.serialNumber == certificate.serialNumber)
        #expect(read.extensions == certificate.extensions)
        #expect(try read.isSigned(by: certificate.publicKey))
    }
}
