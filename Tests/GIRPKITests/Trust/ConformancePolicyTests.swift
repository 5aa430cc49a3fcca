import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `The conformance policy` {
    /// A way to break RFC 5280 §4 that no other policy sees.
    struct Fault: Sendable, CustomStringConvertible {
        let description: String
        let spoil: @Sendable (inout TrustTrial) throws -> Void
    }

    private static let faults = [
        Fault(description: "its serial number has more than 20 bytes") {
            $0.server.serialNumber = [UInt8](repeating: 1, count: 21)
        },
        Fault(description: "its serial number is not positive") { $0.server.serialNumber = [0] },
        Fault(description: "its serial number is not positive") { $0.intermediates[0].serialNumber = [0x80] },
        Fault(description: "it has no subject and no critical subject alternative name") { $0.server.subject = "" },
        Fault(description: "it does not name its issuer") {
            $0.root.subject = ""
            try $0.root.setNames(["dns:a.example"], critical: true)
            $0.intermediates = []
        },
        Fault(description: "a CA has a subject") {
            $0.intermediates[0].subject = ""
            try $0.intermediates[0].setNames(["dns:a.example"], critical: true)
        },
        Fault(description: "its name constraints are not critical") {
            let value = try ASN1.nameConstraints(permitted: ["dns:example.com"])
            $0.intermediates[0].set(ExtensionOID.nameConstraints, value)
        },
        Fault(description: "it has a subject key identifier but no authority key identifier") {
            $0.server.hasAuthorityKeyIdentifier = false
        },
        Fault(description: "it has no subject key identifier, though what it issued names one") {
            $0.intermediates[0].hasSubjectKeyIdentifier = false
        },
        Fault(description: "its authority key identifier is empty") {
            $0.server.set(ExtensionOID.authorityKeyIdentifier, DERWriter.sequence([]))
        },
        Fault(description: "its authority key identifier has only one of issuer and serial number") {
            let value = DERWriter.sequence([DERWriter.contextSpecific(2, [1])])
            $0.server.set(ExtensionOID.authorityKeyIdentifier, value)
        },
        Fault(description: "it is self-signed, but its authority key identifier is not its own") {
            let value = DERWriter.sequence([DERWriter.contextSpecific(0, [1])])
            $0.root.set(ExtensionOID.authorityKeyIdentifier, value)
        },
        Fault(description: "it is a CA but its key usage does not allow to sign certificates") {
            $0.server.set(ExtensionOID.basicConstraints, ASN1.basicConstraints(true))
        },
        Fault(description: "its subject key identifier is critical") {
            $0.root.set(ExtensionOID.subjectKeyIdentifier, critical: true, DERWriter.octetString([1]))
        },
        Fault(description: "it may sign certificates but is not a CA") {
            $0.server.set(ExtensionOID.keyUsage, critical: true, DERWriter.namedBits([0, 5]))
        },
        Fault(description: "it has name constraints but is not a CA") {
            $0.server.set(ExtensionOID.nameConstraints, try ASN1.nameConstraints(permitted: ["dns:example.com"]))
        },
        Fault(description: "a DNS name of its name constraints begins with a dot") {
            let value = try ASN1.nameConstraints(excluded: ["dns:.example.org"])
            $0.intermediates[0].set(ExtensionOID.nameConstraints, critical: true, value)
        },
        Fault(description: "it has a path length but may not sign certificates") {
            $0.intermediates.insert(.authority("CN=Above"), at: 0)
            $0.server.set(ExtensionOID.basicConstraints, critical: true, ASN1.basicConstraints(true, 0))
        },
        Fault(description: "it has a path length but is not a CA") {
            $0.server.set(ExtensionOID.basicConstraints, ASN1.basicConstraints(false, 0))
        },
    ]

    @Test(arguments: faults)
    func `refuses what RFC 5280 forbids, when it is asked to`(fault: Fault) throws {
        var trial = try TrustTrial { try fault.spoil(&$0) }
        #expect(try trial.codes() == [])
        trial.policy = .rfc5280
        let failures = try trial.result().failures
        #expect(failures.contains { $0.code == .notConformant && $0.message.hasSuffix(": \(fault)") }, "\(failures)")
        #expect(try trial.codes(ConformancePolicy()).allSatisfy { $0 == .notConformant })
    }

    @Test func `takes whole bytes of RSA only`() throws {
        var trial = try TrustTrial { $0.server.keyBits = 2052 }
        #expect(try trial.codes() == [])
        trial.policy = .rfc5280
        let failures = try trial.result().failures
        #expect(failures.map(\.code) == [.weakKey], "\(failures.map(\.message))")
    }

    @Test func `takes a root as it is numbered and identified`() throws {
        let trial = try TrustTrial {
            $0.policy = .rfc5280
            $0.root.serialNumber = [0]
            $0.root.hasAuthorityKeyIdentifier = false
        }
        #expect(try trial.codes() == [])
    }

    @Test func `notes what is often left out`() throws {
        let trial = try TrustTrial {
            $0.policy = .rfc5280
            $0.server.hasAuthorityKeyIdentifier = false
            $0.server.hasSubjectKeyIdentifier = false
            let value = DERWriter.sequence([DERWriter.contextSpecific(0, [9])])
            $0.intermediates[0].set(ExtensionOID.policyConstraints, value)
            try $0.server.setNames(["dns:host.example.com"], critical: true)
            $0.intermediates[0].set(ExtensionOID.basicConstraints, ASN1.basicConstraints(true))
        }
        let result = try trial.result()
        #expect(result.isTrusted)
        #expect(
            result.notes == [
                "the certificate 'CN=server' does not follow RFC 5280: it has no key identifiers",
                "the certificate 'CN=server' does not follow RFC 5280: its subject alternative name is critical though it has a subject",
                "the intermediate certificate 'CN=Issuer' does not follow RFC 5280: its policy constraints are not critical",
                "the intermediate certificate 'CN=Issuer' does not follow RFC 5280: its basic constraints are not critical",
            ]
        )
    }
}
