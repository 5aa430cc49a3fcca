import FoundationEssentials
import GIRTestSupport

@testable import GIRPKI

/// A revocation list to be made for a test, right or wrong in whatever way.
struct RevocationRecipe {
    var serialNumbers: [[UInt8]] = []
    var thisUpdate = TestPKI.now.addingTimeInterval(-86_400)
    var nextUpdate: Date? = TestPKI.now.addingTimeInterval(86_400)
    var digest = "SHA256"
    var extensions = [CertificateExtension(oid: "2.5.29.20", isCritical: false, value: DERWriter.integer(7))]
    /// CRLReason of every entry.
    var reason: UInt8?
    var entryExtension: CertificateExtension?

    /// The list in the issuer's name.
    func signed(by issuer: TestPKI.Identity, key: PrivateKey? = nil) throws -> RevocationList {
        try RevocationList(der: der(by: issuer, key: key))
    }

    func der(by issuer: TestPKI.Identity, key: PrivateKey? = nil) throws -> [UInt8] {
        let key = key ?? issuer.key
        let algorithm = ASN1.signatureAlgorithm(of: key, digest: digest)
        var ofEntry: [[UInt8]] = entryExtension.map { [ASN1.encoded($0)] } ?? []
        if let reason {
            let value = DERWriter.element(0x0a, [reason])
            ofEntry.append(ASN1.encoded(CertificateExtension(oid: "2.5.29.21", isCritical: false, value: value)))
        }
        let entries = serialNumbers.map {
            DERWriter.sequence(
                [DERWriter.element(0x02, $0), ASN1.time(thisUpdate)]
                    + (ofEntry.isEmpty ? [] : [DERWriter.sequence(ofEntry)])
            )
        }
        let body = DERWriter.sequence(
            [DERWriter.integer(1), algorithm, issuer.certificate.subject.der, ASN1.time(thisUpdate)]
                + (nextUpdate.map { [ASN1.time($0)] } ?? []) + (entries.isEmpty ? [] : [DERWriter.sequence(entries)])
                + (extensions.isEmpty
                    ? [] : [DERWriter.element(0xa0, DERWriter.sequence(extensions.map(ASN1.encoded)))])
        )
        let signature = try ASN1.signature(on: body, by: key, digest: digest)
        return DERWriter.sequence([body, algorithm, DERWriter.element(0x03, [0] + signature)])
    }
}
