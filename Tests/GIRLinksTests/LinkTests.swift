import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRTestSupport
import NIOSSL
import Testing

@testable import GIRLinks

@Suite(.timeLimit(.minutes(5))) struct `A held link` {
    private let pki: TestPKI
    private let identity: TestPKI.Identity

    init() throws {
        pki = try TestPKI(now: Date())
        identity = try pki.server()
    }

    private func link(
        _ port: Int,
        anchors: [Certificate]? = nil,
        host: String = "localhost",
        others: [Int] = []
    ) throws -> Link {
        let evaluator = TrustEvaluator(anchors: anchors ?? [pki.root.certificate])
        var settings = Link.Settings(
            .configurationServer,
            endpoints: try ([port] + others).map { try #require(LinkEndpoint(host: host, port: $0)) },
            verifier: .trust(evaluator, nameRule: .rws)
        )
        settings.backOff = BackOff(first: .milliseconds(20), ceiling: .milliseconds(50))
        return try #require(Link(settings, tls: LinkTLS()))
    }

    /// Runs the link and gives the body its states.
    private func run(_ link: Link, _ body: (inout AsyncStream<LinkStatus>.Iterator) async throws -> Void) async throws {
        var states = await link.updates().makeAsyncIterator()
        let task = Task { await link.run() }
        do { try await body(&states) } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        await task.value
        #expect(await link.status.state == .stopped)
    }

    private func next(
        _ states: inout AsyncStream<LinkStatus>.Iterator,
        where matches: (LinkStatus) -> Bool
    ) async throws -> LinkStatus {
        while let status = await states.next() {
            if matches(status) { return status }
        }
        throw LinkError(.closed, "the link ended")
    }

    @Test func `is verified, kept, and made again when the peer drops it`() async throws {
        let peer = try await TestPeer(identity)
        try await run(link(peer.port)) { states in
            let first = try await next(&states) { $0.state == .established }
            #expect(first.protocolVersion == "TLSv1.3")
            #expect(first.cipherSuite?.hasPrefix("TLS_") == true)
            #expect(first.peerExpires == identity.certificate.notAfter)
            #expect(first.lastError == nil)
            peer.dropConnections()
            let lost = try await next(&states) { $0.state == .resting }
            #expect(lost.lastError?.code == .closed)
            #expect(lost.failures == 1)
            let again = try await next(&states) { $0.state == .established }
            #expect(again.lastError == nil)
            #expect(again.failures == 0)
        }
        try await peer.stop()
    }

    @Test func `is not made to a peer that is not trusted`() async throws {
        let peer = try await TestPeer(identity)
        let stranger = try TestPKI(now: Date())
        try await run(link(peer.port, anchors: [stranger.root.certificate])) { states in
            let status = try await next(&states) { $0.failures == 2 }
            #expect(status.lastError?.code == .notTrusted)
            #expect(status.lastError?.reason.hasPrefix("bad-signature: ") == true, "\(status)")
        }
        try await run(link(peer.port, host: "127.0.0.2")) { states in
            let status = try await next(&states) { $0.failures == 1 }
            #expect(
                status.lastError?.reason.hasPrefix("name-mismatch: ") == true || status.lastError?.code == .unreachable
            )
        }
        try await peer.stop()
    }

    @Test func `does not suffer from another link's failure`() async throws {
        let peer = try await TestPeer(identity)
        let free = try FreePort.find()
        let dead = try link(free)
        let task = Task { await dead.run() }
        try await run(link(peer.port)) { states in
            _ = try await next(&states) { $0.state == .established }
            while await dead.status.failures < 3 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(await dead.status.lastError?.code == .unreachable)
        }
        task.cancel()
        await task.value
        try await peer.stop()
    }

    @Test func `goes to the next endpoint, and comes back when the peer does`() async throws {
        let first = try await TestPeer(identity)
        let port = first.port
        let second = try await TestPeer(identity)
        try await first.stop()
        try await run(link(port, others: [second.port])) { states in
            let status = try await next(&states) { $0.state == .established }
            #expect(status.endpoint.port == second.port)
            try await second.stop()
            let back = try await TestPeer(identity, port: port)
            _ = try await next(&states) { $0.state == .established && $0.endpoint.port == port }
            try await back.stop()
        }
    }

    @Test func `gives a silent peer up in time`() async throws {
        try await FreePort.withTaken { port in
            let evaluator = TrustEvaluator(anchors: [pki.root.certificate])
            var settings = Link.Settings(
                .sipServer,
                endpoints: [try #require(LinkEndpoint(host: "127.0.0.1", port: port))],
                verifier: .trust(evaluator, nameRule: .rws)
            )
            settings.timeLimit = .seconds(3)
            try await run(#require(Link(settings, tls: LinkTLS()))) { states in
                let status = try await next(&states) { $0.failures == 1 }
                #expect(status.lastError?.code == .handshake)
            }
        }
    }
}

@Suite struct `TLS of the links` {
    @Test func `is Mozilla's intermediate profile and nothing of the library's defaults`() throws {
        let configuration = try LinkTLS.configuration(nil)
        #expect(configuration.minimumTLSVersion == .tlsv12)
        #expect(configuration.maximumTLSVersion == .tlsv13)
        #expect(configuration.cipherSuiteValues == TLSProfile.cipherSuites)
        #expect(configuration.curves == TLSProfile.groups)
        #expect(configuration.verifySignatureAlgorithms?.contains(.rsaPkcs1Sha1) == false)
        #expect(configuration.verifySignatureAlgorithms?.contains(.ed25519) == true)
        #expect(configuration.renegotiationSupport == .none)
    }
}
