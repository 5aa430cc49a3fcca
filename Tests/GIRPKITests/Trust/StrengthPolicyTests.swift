import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `The signature strength policy` {
    @Test(arguments: ["SHA1", "MD5"])
    func `refuses digests that can be made to collide`(digest: String) throws {
        let trial = try TrustTrial {
            $0.intermediates[0].keyBits = 2048
            $0.server.digest = digest
        }
        #expect(try trial.codes() == [.weakSignature])
        #expect(try trial.codes(SignatureStrengthPolicy()) == [.weakSignature])
    }

    @Test func `does not look at an anchor's own signature`() throws {
        let trial = try TrustTrial {
            $0.root.keyBits = 2048
            $0.root.digest = "SHA1"
        }
        #expect(try trial.codes() == [])
    }
}

@Suite struct `The key strength policy` {
    @Test func `refuses small keys anywhere in the path`() throws {
        for spoil in [
            { (trial: inout TrustTrial) in trial.server.keyBits = 1024 }, { $0.intermediates[0].keyBits = 1024 },
            { $0.root.keyBits = 1024 },
        ] {
            let trial = try TrustTrial(spoil)
            #expect(try trial.codes() == [.weakKey])
            #expect(try trial.codes(KeyStrengthPolicy()) == [.weakKey])
        }
    }

    @Test func `takes its least sizes from the policy`() throws {
        var trial = try TrustTrial { $0.server.keyBits = 1024 }
        trial.policy.minimumRSABits = 1024
        #expect(try trial.codes() == [])
        trial.policy.minimumECBits = 384
        #expect(try trial.codes() == [.weakKey, .weakKey])
    }

    @Test func `says the size`() throws {
        let reason = try TrustTrial { $0.server.keyBits = 1024 }.result().reason
        #expect(reason?.message == "the certificate 'CN=server' has an RSA key of 1024 bits; 2048 are the least")
    }
}

@Suite struct `The certificate policies policy` {
    private static let any = "2.5.29.32.0"

    /// `explicit` is the requireExplicitPolicy of the root's child; then the policies of each certificate below.
    private func trial(explicit: Int? = 0, _ issuer: [String], _ server: [String]) throws -> TrustTrial {
        try TrustTrial {
            if let explicit {
                let value = DERWriter.sequence([DERWriter.contextSpecific(0, [UInt8(explicit)])])
                $0.intermediates[0].set(ExtensionOID.policyConstraints, critical: true, value)
            }
            if !issuer.isEmpty { $0.intermediates[0].set(ExtensionOID.certificatePolicies, ASN1.policies(issuer)) }
            if !server.isEmpty { $0.server.set(ExtensionOID.certificatePolicies, ASN1.policies(server)) }
        }
    }

    @Test(arguments: [
        (["1.2.1"], ["1.2.1"], true), (["1.2.1"], ["1.2.2"], false), ([], ["1.2.1"], false), (["1.2.1"], [], false),
        ([any], ["1.2.2"], true), (["1.2.1"], [any], true), (["1.2.1", "1.2.2"], ["1.2.2", "1.2.3"], true),
    ])
    func `wants a policy valid along the path where a CA requires one`(
        issuer: [String],
        server: [String],
        isTrusted: Bool
    ) throws {
        #expect(try trial(issuer, server).codes() == (isTrusted ? [] : [.certificatePolicy]))
        #expect(try trial(issuer, server).codes(CertificatePoliciesPolicy()) == (isTrusted ? [] : [.certificatePolicy]))
        #expect(try trial(explicit: nil, issuer, server).codes() == [])
        #expect(try trial(explicit: 5, issuer, server).codes() == [])
    }

    @Test func `follows mappings`() throws {
        let mapped = { (inhibit: Bool) in
            var trial = try trial(["1.2.1"], ["1.2.9"])
            let pair = DERWriter.sequence(["1.2.1", "1.2.9"].map(DERWriter.objectIdentifier))
            trial.intermediates[0].set(ExtensionOID.policyMappings, critical: true, DERWriter.sequence([pair]))
            if inhibit {
                trial.intermediates.insert(.authority("CN=Above"), at: 0)
                let value = DERWriter.sequence([DERWriter.contextSpecific(1, [0])])
                trial.intermediates[0].set(ExtensionOID.policyConstraints, critical: true, value)
                trial.intermediates[0].set(ExtensionOID.certificatePolicies, ASN1.policies([Self.any]))
            }
            return try trial.codes()
        }
        #expect(try mapped(false) == [])
        #expect(try mapped(true) == [.certificatePolicy])
    }

    @Test func `does not map any-policy`() throws {
        var trial = try trial(explicit: nil, ["1.2.1"], ["1.2.1"])
        let pair = DERWriter.sequence([Self.any, "1.2.9"].map(DERWriter.objectIdentifier))
        trial.intermediates[0].set(ExtensionOID.policyMappings, critical: true, DERWriter.sequence([pair]))
        #expect(try trial.codes() == [.certificatePolicy])
    }

    @Test func `stops any-policy where a CA says so`() throws {
        var trial = try trial(["1.2.1"], [Self.any])
        trial.intermediates[0].set(ExtensionOID.inhibitAnyPolicy, critical: true, DERWriter.integer(0))
        #expect(try trial.codes() == [.certificatePolicy])
        trial.intermediates[0].set(ExtensionOID.inhibitAnyPolicy, critical: true, DERWriter.integer(1))
        #expect(try trial.codes() == [])
    }
}
