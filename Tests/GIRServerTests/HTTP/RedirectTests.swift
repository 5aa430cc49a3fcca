import FoundationEssentials
import GIRPKI
import GIRTestSupport
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GIRServer

@Suite struct `The plain port beside the one with TLS` {
    private func answer(to host: String, names: [String], others: [String] = []) async throws -> Response {
        let pki = try TestPKI()
        let server = try pki.server(names, subject: "CN=subject.example")
        let identity = try ServerIdentity(
            alias: "a",
            key: server.key,
            chain: server.chain,
            keystore: "keystore",
            now: pki.now
        )
        let material = try TLSMaterial(TLSSettings(identity, otherHosts: others))
        let filter = RedirectFilter(port: 443) { material.mayName($0) }
        let responder = Routes([]).responder(behind: [ErrorFilter(), filter])
        let head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/a?b")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let logger = LogLines().logger()
        let source = ServerRequestContext.Source(requestIdentifier: "r", client: "127.0.0.1", logger: logger)
        return try await responder.respond(to: request, context: ServerRequestContext(source: source))
    }

    @Test(arguments: ["rws.example", "RWS.example:8090", "a.wild.example", "proxy.example", "192.0.2.7", "localhost"])
    func `sends clients to a host that the server is known by`(_ host: String) async throws {
        let names = ["dns:rws.example", "dns:*.wild.example"]
        let answer = try await answer(to: host, names: names, others: ["Proxy.example"])
        #expect(answer.status == .permanentRedirect)
        let name = host.lowercased().split(separator: ":")[0]
        #expect(answer.headers[.location] == "https://\(name)/a?b")
        #expect(answer.headers[.vary] == "Origin")
    }

    @Test(arguments: [["dns:rws.example"], []])
    func `sends nobody to another host, whatever the certificate`(_ names: [String]) async throws {
        for host in ["evil.example", "rws.example.evil.example"] {
            let answer = try await answer(to: host, names: names)
            #expect(answer.status == .misdirectedRequest)
            #expect(answer.headers[.location] == nil)
            #expect(answer.headers[.vary] == "Origin")
        }
    }
}
