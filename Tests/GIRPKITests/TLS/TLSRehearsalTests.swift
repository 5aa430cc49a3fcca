import FoundationEssentials
import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `A TLS handshake in memory` {
    private let pki: TestPKI

    init() throws { pki = try TestPKI() }

    private func party(_ identity: TestPKI.Identity, trusting anchors: [Certificate]? = nil) -> TLSParty {
        TLSParty(key: identity.key, chain: identity.chain, anchors: anchors ?? [pki.root.certificate])
    }

    private func shakeHands(
        _ client: TLSParty,
        _ server: TLSParty,
        host: String = "localhost",
        isMutual: Bool = true,
        at time: Date = TestPKI.now
    ) throws -> String {
        try TLSRehearsal.shakeHands(client: client, server: server, host: host, isMutual: isMutual, at: time)
    }

    @Test(arguments: [KeySpecification.ec(.p256), .ed25519, .rsa(bits: 2048)])
    func `ends well for what belongs together`(keys: KeySpecification) throws {
        let (server, client) = (try pki.server(keys: keys), try pki.client(keys: keys))
        #expect(try shakeHands(party(client), party(server)) == "TLSv1.3")
        #expect(try shakeHands(party(client), party(server), host: "127.0.0.1") == "TLSv1.3")
    }

    @Test func `needs no client certificate unless it is mutual`() throws {
        let stranger = try TestPKI().client()
        let server = party(try pki.server())
        #expect(try shakeHands(party(stranger), server, isMutual: false) == "TLSv1.3")
        let failure = #expect(throws: PKIError.self) { try shakeHands(party(stranger), server) }
        #expect(failure?.code == .handshakeFailed)
        #expect(failure?.reason.hasPrefix("the server refuses the client: ") == true)
    }

    @Test func `says why a side gives up`() throws {
        let (server, client) = (party(try pki.server()), party(try pki.client()))
        let later = TestPKI.now.addingTimeInterval(100 * 86_400)
        let others = party(try pki.client(), trusting: [try TestPKI().root.certificate])
        for (reason, attempt) in [
            ("hostname mismatch", { try shakeHands(client, server, host: "example.com") }),
            ("IP address mismatch", { try shakeHands(client, server, host: "127.0.0.2") }),
            ("certificate has expired", { try shakeHands(client, server, at: later) }),
            ("unable to get", { try shakeHands(others, server) }),
        ] as [(String, () throws -> String)] {
            let failure = #expect(throws: PKIError.self) { try attempt() }
            #expect(failure?.reason.contains(reason) == true, "\(String(describing: failure))")
        }
    }

    @Test func `takes the purpose of certificates seriously`() throws {
        // A server's certificate as a client's, and the other way round.
        let (server, client) = (party(try pki.server()), party(try pki.client()))
        #expect(throws: PKIError(.handshakeFailed, "")) { try shakeHands(server, server) }
        #expect(throws: PKIError(.handshakeFailed, "")) { try shakeHands(client, client, isMutual: false) }
    }

    @Test func `refuses a key that is not the certificate's`() throws {
        let mixed = TLSParty(key: try pki.client().key, chain: try pki.server().chain, anchors: [])
        #expect(throws: PKIError.self) { try shakeHands(party(try pki.client()), mixed) }
    }
}
