import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `The reason for distrust` {
    private let root: TestPKI.Identity
    private let issuer: TestPKI.Identity
    private let server: TestPKI.Identity

    init() throws {
        root = try CertificateRecipe.authority("CN=Root").selfSigned()
        issuer = try CertificateRecipe.authority("CN=Issuer").issued(by: root)
        server = try CertificateRecipe.server().issued(by: issuer)
    }

    private func result(_ anchors: [TestPKI.Identity], _ chain: [TestPKI.Identity]) -> TrustResult {
        TrustEvaluator(anchors: anchors.map(\.certificate))
            .evaluate(chain: chain.map(\.certificate), host: nil, at: TestPKI.now, nameRule: .rws)
    }

    @Test func `names a missing intermediate`() throws {
        let location = DERWriter.sequence([
            DERWriter.objectIdentifier("1.3.6.1.5.5.7.48.2") + (try ASN1.name("uri:http://ca.example/issuer.crt"))
        ])
        let leaf = try CertificateRecipe.server()
            .with { $0.set(ExtensionOID.authorityInformationAccess, DERWriter.sequence([location])) }.issued(by: issuer)
        let result = result([root], [leaf])
        #expect(result.failures.count == 1)
        #expect(result.reason?.code == .missingIssuer)
        #expect(result.reason?.place == .endEntity)
        #expect(
            result.reason?.message
                == "the certificate 'CN=server' was issued by 'CN=Issuer', which is neither in the chain nor in the truststore"
        )
        #expect(
            result.reason?.facts == [
                "the issuer's key identifier is \(issuer.key.publicKey.keyIdentifier.colonHex)",
                "the issuer's certificate is offered at http://ca.example/issuer.crt",
                "the truststore holds 1 certificate, none has that name: 'CN=Root'",
            ]
        )
        #expect(!result.isComplete)
        #expect(result.path == leaf.chain)
    }

    @Test func `names a root that is not trusted, and one of the same name`() throws {
        let namesake = try CertificateRecipe.authority("CN=Root").selfSigned()
        let result = result([namesake], [server, issuer, root])
        #expect(result.reason?.code == .untrustedRoot)
        #expect(result.reason?.message == "the chain ends at 'CN=Root', which is not in the truststore")
        let identifier = namesake.key.publicKey.keyIdentifier.colonHex
        #expect(
            result.reason?.facts.contains("'CN=Root' of the truststore has the key identifier \(identifier)") == true
        )
        #expect(result.path.count == 3)
    }

    @Test func `names the place where the chain breaks off`() {
        let result = result(
            [server],
            [try? CertificateRecipe.server("CN=other").issued(by: issuer), issuer].compactMap(\.self)
        )
        #expect(result.reason?.code == .missingIssuer)
        #expect(result.reason?.place == .intermediate(1))
        #expect(
            result.reason?.message
                == "the CA certificate 'CN=Issuer' was issued by 'CN=Root', which is neither in the chain nor in the truststore"
        )
    }

    @Test func `tells an issuer with another key`() throws {
        let namesake = try CertificateRecipe.authority("CN=Root").selfSigned()
        let result = result([namesake], [server, issuer])
        #expect(result.reason?.code == .badSignature)
        #expect(
            result.reason?.message
                == "the CA certificate 'CN=Issuer' names 'CN=Root' as its issuer, but the one in the truststore has another key"
        )
    }

    @Test func `tells self-signed certificates`() throws {
        let alone = try CertificateRecipe.server().selfSigned()
        let result = result([root], [alone])
        #expect(result.reason?.code == .selfSigned)
        #expect(result.reason?.message == "the certificate 'CN=server' is self-signed and not in the truststore")
    }

    @Test func `tells an empty truststore and an empty chain`() {
        #expect(result([], [server]).failures.map(\.code) == [.emptyTruststore])
        #expect(result([root], []).failures.map(\.code) == [.emptyChain])
    }

    @Test func `tells a chain that begins with the CA`() throws {
        let result = result([root], [root, issuer, server])
        #expect(result.failures.map(\.code) == [.wrongOrder])
        #expect(
            result.reason?.message
                == "the chain begins with the CA 'CN=Root'; the end-entity certificate has to come first"
        )
        #expect(self.result([root], [issuer, root]).failures.map(\.code) == [.keyUsage])
    }

    /// The guide's recipe for Cassandra: a root without basic constraints, a version 1 certificate, keys of 1024 bits.
    @Test func `of the guide's recipe is that its root is no CA`() throws {
        let trial = try TrustTrial {
            $0.root = CertificateRecipe(subject: "CN=TestRoot, OU=TestOU")
            $0.root.keyBits = 1024
            $0.intermediates = []
            $0.server = CertificateRecipe(subject: "CN=TestServer")
            $0.server.version = 1
            $0.server.keyBits = 1024
            $0.host = "cassandra1"
        }
        let result = try trial.result()
        #expect(result.failures.map(\.code) == [.notACA, .weakKey, .weakKey, .nameMismatch])
        #expect(
            result.reason?.message
                == "the trust anchor 'CN=TestRoot, OU=TestOU' signed 'CN=TestServer' but is not a CA: "
                + "it has no basic constraints extension"
        )
    }

    @Test func `comes from the path that fails in the fewest things`() throws {
        let spoilt = try CertificateRecipe.authority("CN=Issuer").with {
            $0.notAfter = TestPKI.now.addingTimeInterval(-1)
            $0.set("1.2.3.4", critical: true, [5, 0])
        }.issued(by: root, key: issuer.key)
        let better = try CertificateRecipe.authority("CN=Issuer").with { $0.set("1.2.3.4", critical: true, [5, 0]) }
            .issued(by: root, key: issuer.key)
        #expect(result([root], [server, spoilt, better]).failures.map(\.code) == [.unknownCriticalExtension])
        #expect(result([root], [server, spoilt]).failures.map(\.code) == [.expired, .unknownCriticalExtension])
    }

    @Test func `has a rank, and every code has one`() {
        #expect(Set(TrustFailure.Code.bySpecificity) == Set(TrustFailure.Code.allCases))
        #expect(TrustFailure.Code.bySpecificity.count == TrustFailure.Code.allCases.count)
        for code in TrustFailure.Code.allCases {
            #expect(code.rawValue.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x2d })
        }
    }

    @Test func `is documented for every code and policy`() throws {
        let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let page = String(decoding: try Data(contentsOf: URL(filePath: "\(top)/docs/trust.md")), as: UTF8.self)
        for code in TrustFailure.Code.allCases { #expect(page.contains("`\(code.rawValue)`")) }
        for policy in TrustPolicy.all { #expect(page.contains("| `\(policy.name)` |")) }
    }

    @Test(arguments: [(0.9, "0 seconds"), (1, "1 second"), (119, "1 minute"), (7199, "1 hour"), (172_800, "2 days")])
    func `gives lengths of time in words`(seconds: Double, text: String) {
        #expect(TimeText.duration(from: TestPKI.now, to: TestPKI.now.addingTimeInterval(seconds)) == text)
    }
}
