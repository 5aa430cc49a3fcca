import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `A hostile certificate` {
    /// A certificate with every extension that is decoded.
    private func elaborate(by issuer: TestPKI.Identity) throws -> Certificate {
        try CertificateRecipe.server(
            "CN=host.example.com, O=Acme",
            ["dns:*.example.com", "ip:10.0.0.1", "email:a@b.c", "uri:https://a.b/", "dn:O=X", "other:x"]
        ).with {
            $0.set(ExtensionOID.basicConstraints, ASN1.basicConstraints(true, 3))
            $0.set(
                ExtensionOID.nameConstraints,
                try ASN1.nameConstraints(permitted: ["dns:example.com"], excluded: ["ip:10.0.0.0/255.0.0.0"])
            )
            $0.set(ExtensionOID.certificatePolicies, ASN1.policies(["1.2.3", "2.5.29.32.0"]))
            let pair = DERWriter.sequence(["1.2.3", "1.2.4"].map(DERWriter.objectIdentifier))
            $0.set(ExtensionOID.policyMappings, DERWriter.sequence([pair]))
            $0.set(ExtensionOID.policyConstraints, DERWriter.sequence([DERWriter.contextSpecific(0, [2])]))
            $0.set(ExtensionOID.inhibitAnyPolicy, DERWriter.integer(2))
            let location = DERWriter.sequence([
                DERWriter.objectIdentifier("1.3.6.1.5.5.7.48.2") + (try ASN1.name("uri:http://a"))
            ])
            $0.set(ExtensionOID.authorityInformationAccess, DERWriter.sequence([location]))
        }.issued(by: issuer).certificate
    }

    @Test func `never traps, whatever byte is changed or cut off`() throws {
        let root = try CertificateRecipe.authority("CN=Root").selfSigned()
        let sound = try elaborate(by: root)
        #expect(PathCertificate(sound).defect == nil)
        #expect(PathCertificate(sound).extensions.defects.isEmpty)
        let evaluators = TrustPolicy.all.map { TrustEvaluator(anchors: root.chain, policy: $0) }
        var readable = 0
        let mutations =
            Array(Mutations.truncations(of: sound.der))
            + [0x01, 0x80].flatMap {
                Array(Mutations.byteFlips(of: sound.der, mask: $0))
            } + Mutations.random(of: sound.der, count: 1000, seed: 1)
        for mutation in mutations {
            guard let certificate = try? Certificate(der: mutation.bytes) else { continue }
            readable += 1
            for evaluator in evaluators {
                let result = evaluator.evaluate(
                    chain: [certificate],
                    host: "a.example.com",
                    at: TestPKI.now,
                    nameRule: .rfc9525
                )
                // Only what is outside the signature may change without being found out: nothing in DER.
                #expect(!result.isTrusted || certificate == sound, "\(mutation)")
                _ = TrustEvaluator(anchors: [certificate]).codes([certificate, sound], host: "10.0.0.1")
            }
        }
        #expect(readable > 500)
    }

    @Test(arguments: [
        (ExtensionOID.basicConstraints, [UInt8]([0x30, 0x03, 0x01, 0x01, 0x01])),
        (ExtensionOID.keyUsage, [0x03, 0x01, 0x00]),
        (ExtensionOID.extendedKeyUsage, [0x30, 0x00]),
        (ExtensionOID.subjectAlternativeName, Array("host.example.com".utf8)),
        (ExtensionOID.subjectAlternativeName, [0x30, 0x00]), (ExtensionOID.nameConstraints, [0x05, 0x00]),
        (ExtensionOID.subjectAlternativeName, [0x30, 0x04, 0x82, 0x02, 0xc3, 0xa4]),
        (ExtensionOID.authorityKeyIdentifier, [0x30, 0x80, 0x00, 0x00]),
        (ExtensionOID.certificatePolicies, [0x30, 0x00]),
        (ExtensionOID.policyConstraints, [0x30, 0x01]), (ExtensionOID.inhibitAnyPolicy, [0x02, 0x01, 0xff]),
        (ExtensionOID.policyMappings, [0x30, 0x00]), (ExtensionOID.subjectKeyIdentifier, []),
    ])
    func `with an extension that cannot be read is refused`(oid: String, value: [UInt8]) throws {
        let trial = try TrustTrial { $0.server.set(oid, value) }
        #expect(try trial.codes() == [.malformedCertificate])
        #expect(try trial.codes(EncodingPolicy()) == [.malformedCertificate])
    }

    @Test func `may have an unreadable place for its issuer, except for strict policies`() throws {
        var trial = try TrustTrial { $0.server.set(ExtensionOID.authorityInformationAccess, [0x30, 0x00]) }
        #expect(try trial.codes() == [])
        trial.policy = .rfc5280
        #expect(try trial.codes() == [.malformedCertificate])
    }

    @Test func `with an extension twice is refused`() throws {
        let trial = try TrustTrial {
            let item = CertificateExtension(oid: "1.2.3.4", isCritical: false, value: [5, 0])
            $0.server.extensions += [item, item]
        }
        let reason = try trial.result().reason
        #expect(reason?.code == .malformedCertificate)
        #expect(reason?.message == "the certificate 'CN=server' cannot be read: the extension 1.2.3.4 occurs twice")
    }

    @Test func `with two signature algorithms is refused`() throws {
        let root = try CertificateRecipe.authority("CN=Root").selfSigned()
        var der = try CertificateRecipe.server().issued(by: root).certificate.der
        // ecdsa-with-SHA256 becomes ecdsa-with-SHA384 outside the signed part.
        let oid = DERWriter.objectIdentifier("1.2.840.10045.4.3.2")
        let last = try #require(der.indices.reversed().first { der[$0...].starts(with: oid) })
        der[last + oid.count - 1] = 3
        let codes = TrustEvaluator(anchors: root.chain).codes([try Certificate(der: der)])
        #expect(codes == [.malformedCertificate] || codes == [.badSignature])
    }
}

@Suite struct `DER reading` {
    @Test(arguments: [
        ("", "nothing"), ("30", "no length"), ("3001", "too short"), ("3080", "indefinite"),
        ("308105", "padded length"),
        ("30820005", "padded length"), ("3085010000000000", "five bytes of length"), ("1f8101", "long tag"),
        ("3084ffffffff", "far too long"),
    ])
    func `refuses what is not DER`(hex: String, reason: String) throws {
        var reader = DERReader(try ASN1.bytes(hex: hex))
        #expect(throws: PKIError.self, "\(reason)") { try reader.next() }
    }

    @Test(arguments: [("2a0304", "1.2.3.4"), ("2a864886f70d010101", "1.2.840.113549.1.1.1"), ("551d11", "2.5.29.17")])
    func `reads object identifiers`(hex: String, expected: String) throws {
        var reader = DERReader(DERWriter.element(0x06, try ASN1.bytes(hex: hex)))
        #expect(try reader.next(DERTag.objectIdentifier).objectIdentifier == expected)
    }

    @Test(arguments: ["", "80", "2a80", "2a8001", "2affffffffffffffffff7f"])
    func `refuses object identifiers that are none`(hex: String) throws {
        var reader = DERReader(DERWriter.element(0x06, try ASN1.bytes(hex: hex)))
        let value = try reader.next()
        #expect(throws: PKIError.self) { try value.objectIdentifier }
    }

    @Test(arguments: [("00", 0), ("7f", 127), ("0080", 128), ("7fffffffff", Int(Int32.max))])
    func `reads counts`(hex: String, expected: Int) throws {
        var reader = DERReader(DERWriter.element(0x02, try ASN1.bytes(hex: hex)))
        #expect(try reader.next().count == expected)
    }

    @Test(arguments: ["", "80", "ff", "0001", "ff80"])
    func `refuses counts that are negative or padded`(hex: String) throws {
        var reader = DERReader(DERWriter.element(0x02, try ASN1.bytes(hex: hex)))
        let value = try reader.next()
        #expect(throws: PKIError.self) { try value.count }
    }

    @Test(arguments: [
        ("CN=Acme  Corp", "CN=acme corp", true), ("CN=ÄÖÜ", "CN=äöü", true), ("CN=a", "CN=b", false),
        ("CN=a, O=b", "O=b, CN=a", false), ("CN=a", "O=a", false),
    ])
    func `compares names without case and spaces`(left: String, right: String, areEqual: Bool) throws {
        let names = try [left, right].map { text in
            var reader = DERReader(try DistinguishedName(text).der)
            return try CanonicalName(reader.next().contents)
        }
        #expect((names[0] == names[1]) == areEqual)
    }

    @Test func `compares the attributes of a relative name in any order, whatever their string type`() throws {
        let attribute = { (oid: String, tag: UInt8, bytes: [UInt8]) in
            DERWriter.sequence([DERWriter.objectIdentifier(oid), DERWriter.element(tag, bytes)])
        }
        let printable = DERWriter.element(
            0x31,
            attribute("2.5.4.3", 0x13, Array("Acme".utf8)) + attribute("2.5.4.10", 0x13, Array("X".utf8))
        )
        let wide = DERWriter.element(
            0x31,
            attribute("2.5.4.10", 0x0c, Array("x".utf8))
                + attribute("2.5.4.3", 0x1e, [0, 0x41, 0, 0x63, 0, 0x6d, 0, 0x45])
        )
        #expect(try CanonicalName(printable[...]) == CanonicalName(wide[...]))
        #expect(throws: PKIError.self) { try CanonicalName([0x31, 0x00]) }
    }
}
