import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `Names that an authority may sign for` {
    private func isTrusted(_ permitted: [String], _ names: [String]) throws -> Bool {
        let pki = try TestPKI()
        var template = CertificateTemplate.authority(
            subject: try DistinguishedName("CN=Constrained"),
            pathLength: 0,
            notBefore: pki.now,
            notAfter: pki.now.addingTimeInterval(86_400)
        )
        template.permittedNames = try permitted.map { text throws(PKIError) in try NameSubtree(text) }
        let key = try PrivateKey.generate(.ec(.p256))
        let authority = TestPKI.Identity(key: key, chain: [try template.selfSigned(by: key)])
        let server = try authority.issue(pki.template("CN=server", names, [.serverAuth]))
        let evaluator = TrustEvaluator(anchors: [authority.certificate])
        return evaluator.evaluate(chain: server.chain, host: nil, at: pki.now, nameRule: .rfc9525).isTrusted
    }

    @Test func `are domains with all below them`() throws {
        #expect(try isTrusted(["dns:gir.example"], ["dns:gir.example", "dns:a.b.gir.example"]))
        #expect(try !isTrusted(["dns:gir.example"], ["dns:evilgir.example"]))
        // What is not constrained stays free.
        #expect(try isTrusted(["dns:gir.example"], ["ip:10.0.0.1"]))
    }

    @Test func `are addresses and networks of any length`() throws {
        #expect(try isTrusted(["ip:10.1.0.0/12"], ["ip:10.15.255.255"]))
        #expect(try !isTrusted(["ip:10.1.0.0/12"], ["ip:10.16.0.0"]))
        #expect(try isTrusted(["ip:10.0.0.7"], ["ip:10.0.0.7"]))
        #expect(try !isTrusted(["ip:10.0.0.7"], ["ip:10.0.0.6"]))
        #expect(try isTrusted(["ip:2001:db8::/33"], ["ip:2001:db8:7fff::1"]))
        #expect(try !isTrusted(["ip:2001:db8::/33"], ["ip:2001:db8:8000::1"]))
        #expect(try isTrusted(["ip:0.0.0.0/0"], ["ip:203.0.113.9"]))
    }

    @Test(arguments: [
        "gir.example", "dns:*.gir.example", "ip:10.0.0.0/33", "ip:10.0.0.0/-1", "ip:10.0.0/8", "ip:a/b/c", "",
    ])
    func `are refused where they say nothing`(text: String) {
        #expect(throws: PKIError(.invalidParameter, "")) { try NameSubtree(text) }
    }
}
