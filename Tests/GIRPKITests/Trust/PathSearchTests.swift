import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `Path building` {
    private let root: TestPKI.Identity
    private let issuer: TestPKI.Identity
    private let server: TestPKI.Identity

    init() throws {
        root = try CertificateRecipe.authority("CN=Root").selfSigned()
        issuer = try CertificateRecipe.authority("CN=Issuer").issued(by: root)
        server = try CertificateRecipe.server().issued(by: issuer)
    }

    private func codes(_ anchors: [TestPKI.Identity], _ chain: [TestPKI.Identity]) -> [TrustFailure.Code] {
        TrustEvaluator(anchors: anchors.map(\.certificate)).codes(chain.map(\.certificate))
    }

    @Test func `takes the rest of the chain in any order, with what is not needed`() throws {
        let upper = try CertificateRecipe.authority("CN=Upper").issued(by: root)
        let lower = try CertificateRecipe.authority("CN=Lower").issued(by: upper)
        let leaf = try CertificateRecipe.server().issued(by: lower)
        for order in [[lower, upper], [upper, lower], [root, upper, issuer, lower], [lower, lower, upper, upper]] {
            #expect(codes([root], [leaf] + order) == [])
        }
        let result = TrustEvaluator(anchors: root.chain).evaluate(
            chain: [leaf, upper, lower, issuer].map(\.certificate),
            host: nil,
            at: TestPKI.now,
            nameRule: .rws
        )
        #expect(
            result.notes == [
                "the chain is not in order: each certificate is followed by its issuer's",
                "the chain has certificates that are not needed: 'CN=Issuer'",
            ]
        )
    }

    @Test func `ends at an anchor that is not self-signed`() {
        #expect(codes([issuer], [server]) == [])
        #expect(codes([issuer], [server, issuer, root]) == [])
    }

    @Test func `takes an intermediate from the truststore`() {
        #expect(codes([root, issuer], [server]) == [])
    }

    @Test func `trusts an end-entity that the truststore holds`() throws {
        let alone = try CertificateRecipe.server().selfSigned()
        #expect(codes([alone], [alone]) == [])
        #expect(codes([server], [server, issuer]) == [])
        let expired = try CertificateRecipe.server().with { $0.notAfter = TestPKI.now.addingTimeInterval(-1) }
            .selfSigned()
        #expect(codes([expired], [expired]) == [])
        let strict = TrustEvaluator(anchors: expired.chain, policy: .rfc5280)
        #expect(strict.codes(expired.chain) == [.expired])
    }

    @Test func `trusts a new certificate for a name and key that the truststore holds`() throws {
        let old = try CertificateRecipe.server().selfSigned()
        let new = try CertificateRecipe.server().with { $0.serialNumber = [9] }.selfSigned(key: old.key)
        #expect(codes([old], [new]) == [])
        let other = try CertificateRecipe.server().selfSigned()
        #expect(codes([old], [other]) == [.selfSigned])
    }

    @Test func `finds the valid one among certificates of one CA`() throws {
        let other = try CertificateRecipe.authority("CN=Other root").selfSigned()
        let expired = try CertificateRecipe.authority("CN=Issuer").with {
            $0.notAfter = TestPKI.now.addingTimeInterval(-1)
        }
        .issued(by: root, key: issuer.key)
        let crossSigned = try CertificateRecipe.authority("CN=Issuer").issued(by: other, key: issuer.key)
        let noCA = try CertificateRecipe.server("CN=Issuer").issued(by: root, key: issuer.key)
        let impostor = try CertificateRecipe.authority("CN=Issuer").issued(by: root)
        let wrong = [expired, crossSigned, noCA, impostor]
        #expect(codes([root], [server] + wrong + [issuer]) == [])
        #expect(codes([root], [server, issuer] + wrong) == [])
        #expect(codes([other], [server] + wrong) == [])
        #expect(codes([root], [server, expired]) == [.expired])
        #expect(codes([root], [server, noCA, expired]) == [.expired])
        #expect(codes([root], [server, impostor]) == [.badSignature])
    }

    @Test func `goes around a root that was cross-signed by an expired one`() throws {
        let old = try CertificateRecipe.authority("CN=Old").with { $0.notAfter = TestPKI.now.addingTimeInterval(-1) }
            .selfSigned()
        let bridge = try CertificateRecipe.authority("CN=Root").issued(by: old, key: root.key)
        #expect(codes([root], [server, issuer, bridge, old]) == [])
        #expect(codes([old, root], [server, issuer, bridge]) == [])
    }

    @Test func `is not led in circles`() throws {
        let first = try CertificateRecipe.authority("CN=A").selfSigned()
        let second = try CertificateRecipe.authority("CN=B").issued(by: first)
        let back = try CertificateRecipe.authority("CN=A").issued(by: second, key: first.key)
        let leaf = try CertificateRecipe.server().issued(by: second)
        #expect(codes([root], [leaf, second, back]) == [.missingIssuer])
        let bridge = try CertificateRecipe.authority("CN=A").issued(by: root, key: first.key)
        #expect(codes([root], [leaf, second, back, bridge]) == [])
    }

    @Test func `stops at ten CA certificates`() throws {
        var chain = [root]
        for number in 0..<12 {
            chain.insert(try CertificateRecipe.authority("CN=CA \(number)").issued(by: chain[0]), at: 0)
        }
        for (count, expected) in [(9, []), (10, [TrustFailure.Code.pathTooComplex])] {
            let part = Array(chain.suffix(count + 1))
            let leaf = try CertificateRecipe.server().issued(by: part[0])
            #expect(codes([root], [leaf] + part.dropLast()) == expected)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [(true, true), (true, false), (false, true), (false, false)])
    func `ends early in a crowd of CAs`(sharesName: Bool, sharesKey: Bool) throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let recipe = { (number: Int) in
            CertificateRecipe.authority(sharesName ? "CN=CA" : "CN=CA \(number)").with {
                $0.serialNumber = [1, UInt8(number)]
                $0.set(ExtensionOID.subjectKeyIdentifier, DERWriter.octetString([1]))
                $0.set(ExtensionOID.authorityKeyIdentifier, DERWriter.sequence([DERWriter.contextSpecific(0, [1])]))
            }
        }
        var crowd = [try recipe(0).selfSigned(key: sharesKey ? key : nil)]
        for number in 1..<100 {
            crowd.append(try recipe(number).issued(by: crowd[number - 1], key: sharesKey ? key : nil))
        }
        let leaf = try CertificateRecipe.server().issued(by: crowd[99])
        let expected: Set<TrustFailure.Code> = [.pathTooComplex, .missingIssuer, .untrustedRoot]
        let found = codes([root], [leaf] + crowd)
        #expect(found.count == 1 && expected.isSuperset(of: found))
    }

    @Test(.timeLimit(.minutes(5))) func `ends early where everyone signs everyone`() throws {
        let keys = try (0..<9).map { _ in try CertificateRecipe.authority("CN=x").selfSigned().key }
        let identities = try keys.enumerated().map { number, key in
            try CertificateRecipe.authority("CN=CA \(number)").selfSigned(key: key)
        }
        let mesh = try identities.flatMap { issuer in
            try identities.indices.map {
                try CertificateRecipe.authority("CN=CA \($0)").issued(by: issuer, key: keys[$0])
            }
        }
        let leaf = try CertificateRecipe.server().issued(by: identities[0])
        let result = codes([root], [leaf] + mesh)
        #expect(result == [.pathTooComplex])
    }
}
