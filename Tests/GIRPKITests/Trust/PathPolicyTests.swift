import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `A sound path` {
    @Test(arguments: TrustPolicy.all)
    func `is trusted by every policy`(policy: TrustPolicy) throws {
        let result = try TrustTrial {
            $0.policy = policy; $0.host = "host.example.com"
        }.result()
        #expect(result.isTrusted)
        #expect(result.notes == [])
        #expect(result.isComplete)
        #expect(result.path.map(\.subject.description) == ["CN=server", "CN=Issuer", "CN=Root"])
        #expect(result.expires == TestPKI.now.addingTimeInterval(30 * 86_400))
    }

    @Test func `may have keys and digests of every sound kind`() throws {
        for keyBits in [2048, 3072] {
            let codes = try TrustTrial {
                $0.root.keyBits = keyBits; $0.server.keyBits = keyBits
            }.codes()
            #expect(codes == [])
        }
    }
}

@Suite struct `The validity policy` {
    private static let day: Double = 86_400

    @Test(arguments: [(-1.0, 0.0, true), (0, 1, true), (-2, -1, false), (1, 2, false), (0, 0, true)])
    func `counts both ends in`(from: Double, until: Double, isValid: Bool) throws {
        let trial = try TrustTrial {
            $0.server.notBefore = TestPKI.now.addingTimeInterval(from * Self.day)
            $0.server.notAfter = TestPKI.now.addingTimeInterval(until * Self.day)
        }
        let expected: [TrustFailure.Code] = isValid ? [] : [until < 0 ? .expired : .notYetValid]
        #expect(try trial.codes() == expected)
        #expect(try trial.codes(ValidityPolicy()) == expected)
    }

    @Test func `does not count fractions of a second`() throws {
        let late = try TrustTrial {
            $0.server.notAfter = TestPKI.now
            $0.time = TestPKI.now.addingTimeInterval(0.999)
        }
        #expect(try late.codes() == [])
        let early = try TrustTrial {
            $0.server.notBefore = TestPKI.now.addingTimeInterval(1)
            $0.time = TestPKI.now.addingTimeInterval(0.999)
        }
        #expect(try early.codes() == [.notYetValid])
    }

    @Test func `says by how much`() throws {
        let trial = try TrustTrial {
            $0.intermediates[0].notAfter = TestPKI.now.addingTimeInterval(-3 * Self.day)
            $0.server.notBefore = TestPKI.now.addingTimeInterval(7200)
        }
        let failures = try trial.result().failures
        #expect(
            failures.map(\.message) == [
                "the intermediate certificate 'CN=Issuer' expired 3 days ago, on 2027-01-12T08:00:00Z",
                "the certificate 'CN=server' is not valid for another 2 hours, before 2027-01-15T10:00:00Z",
            ]
        )
        #expect(failures.map(\.place) == [.intermediate(1), .endEntity])
    }

    @Test func `notes that an anchor has expired, and refuses it where anchors are checked`() throws {
        var trial = try TrustTrial { $0.root.notAfter = TestPKI.now.addingTimeInterval(-1) }
        let result = try trial.result()
        #expect(result.isTrusted)
        #expect(
            result.notes == [
                "the trust anchor 'CN=Root' expired 1 second ago, on 2027-01-15T07:59:59Z; "
                    + "a certificate of the truststore is trusted all the same"
            ]
        )
        trial.policy = .rfc5280
        #expect(try trial.codes() == [.expired])
    }
}

@Suite struct `The basic constraints policy` {
    @Test func `wants every issuer to be a CA`() throws {
        let without = try TrustTrial { $0.intermediates[0].remove(ExtensionOID.basicConstraints) }
        #expect(try without.codes() == [.notACA])
        let no = try TrustTrial {
            $0.intermediates[0].set(ExtensionOID.basicConstraints, critical: true, ASN1.basicConstraints(false))
        }
        #expect(try no.codes(BasicConstraintsPolicy()) == [.notACA])
        #expect(
            try no.result().reason?.message
                == "the intermediate certificate 'CN=Issuer' signed 'CN=server' but is not a CA: "
                + "its basic constraints say CA:FALSE"
        )
    }

    @Test func `wants it of the anchor too, as Java does`() throws {
        let trial = try TrustTrial { $0.root.extensions = [] }
        #expect(try trial.codes() == [.notACA])
        #expect(try trial.result().reason?.place == .anchor)
    }

    @Test func `lets version 1 be an anchor but no intermediate`() throws {
        var trial = try TrustTrial {
            $0.root.extensions = []
            $0.root.version = 1
        }
        #expect(try trial.codes() == [])
        #expect(try trial.result().notes == ["the trust anchor 'CN=Root' has version 1 and cannot say that it is a CA"])
        trial.policy = .rfc5280
        #expect(try trial.codes() == [.notACA])
        let intermediate = try TrustTrial {
            $0.intermediates[0].extensions = []
            $0.intermediates[0].version = 1
        }
        #expect(try intermediate.codes() == [.notACA])
    }

    @Test(arguments: [1, 3])
    func `asks nothing of the end-entity`(version: Int) throws {
        let trial = try TrustTrial {
            $0.server.extensions = []
            $0.server.version = version
        }
        #expect(try trial.codes() == [])
        let authority = try TrustTrial {
            $0.server.set(ExtensionOID.basicConstraints, critical: true, ASN1.basicConstraints(true))
        }
        #expect(try authority.codes() == [])
    }
}

@Suite struct `The path length policy` {
    @Test(arguments: [
        ([nil, 0], true), ([0, nil], false), ([1, nil], true), ([1, 2], true), ([nil, 1, 0, 0], false),
        ([nil, 2, 1, 0], true), ([2, nil, nil], true), ([1, nil, nil], false), ([0], true),
    ])
    func `counts the CAs below`(lengths: [Int?], isTrusted: Bool) throws {
        let trial = try TrustTrial {
            $0.root = .authority("CN=Root", pathLength: lengths[0])
            $0.intermediates = lengths.dropFirst().enumerated().map { .authority("CN=CA \($0)", pathLength: $1) }
        }
        #expect(try Set(trial.codes()) == (isTrusted ? [] : [.pathLength]))
        #expect(try trial.codes(PathLengthPolicy()).isEmpty == isTrusted)
    }

    @Test func `does not count a CA that issued itself a certificate`() throws {
        let trial = try TrustTrial {
            $0.intermediates = [
                .authority("CN=A", pathLength: 1), .authority("CN=A", pathLength: 1), .authority("CN=B", pathLength: 0),
            ]
        }
        #expect(try trial.codes() == [])
    }

    @Test func `does not count the end-entity, CA or not`() throws {
        let trial = try TrustTrial {
            $0.intermediates = [.authority("CN=A", pathLength: 0)]
            $0.server.set(ExtensionOID.basicConstraints, critical: true, ASN1.basicConstraints(true, 0))
        }
        #expect(try trial.codes() == [])
    }
}

@Suite struct `The key usage policy` {
    @Test func `wants issuers to be allowed to sign certificates`() throws {
        let intermediate = try TrustTrial {
            $0.intermediates[0].set(ExtensionOID.keyUsage, critical: true, DERWriter.namedBits([0, 6]))
        }
        #expect(try intermediate.codes() == [.keyUsage])
        let root = try TrustTrial { $0.root.set(ExtensionOID.keyUsage, DERWriter.namedBits([6])) }
        #expect(try root.codes() == [.keyUsage])
        let unlimited = try TrustTrial { $0.intermediates[0].remove(ExtensionOID.keyUsage) }
        #expect(try unlimited.codes() == [])
    }

    @Test(arguments: [(0, true), (2, true), (4, true), (1, false), (3, false), (6, false)])
    func `wants the end-entity to do a handshake`(bit: Int, isTrusted: Bool) throws {
        let trial = try TrustTrial { $0.server.set(ExtensionOID.keyUsage, critical: true, DERWriter.namedBits([bit])) }
        #expect(try trial.codes() == (isTrusted ? [] : [.keyUsage]))
        #expect(try trial.codes(KeyUsagePolicy()) == (isTrusted ? [] : [.keyUsage]))
    }
}

@Suite struct `The extended key usage policy` {
    private static let client = ExtendedKeyUsage.clientAuth.rawValue
    private static let server = ExtendedKeyUsage.serverAuth.rawValue

    @Test(arguments: [
        ([server], true), ([client], false), ([client, server], true), (["2.5.29.37.0"], true), (["1.2.3"], false),
    ])
    func `wants the purpose, where any is named`(purposes: [String], isTrusted: Bool) throws {
        let leaf = try TrustTrial { $0.server.set(ExtensionOID.extendedKeyUsage, ASN1.purposes(purposes)) }
        #expect(try leaf.codes() == (isTrusted ? [] : [.extendedKeyUsage]))
        let issuer = try TrustTrial { $0.intermediates[0].set(ExtensionOID.extendedKeyUsage, ASN1.purposes(purposes)) }
        #expect(try issuer.codes() == (isTrusted ? [] : [.extendedKeyUsage]))
        #expect(try issuer.codes(ExtendedKeyUsagePolicy()) == (isTrusted ? [] : [.extendedKeyUsage]))
    }

    @Test func `can ask for clients`() throws {
        var trial = try TrustTrial { $0.server.set(ExtensionOID.extendedKeyUsage, ASN1.purposes([Self.client])) }
        trial.policy.purpose = .clientAuth
        #expect(try trial.codes() == [])
    }

    @Test func `names the purposes that there are`() throws {
        let trial = try TrustTrial {
            $0.server.set(ExtensionOID.extendedKeyUsage, ASN1.purposes([Self.client, "1.2.3"]))
        }
        let reason = try trial.result().reason
        #expect(reason?.message == "the certificate 'CN=server' may not be used as a TLS server's")
        #expect(reason?.facts == ["its extended key usage is client authentication, 1.2.3"])
    }
}

@Suite struct `The critical extensions policy` {
    @Test func `refuses what it does not know when it is critical`() throws {
        for isCritical in [false, true] {
            let leaf = try TrustTrial { $0.server.set("1.2.3.4", critical: isCritical, [0x05, 0x00]) }
            #expect(try leaf.codes() == (isCritical ? [.unknownCriticalExtension] : []))
            let issuer = try TrustTrial { $0.intermediates[0].set("1.2.3.4", critical: isCritical, [0x05, 0x00]) }
            #expect(try issuer.codes(CriticalExtensionsPolicy()) == (isCritical ? [.unknownCriticalExtension] : []))
        }
    }

    @Test func `concerns anchors only where they are checked`() throws {
        var trial = try TrustTrial { $0.root.set("1.2.3.4", critical: true, [0x05, 0x00]) }
        #expect(try trial.codes() == [])
        trial.policy = .rfc5280
        #expect(try trial.codes() == [.unknownCriticalExtension])
    }
}

@Suite struct `The version policy` {
    @Test func `lets only version 3 have extensions`() throws {
        #expect(try TrustTrial { $0.server.version = 2 }.codes() == [.certificateVersion])
        #expect(try TrustTrial { $0.server.version = 1 }.codes(VersionPolicy()) == [.certificateVersion])
        #expect(try TrustTrial { $0.server.version = 4 }.codes() == [.certificateVersion])
    }
}
