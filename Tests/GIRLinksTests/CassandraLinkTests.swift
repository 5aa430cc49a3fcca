import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRTestSupport
import NIOSSL
import Testing

@testable import GIRLinks

@Suite(.timeLimit(.minutes(1))) struct `A link to Cassandra` {
    private let pki: TestPKI

    init() throws { pki = try TestPKI(now: Date()) }

    private func settings(secured: Bool = false, users: [String: String] = [:]) throws -> FakeCluster.Settings {
        var settings = FakeCluster.Settings()
        settings.users = users
        if !users.isEmpty { settings.authenticator = "org.apache.cassandra.auth.PasswordAuthenticator" }
        guard secured else { return settings }
        let server = try pki.server()
        settings.tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try server.chain.map { .certificate(try NIOSSLCertificate($0)) },
                privateKey: .privateKey(try NIOSSLPrivateKey(server.key))
            )
        )
        return settings
    }

    private func link(
        _ cluster: FakeCluster,
        verifier: LinkVerifier? = nil,
        password: String? = nil
    ) throws -> Link {
        let port = try #require(cluster.nodes.first).endpoint.port
        let endpoint = try #require(LinkEndpoint(host: "localhost", port: port))
        var settings = Link.Settings(.cassandra, endpoints: [endpoint], verifier: verifier)
        settings.credentials = password.map { password in
            CassandraCredentials(user: "rws") { Array(password.utf8) }
        }
        settings.backOff = BackOff(first: .milliseconds(20), ceiling: .milliseconds(50))
        settings.lookInterval = .milliseconds(50)
        return try #require(Link(settings, tls: LinkTLS()))
    }

    /// The first state of the link that is neither stopped nor connecting, and what the body does after it.
    private func outcome(
        _ link: Link,
        then body: (inout AsyncStream<LinkStatus>.Iterator) async throws -> Void = { _ in }
    ) async throws -> LinkStatus {
        var states = await link.updates().makeAsyncIterator()
        let task = Task { await link.run() }
        defer { task.cancel() }
        while let status = await states.next() {
            guard [.established, .resting].contains(status.state) else { continue }
            try await body(&states)
            return status
        }
        throw LinkError(.closed, "the link ended")
    }

    @Test func `logs in, asks, and says what answers`() async throws {
        let cluster = try await FakeCluster(1, settings(secured: true, users: ["rws": "s3cret"]))
        let trust = LinkVerifier.trust(TrustEvaluator(anchors: [pki.root.certificate]), nameRule: .https)
        let status = try await outcome(link(cluster, verifier: trust, password: "s3cret"))
        #expect(status.state == .established, "\(status)")
        #expect(status.protocolVersion == "TLSv1.3")
        #expect(status.cipherSuite?.hasPrefix("TLS_") == true)
        #expect(status.peerExpires != nil)
        #expect(status.server?.hasPrefix("Cassandra ") == true && status.server?.hasSuffix(", protocol v5") == true)
        await cluster.stop()
    }

    @Test func `is lost when the node no longer answers, and made again`() async throws {
        let cluster = try await FakeCluster(1, settings())
        let node = try #require(cluster.nodes.first)
        let first = try await outcome(link(cluster)) { states in
            await node.stop()
            while let status = await states.next(), status.state != .resting {}
            try await node.start(in: cluster)
            while let status = await states.next(), status.state != .established {}
        }
        #expect(first.state == .established)
        await cluster.stop()
    }

    @Test func `says why the node does not let it in`() async throws {
        let cluster = try await FakeCluster(1, settings(users: ["rws": "s3cret"]))
        #expect(try await outcome(link(cluster, password: "wrong")).lastError?.word == "bad-credentials")
        #expect(try await outcome(link(cluster)).lastError?.word == "authentication-required")
        await cluster.stop()
    }

    @Test func `says that the node is not trusted, or does not speak TLS`() async throws {
        let stranger = try pki.selfSigned(subject: "CN=Stranger").certificate
        let trust = LinkVerifier.trust(TrustEvaluator(anchors: [stranger]), nameRule: .https)
        let secured = try await FakeCluster(1, settings(secured: true))
        let untrusted = try await outcome(link(secured, verifier: trust)).lastError
        #expect(
            untrusted?.code == .notTrusted && untrusted?.word == "missing-issuer",
            "\(String(describing: untrusted))"
        )
        await secured.stop()
        let plain = try await FakeCluster(1, settings())
        let refused = try await outcome(link(plain, verifier: trust)).lastError
        #expect([.noTLS, .handshake].contains(refused?.code), "\(String(describing: refused))")
        await plain.stop()
    }
}
