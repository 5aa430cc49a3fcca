import FoundationEssentials
import GIRTestSupport

@testable import GIRPKI

/// A certificate to be made for a test, right or wrong in whatever way: every field can be set and nothing is checked.
struct CertificateRecipe {
    var subject: String
    var version = 3
    var serialNumber: [UInt8] = [0x11, 0x22]
    var notBefore = TestPKI.now.addingTimeInterval(-86_400)
    var notAfter = TestPKI.now.addingTimeInterval(30 * 86_400)
    var digest = "SHA256"
    var keyBits: Int?
    var extensions: [CertificateExtension] = []
    var hasAuthorityKeyIdentifier = true
    var hasSubjectKeyIdentifier = true

    /// A CA as it should be.
    static func authority(_ subject: String, pathLength: Int? = nil) -> CertificateRecipe {
        var recipe = CertificateRecipe(subject: subject)
        recipe.set(ExtensionOID.basicConstraints, critical: true, ASN1.basicConstraints(true, pathLength))
        recipe.set(ExtensionOID.keyUsage, critical: true, DERWriter.namedBits([5, 6]))
        return recipe
    }

    /// A TLS server as it should be; names as on the command line.
    static func server(
        _ subject: String = "CN=server",
        _ names: [String] = ["dns:host.example.com"]
    ) throws -> CertificateRecipe {
        var recipe = CertificateRecipe(subject: subject)
        recipe.set(ExtensionOID.keyUsage, critical: true, DERWriter.namedBits([0]))
        recipe.set(ExtensionOID.extendedKeyUsage, ASN1.purposes([ExtendedKeyUsage.serverAuth.rawValue]))
        if !names.isEmpty { try recipe.setNames(names) }
        return recipe
    }

    /// Sets or replaces an extension.
    mutating func set(_ oid: String, critical: Bool = false, _ value: [UInt8]) {
        remove(oid)
        extensions.append(CertificateExtension(oid: oid, isCritical: critical, value: value))
    }

    mutating func setNames(_ names: [String], critical: Bool = false) throws {
        set(
            ExtensionOID.subjectAlternativeName,
            critical: critical,
            DERWriter.sequence(try names.map { try ASN1.name($0) })
        )
    }

    mutating func remove(_ oid: String) { extensions.removeAll { $0.oid == oid } }

    /// The recipe after a change, for recipes in one expression.
    func with(_ change: (inout CertificateRecipe) throws -> Void) rethrows -> CertificateRecipe {
        var recipe = self
        try change(&recipe)
        return recipe
    }

    /// Makes a key and signs the certificate with it.
    func selfSigned(key: PrivateKey? = nil) throws -> TestPKI.Identity {
        let key = try key ?? newKey()
        return TestPKI.Identity(key: key, chain: [try certificate(for: key, issuer: try name, signer: key)])
    }

    /// Makes a key and has the issuer sign the certificate.
    func issued(by issuer: TestPKI.Identity, key: PrivateKey? = nil) throws -> TestPKI.Identity {
        let key = try key ?? newKey()
        return TestPKI.Identity(
            key: key,
            chain: [try certificate(for: key, issuer: issuer.certificate.subject, signer: issuer.key)]
        )
    }

    private var name: DistinguishedName {
        get throws { try subject.isEmpty ? DistinguishedName(relativeNames: []) : DistinguishedName(subject) }
    }

    private func newKey() throws -> PrivateKey {
        try PrivateKey.generate(keyBits.map { .rsa(bits: $0) } ?? .ec(.p256))
    }

    private func certificate(
        for key: PrivateKey,
        issuer: DistinguishedName,
        signer: PrivateKey
    ) throws -> Certificate {
        var all = extensions
        if version == 3 {
            let add = { (oid: String, value: [UInt8]) in
                if !all.contains(where: { $0.oid == oid }) {
                    all.append(CertificateExtension(oid: oid, isCritical: false, value: value))
                }
            }
            if hasSubjectKeyIdentifier {
                add(ExtensionOID.subjectKeyIdentifier, DERWriter.octetString(key.publicKey.keyIdentifier))
            }
            if hasAuthorityKeyIdentifier {
                let identifier = DERWriter.contextSpecific(0, signer.publicKey.keyIdentifier)
                add(ExtensionOID.authorityKeyIdentifier, DERWriter.sequence([identifier]))
            }
        }
        let algorithm = ASN1.signatureAlgorithm(of: signer, digest: digest)
        let body = DERWriter.sequence(
            (version == 1 ? [] : [DERWriter.element(0xa0, DERWriter.integer(version - 1))]) + [
                DERWriter.element(0x02, serialNumber), algorithm, issuer.der,
                DERWriter.sequence([ASN1.time(notBefore), ASN1.time(notAfter)]), try name.der,
                key.publicKey.subjectPublicKeyInfo,
            ] + (all.isEmpty ? [] : [DERWriter.element(0xa3, DERWriter.sequence(all.map(ASN1.encoded)))])
        )
        let signature = try ASN1.signature(on: body, by: signer, digest: digest)
        return try Certificate(der: DERWriter.sequence([body, algorithm, DERWriter.element(0x03, [0] + signature)]))
    }
}
