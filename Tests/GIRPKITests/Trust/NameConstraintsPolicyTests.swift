import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `The name constraints policy` {
    /// One issuer with constraints and a server with names.
    struct Case: Sendable, CustomStringConvertible {
        var permitted: [String] = []
        var excluded: [String] = []
        var names: [String] = []
        var subject = "CN=server"
        var isTrusted: Bool

        var description: String { "+\(permitted) -\(excluded) \(names) \(subject)" }

        func trial() throws -> TrustTrial {
            try TrustTrial {
                $0.intermediates[0].set(
                    ExtensionOID.nameConstraints,
                    critical: true,
                    try ASN1.nameConstraints(permitted: permitted, excluded: excluded)
                )
                $0.server = try .server(subject, names)
            }
        }
    }

    private func expect(_ sample: Case, _ code: TrustFailure.Code = .nameConstraint) throws {
        let trial = try sample.trial()
        #expect(try trial.codes() == (sample.isTrusted ? [] : [code]), "\(sample)")
        #expect(try trial.codes(NameConstraintsPolicy()).isEmpty == sample.isTrusted, "\(sample)")
    }

    @Test(arguments: [
        Case(permitted: ["dns:example.com"], names: ["dns:example.com"], isTrusted: true),
        Case(permitted: ["dns:example.com"], names: ["dns:a.b.EXAMPLE.com"], isTrusted: true),
        Case(permitted: ["dns:example.com"], names: ["dns:not-example.com"], isTrusted: false),
        Case(permitted: ["dns:example.com"], names: ["dns:example.com", "dns:example.org"], isTrusted: false),
        Case(permitted: ["dns:example.com", "dns:example.org"], names: ["dns:example.org"], isTrusted: true),
        Case(permitted: ["dns:.example.com"], names: ["dns:a.example.com"], isTrusted: true),
        Case(permitted: ["dns:.example.com"], names: ["dns:example.com"], isTrusted: false),
        Case(permitted: ["dns:"], names: ["dns:example.com"], isTrusted: true),
        Case(permitted: ["dns:example.com"], names: ["dns:*.example.com"], isTrusted: true),
        Case(permitted: ["dns:a.example.com"], names: ["dns:*.example.com"], isTrusted: false),
        Case(permitted: ["dns:example.com"], names: ["dns:.example.com"], isTrusted: false),
        Case(excluded: ["dns:example.com"], names: ["dns:example.com"], isTrusted: false),
        Case(excluded: ["dns:example.com"], names: ["dns:a.example.com"], isTrusted: false),
        Case(excluded: ["dns:a.example.com"], names: ["dns:example.com"], isTrusted: true),
        Case(excluded: ["dns:a.example.com"], names: ["dns:*.example.com"], isTrusted: false),
        Case(excluded: ["dns:a.b.example.com"], names: ["dns:*.example.com"], isTrusted: true),
        Case(excluded: ["dns:"], names: ["dns:example.com"], isTrusted: false),
        Case(
            permitted: ["dns:example.com"],
            excluded: ["dns:example.com"],
            names: ["dns:example.com"],
            isTrusted: false
        ),
        Case(
            permitted: ["dns:example.com"],
            excluded: ["dns:no.example.com"],
            names: ["dns:a.example.com"],
            isTrusted: true
        ),
        Case(permitted: ["ip:10.0.0.0/255.0.0.0"], names: ["dns:example.com"], isTrusted: true),
        Case(permitted: ["dns:example.com"], subject: "CN=host.example.org", isTrusted: false),
        Case(permitted: ["dns:example.com"], subject: "CN=host.example.com", isTrusted: true),
        Case(permitted: ["dns:example.com"], subject: "CN=a server", isTrusted: true),
    ])
    func `compares DNS names`(sample: Case) throws { try expect(sample) }

    @Test(arguments: [
        Case(permitted: ["ip:192.0.2.0/255.255.255.0"], names: ["ip:192.0.2.7"], isTrusted: true),
        Case(permitted: ["ip:192.0.2.0/255.255.255.0"], names: ["ip:192.0.3.7"], isTrusted: false),
        Case(permitted: ["ip:192.0.2.0/255.255.255.0"], names: ["ip:::1"], isTrusted: false),
        Case(permitted: ["ip:192.0.2.0/255.255.255.0"], names: ["ip:c0000200ffffff00"], isTrusted: false),
        Case(excluded: ["ip:192.0.2.0/255.255.255.0"], names: ["ip:192.0.2.7"], isTrusted: false),
        Case(excluded: ["ip:192.0.2.0/255.255.255.0"], names: ["ip:c00002"], isTrusted: false),
        Case(excluded: ["ip:0.0.0.0/0.0.0.0"], names: ["ip:::1"], isTrusted: true),
        Case(permitted: ["ip:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], names: ["ip:::1"], isTrusted: true),
        Case(excluded: ["ip:2001:db8::/ffff:ffff::"], names: ["ip:2001:db8::7"], isTrusted: false),
        Case(permitted: ["ip:10.0.0.0/255.0.0.0"], subject: "CN=10.1.2.3", isTrusted: true),
        Case(permitted: ["ip:10.0.0.0/255.0.0.0"], subject: "CN=11.1.2.3", isTrusted: false),
    ])
    func `compares addresses`(sample: Case) throws { try expect(sample) }

    @Test(arguments: [
        Case(permitted: ["email:foo@example.com"], names: ["email:foo@EXAMPLE.com"], isTrusted: true),
        Case(permitted: ["email:foo@example.com"], names: ["email:Foo@example.com"], isTrusted: false),
        Case(excluded: ["email:foo@example.com"], names: ["email:Foo@example.com"], isTrusted: false),
        Case(permitted: ["email:example.com"], names: ["email:foo@example.com"], isTrusted: true),
        Case(permitted: ["email:example.com"], names: ["email:foo@a.example.com"], isTrusted: false),
        Case(permitted: ["email:.example.com"], names: ["email:foo@a.example.com"], isTrusted: true),
        Case(permitted: ["email:.example.com"], names: ["email:foo@example.com"], isTrusted: false),
        Case(permitted: ["email:*@example.com"], names: ["email:*@example.com"], isTrusted: true),
        Case(permitted: ["email:*@example.com"], names: ["email:foo@example.com"], isTrusted: false),
        Case(permitted: ["email:example.com"], names: ["email:foo@bar@example.com"], isTrusted: false),
        Case(excluded: ["email:example.org"], names: ["email:foo@bar@example.com"], isTrusted: false),
        Case(permitted: ["email:example.com"], subject: "CN=x, EMAILADDRESS=foo@example.org", isTrusted: false),
        Case(permitted: ["email:example.com"], subject: "CN=x, EMAILADDRESS=foo@example.com", isTrusted: true),
    ])
    func `compares e-mail addresses`(sample: Case) throws { try expect(sample) }

    @Test(arguments: [
        Case(permitted: ["uri:example.com"], names: ["uri:https://example.com:8443/a?b@c"], isTrusted: true),
        Case(permitted: ["uri:example.com"], names: ["uri:https://me@example.com/"], isTrusted: true),
        Case(permitted: ["uri:example.com"], names: ["uri:https://a.example.com/"], isTrusted: false),
        Case(permitted: ["uri:.example.com"], names: ["uri:https://a.example.com"], isTrusted: true),
        Case(permitted: ["uri:.example.com"], names: ["uri:urn:a:b"], isTrusted: false),
        Case(excluded: ["uri:example.com"], names: ["uri:https://10.0.0.1/"], isTrusted: false),
        Case(excluded: ["uri:example.com"], names: ["uri:https://example.org@example.com/"], isTrusted: false),
    ])
    func `compares URIs`(sample: Case) throws { try expect(sample) }

    @Test(arguments: [
        Case(permitted: ["dn:O=Acme"], subject: "CN=x, O=Acme", isTrusted: true),
        Case(permitted: ["dn:O=Acme"], subject: "CN=x, O=acme ", isTrusted: true),
        Case(permitted: ["dn:O=Acme"], subject: "CN=x, O=Other", isTrusted: false),
        Case(permitted: ["dn:O=Acme"], names: ["dn:CN=a, O=Other"], subject: "CN=x, O=Acme", isTrusted: false),
        Case(excluded: ["dn:O=Acme"], subject: "CN=x, O=ACME", isTrusted: false),
        Case(excluded: ["dn:O=Acme"], names: ["dn:CN=a, O=Acme"], isTrusted: false),
        Case(excluded: ["dn:O=Acme"], subject: "O=Acme, C=US", isTrusted: true),
        Case(permitted: ["dn:OU=X, O=Acme"], subject: "CN=x, O=Acme", isTrusted: false),
    ])
    func `compares directory names`(sample: Case) throws { try expect(sample) }

    @Test(arguments: [
        Case(excluded: ["other:x"], names: ["other:x"], isTrusted: false),
        Case(permitted: ["other:x"], names: ["other:x"], isTrusted: false),
        Case(excluded: ["other:x"], names: ["dns:a.example"], isTrusted: true),
    ])
    func `refuses names of kinds that it does not understand`(sample: Case) throws { try expect(sample) }

    @Test(arguments: [
        Case(permitted: ["dns:*.example.com"], isTrusted: false), Case(permitted: ["dns:a b"], isTrusted: false),
        Case(permitted: ["ip:c0000200"], isTrusted: false),
        Case(permitted: ["ip:192.0.2.0/255.0.255.0"], isTrusted: false),
        Case(excluded: ["ip:192.0.2.0/0.255.0.0"], isTrusted: false),
        Case(excluded: ["email:a@b@example.com"], isTrusted: false), Case(isTrusted: false),
    ])
    func `refuses constraints that are none`(sample: Case) throws {
        #expect(try sample.trial().codes() == [.malformedCertificate], "\(sample)")
    }

    @Test func `adds up the constraints of all CAs, the anchor's too`() throws {
        let permits = { (names: [String]) in try ASN1.nameConstraints(permitted: names) }
        let narrowed = try TrustTrial {
            $0.root.set(ExtensionOID.nameConstraints, critical: true, try permits(["dns:a.example", "dns:b.example"]))
            $0.intermediates[0].set(ExtensionOID.nameConstraints, critical: true, try permits(["dns:b.example"]))
            $0.server = try .server("CN=s", ["dns:b.example"])
        }
        #expect(try narrowed.codes() == [])
        let widened = try TrustTrial {
            $0.root.set(ExtensionOID.nameConstraints, critical: true, try permits(["dns:b.example"]))
            $0.intermediates[0].set(
                ExtensionOID.nameConstraints,
                critical: true,
                try permits(["dns:a.example", "dns:b.example"])
            )
            $0.server = try .server("CN=s", ["dns:a.example"])
        }
        #expect(try widened.codes() == [.nameConstraint])
    }

    @Test func `applies to intermediates unless they are self-issued`() throws {
        let trial = { (subject: String) in
            try TrustTrial {
                $0.root.set(
                    ExtensionOID.nameConstraints,
                    critical: true,
                    try ASN1.nameConstraints(permitted: ["dns:a.example"])
                )
                $0.intermediates[0].subject = subject
                try $0.intermediates[0].setNames(["dns:b.example"])
                $0.server = try .server("CN=s", ["dns:a.example"])
            }
        }
        #expect(try trial("CN=Issuer").codes() == [.nameConstraint])
        #expect(try trial("CN=Root").codes() == [])
    }

    @Test func `ends when there are too many comparisons`() throws {
        let trial = try TrustTrial {
            let names = (0..<600).map { "dns:n\($0).example" }
            $0.root.set(ExtensionOID.nameConstraints, critical: true, try ASN1.nameConstraints(permitted: names))
            $0.server = try .server("CN=s", names)
        }
        #expect(try trial.codes() == [.pathTooComplex])
    }
}
