import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `Revocation lists` {
    /// A root, an issuer and a server whose numbers are 1, 2 and 3.
    private struct Chain {
        let root: TestPKI.Identity
        let issuer: TestPKI.Identity
        let server: TestPKI.Identity

        init(_ change: (inout CertificateRecipe) throws -> Void = { _ in }) throws {
            root = try CertificateRecipe.authority("CN=Root").with { $0.serialNumber = [1] }.selfSigned()
            issuer = try CertificateRecipe.authority("CN=Issuer").with { $0.serialNumber = [2] }.issued(by: root)
            server = try CertificateRecipe.server().with {
                $0.serialNumber = [3]
                try change(&$0)
            }.issued(by: issuer)
        }

        func result(_ lists: [RevocationList], policy: TrustPolicy = .rfc5280) -> TrustResult {
            TrustEvaluator(anchors: [root.certificate], policy: policy, revocationLists: lists)
                .evaluate(
                    chain: [server.certificate, issuer.certificate],
                    host: nil,
                    at: TestPKI.now,
                    nameRule: .rfc9525
                )
        }

        func codes(_ list: RevocationRecipe, policy: TrustPolicy = .rfc5280) throws -> [TrustFailure.Code] {
            result([try RevocationRecipe().signed(by: root), try list.signed(by: issuer)], policy: policy)
                .failures.map(\.code)
        }
    }

    @Test func `let a chain pass that none of them names`() throws {
        #expect(try Chain().codes(RevocationRecipe(serialNumbers: [[9], [3, 3]])) == [])
    }

    @Test func `are not asked for when there are none`() throws {
        #expect(try Chain().result([]).isTrusted)
    }

    @Test func `are said not to count where another one does, or where none of these issuers made them`() throws {
        let chain = try Chain()
        let ofRoot = try RevocationRecipe().signed(by: chain.root)
        let good = try RevocationRecipe().signed(by: chain.issuer)
        let old = try RevocationRecipe(nextUpdate: TestPKI.now.addingTimeInterval(-1)).signed(by: chain.issuer)
        let foreign = try RevocationRecipe().signed(by: TestPKI().issuer)
        let result = chain.result([ofRoot, good, old, foreign])
        #expect(result.isTrusted)
        #expect(result.notes.contains { $0.contains("does not count: the next one was due on") }, "\(result.notes)")
        #expect(result.notes.contains { $0.contains("not of an issuer of these certificates") }, "\(result.notes)")
        #expect(chain.result([ofRoot, good]).notes.isEmpty)
    }

    @Test func `say who was revoked, when and why`() throws {
        let chain = try Chain()
        var list = RevocationRecipe(serialNumbers: [[2], [3]], reason: 1)
        let reason = chain.result([try RevocationRecipe().signed(by: chain.root), try list.signed(by: chain.issuer)])
            .reason
        #expect(reason?.code == .revoked)
        #expect(
            reason?.message
                == "the certificate 'CN=server' was revoked on 2027-01-14T08:00:00Z: its key was compromised"
        )
        list.serialNumbers = [[2]]
        let above = chain.result([try list.signed(by: chain.root), try RevocationRecipe().signed(by: chain.issuer)])
        #expect(above.failures.map(\.place) == [.intermediate(1)])
    }

    @Test func `are needed for every certificate below the anchor`() throws {
        let chain = try Chain()
        let codes = { (lists: [RevocationList]) in chain.result(lists).failures.map(\.code) }
        #expect(codes([try RevocationRecipe().signed(by: chain.root)]) == [.revocationUnknown])
        #expect(codes([try RevocationRecipe().signed(by: chain.issuer)]) == [.revocationUnknown])
    }

    /// What makes a list say nothing, and the words for it.
    struct Obstacle: Sendable, CustomStringConvertible {
        let description: String
        let spoil: @Sendable (inout RevocationRecipe) throws -> Void
    }

    private static func scope(_ field: [UInt8]) -> CertificateExtension {
        CertificateExtension(oid: "2.5.29.28", isCritical: true, value: DERWriter.sequence([field]))
    }

    private static let obstacles = [
        Obstacle(description: "it is not valid before") { $0.thisUpdate = TestPKI.now.addingTimeInterval(9) },
        Obstacle(description: "the next one was due on") { $0.nextUpdate = TestPKI.now.addingTimeInterval(-9) },
        Obstacle(description: "it does not say when the next one comes") { $0.nextUpdate = nil },
        Obstacle(description: "it has the critical extension 1.2.3") {
            $0.extensions.append(CertificateExtension(oid: "1.2.3", isCritical: true, value: [5, 0]))
        },
        Obstacle(description: "an entry has the critical extension 1.2.3") {
            $0.serialNumbers = [[9]]
            $0.entryExtension = CertificateExtension(oid: "1.2.3", isCritical: true, value: [5, 0])
        },
        Obstacle(description: "its signature can be forged") { $0.digest = "SHA1" },
        Obstacle(description: "it has no number") { $0.extensions = [] },
        Obstacle(description: "its number is critical") {
            $0.extensions = [CertificateExtension(oid: "2.5.29.20", isCritical: true, value: DERWriter.integer(7))]
        },
        // onlyContainsCACerts, onlySomeReasons, indirectCRL, onlyContainsAttributeCerts
        Obstacle(description: "it does not speak of this") { $0.extensions.append(scope([0x82, 1, 0xff])) },
        Obstacle(description: "it does not speak of this") { $0.extensions.append(scope([0x83, 2, 6, 0x40])) },
        Obstacle(description: "it does not speak of this") { $0.extensions.append(scope([0x84, 1, 0xff])) },
        Obstacle(description: "it does not speak of this") { $0.extensions.append(scope([0x85, 1, 0xff])) },
        // distributionPoint: a place that the certificate does not name
        Obstacle(description: "it does not speak of this") {
            $0.extensions.append(
                scope(DERWriter.element(0xa0, DERWriter.element(0xa0, try ASN1.name("uri:http://x/y"))))
            )
        },
    ]

    @Test(arguments: obstacles)
    func `that do not count leave a certificate unknown`(obstacle: Obstacle) throws {
        let chain = try Chain()
        var list = RevocationRecipe()
        try obstacle.spoil(&list)
        let reason = chain.result([try RevocationRecipe().signed(by: chain.root), try list.signed(by: chain.issuer)])
            .reason
        #expect(reason?.code == .revocationUnknown)
        #expect(
            reason?.facts.contains { $0.contains("does not count: \(obstacle)") } ?? false,
            "\(reason?.facts ?? [])"
        )
    }

    @Test func `may lack a number where Java does not ask for one`() throws {
        #expect(try Chain().codes(RevocationRecipe(extensions: []), policy: .rws) == [])
    }

    @Test func `of the place that a certificate names speak of it`() throws {
        let place = DERWriter.element(0xa0, DERWriter.element(0xa0, try ASN1.name("uri:http://x/y")))
        let chain = try Chain {
            $0.set("2.5.29.31", DERWriter.sequence([DERWriter.sequence([place])]))
        }
        var list = RevocationRecipe()
        list.extensions.append(Self.scope(place))
        #expect(try chain.codes(list) == [])
        let unknown = chain.result([try RevocationRecipe().signed(by: chain.root)]).reason
        #expect(unknown?.facts.last == "its issuer's list is offered at http://x/y")
    }

    @Test func `of changes revoke but do not acquit`() throws {
        let chain = try Chain()
        let delta = CertificateExtension(oid: "2.5.29.27", isCritical: true, value: DERWriter.integer(7))
        var list = RevocationRecipe()
        list.extensions.append(delta)
        #expect(try chain.codes(list) == [.revocationUnknown])
        list.serialNumbers = [[3]]
        #expect(try chain.codes(list) == [.revoked])
        list.reason = 8
        #expect(try chain.codes(list) == [.revocationUnknown])
    }

    @Test func `are signed by a key of the issuer that may`() throws {
        let chain = try Chain()
        let root = try RevocationRecipe().signed(by: chain.root)
        let forged = try RevocationRecipe().signed(by: chain.issuer, key: chain.server.key)
        #expect(chain.result([root, forged]).failures.map(\.code) == [.revocationUnknown])

        let silent = try CertificateRecipe.authority("CN=Issuer").with {
            $0.set(ExtensionOID.keyUsage, critical: true, DERWriter.namedBits([5]))
        }.issued(by: chain.root)
        let server = try CertificateRecipe.server().issued(by: silent)
        let reason = TrustEvaluator(
            anchors: [chain.root.certificate],
            revocationLists: [root, try RevocationRecipe().signed(by: silent)]
        ).evaluate(chain: [server.certificate, silent.certificate], host: nil, at: TestPKI.now, nameRule: .rws).reason
        #expect(reason?.code == .revocationUnknown)
        #expect(reason?.facts.first?.hasSuffix("the issuer's key usage does not allow to sign lists") ?? false)
    }

    @Test func `are read from PEM and DER, whole ones only`() throws {
        let der = try RevocationRecipe(serialNumbers: [[3]]).der(by: Chain().issuer)
        let pem = "-----BEGIN X509 CRL-----\n\(Data(der).base64EncodedString())\n-----END X509 CRL-----\n"
        #expect(try RevocationList.readAll(der).map(\.der) == [der])
        #expect(try RevocationList.readAll(Array((pem + "text\n" + pem).utf8)).map(\.der) == [der, der])
        #expect(throws: PKIError.self) { try RevocationList.readAll(Array("nothing".utf8)) }
        #expect(throws: PKIError.self) { try RevocationList.readAll(der + [0]) }
        for damaged in Mutations.truncations(of: der) {
            #expect(throws: PKIError.self) { try RevocationList(der: damaged.bytes) }
        }
    }
}
