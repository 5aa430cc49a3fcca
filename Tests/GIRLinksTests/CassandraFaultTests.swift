import CassandraClient
import CassandraFake
import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRTestSupport
import Logging
import NIOSSL
import Testing

@testable import GIRLinks

/// The faults that a real cluster shows, one a row: what the server says of them, and that a look at the node, as
/// `ca validate --connect` and `doctor` have it, says the same.
@Suite(.timeLimit(.minutes(2))) struct `Faults of a link to Cassandra` {
    /// A fault that ends a handshake of TLS.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: [UInt8]
        let code: CassandraError.Code
        let side: CassandraError.Side
        let reason: String
        let hint: String
    }

    private static let rows = [
        Row(
            testDescription: "keystore without a private key, or with an Ed25519 one",
            answer: RawPeer.alert(80),
            code: .tls,
            side: .node,
            reason: "no usable private key",
            hint: "Unable to find key material"
        ),
        Row(
            testDescription: "client certificate that the node's truststore does not know",
            answer: RawPeer.alert(48),
            code: .clientCertificate,
            side: .client,
            reason: "the node does not know the CA of the client's certificate",
            hint: "require_client_auth"
        ),
        Row(
            testDescription: "client certificate missing",
            answer: RawPeer.alert(116),
            code: .clientCertificate,
            side: .client,
            reason: "the node wants a client certificate",
            hint: "require_client_auth"
        ),
        Row(
            testDescription: "client certificate expired",
            answer: RawPeer.alert(45),
            code: .clientCertificate,
            side: .client,
            reason: "the client's certificate has expired",
            hint: "require_client_auth"
        ),
        Row(
            testDescription: "no cipher suite in common, or a client certificate missing with TLS 1.2",
            answer: RawPeer.alert(40),
            code: .tls,
            side: .node,
            reason: "no common cipher suite, or it wants a client certificate",
            hint: "cipher_suites"
        ),
        Row(
            testDescription: "no version of TLS in common",
            answer: RawPeer.alert(70),
            code: .tls,
            side: .node,
            reason: "neither TLS 1.2 nor 1.3",
            hint: "accepted_protocols"
        ),
        Row(
            testDescription: "node without TLS on the port",
            answer: [0x84, 0, 0, 0, 0, 0, 0, 0, 0x12, 0, 0, 0, 0x0A, 0, 0x0C] + Array("bad protocol".utf8),
            code: .tlsUnexpected,
            side: .client,
            reason: "the client speaks TLS, and the node does not on this port",
            hint: "cassandraCluster.useSSL"
        ),
    ]

    private func failure(
        port: Int,
        _ tls: CassandraTLS?,
        _ change: (inout CassandraClient.CassandraSettings) -> Void = { _ in }
    ) async throws -> CassandraError {
        let place = CassandraEndpoint("127.0.0.1", port: port)
        var settings = CassandraClient.CassandraSettings(contactPoints: [place])
        settings.tls = tls
        (settings.connectTime, settings.handshakeTime) = (.seconds(60), .seconds(60))
        change(&settings)
        do throws(CassandraError) {
            _ = try await CassandraProbe.look(at: place, settings)
        } catch {
            return error
        }
        throw LinkError(.closed, "nothing fails")
    }

    private func secured(trusting anchors: [Certificate] = []) throws -> CassandraTLS {
        try LinkTLS().cassandra(
            verifiedBy: .trust(TrustEvaluator(anchors: anchors), nameRule: .https),
            now: { Date() }
        )
    }

    private func observation(port: Int) async throws -> LinkObservation {
        let target = LinkInquiry.Target(
            endpoint: try #require(LinkEndpoint(host: "127.0.0.1", port: port)),
            serverName: nil,
            isCassandra: true
        )
        let seen = try await LinkProbe(tls: LinkTLS()).look(at: LinkInquiry(targets: [target], timeLimit: 60_000))
        return try #require(seen.first)
    }

    @Test(arguments: rows)
    func `are told in the same words by the server and by a look at the node`(row: Row) async throws {
        try await RawPeer.run(answering: row.answer) { port in
            let error = try await failure(port: port, try secured())
            #expect(error.code == row.code && error.side == row.side, "\(error.code) \(error)")
            #expect(error.reason.contains(row.reason), "\(error)")
            #expect(error.hint?.contains(row.hint) == true, "\(error.hint ?? "")")
            let seen = try await observation(port: port)
            #expect(seen.detail == error.reason && seen.hint == error.hint, "\(seen)")
        }
    }

    @Test func `with a node that did not start say so`() async throws {
        let port = try FreePort.find()
        let error = try await failure(port: port, try secured())
        #expect(error.code == .unreachable && error.reason == "nothing accepts the connection: connection refused")
        #expect(error.hint?.contains("system.log says why") == true)
        let seen = try await observation(port: port)
        #expect(seen.outcome == .unreachable && seen.detail == error.reason && seen.hint == error.hint)
    }

    @Test func `with a node that speaks TLS where the client does not say so`() async throws {
        try await RawPeer.run(answering: RawPeer.alert(50)) { port in
            let error = try await failure(port: port, nil)
            #expect(error.code == .tlsExpected && error.side == .client)
            #expect(error.hint?.contains("'cassandraCluster.useSSL' to true") == true)
        }
    }

    /// What is wrong with the node's certificate, which does not keep a node from starting.
    private static let certificates: [(name: String, words: String)] = [
        ("expired", "expired"), ("not yet valid", "not-yet-valid"), ("without the node's address", "127.0.0.1"),
        ("RSA with 1024 bits", "1024"),
    ]

    @Test(arguments: certificates)
    func `of the node's certificate are those that the evaluator finds`(name: String, words: String) async throws {
        let pki = try TestPKI(now: Date())
        let server =
            switch name {
            case "expired": try pki.server(validDays: -20 ... -10)
            case "not yet valid": try pki.server(validDays: 10...20)
            case "without the node's address": try pki.server(["dns:other.example.com"], subject: "CN=other")
            default: try pki.server(keys: .rsa(bits: 1024))
            }
        var cluster = FakeCluster.Settings()
        cluster.tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try server.chain.map { .certificate(try NIOSSLCertificate($0)) },
                privateKey: .privateKey(try NIOSSLPrivateKey(server.key))
            )
        )
        let fake = try await FakeCluster(1, cluster)
        let port = try #require(fake.nodes.first).endpoint.port
        let error = try await failure(port: port, try secured(trusting: [pki.root.certificate]))
        #expect(error.code == .tls && error.side == .node)
        #expect(error.reason.contains(words), "\(error)")
        await fake.stop()
    }

    /// What a node says to a client that it knows, or does not.
    private static let refusals: [(Int, String, CassandraError.Code, String)] = [
        (0x0100, "Provided username rws and/or password are incorrect", .badCredentials, "cassandraCluster.password"),
        (0x2100, "User rws has no SELECT permission on <table gir.t> or any of its parents", .unauthorized, "GRANT"),
        (0x2200, "Keyspace 'gir' does not exist", .keyspaceMissing, "cassandraCluster.keyspace"),
    ]

    @Test(arguments: refusals)
    func `of login, permission and keyspace name the remedy`(
        number: Int,
        words: String,
        code: CassandraError.Code,
        hint: String
    ) async throws {
        let cluster = try await FakeCluster(1, FakeCluster.Settings()) { request in
            request.text.hasPrefix("USE") ? .fault(number, words) : nil
        }
        let port = try #require(cluster.nodes.first).endpoint.port
        let error = try await failure(port: port, nil) { $0.keyspace = "gir" }
        #expect(error.code == code && error.reason.contains(words) && error.hint?.contains(hint) == true, "\(error)")
        await cluster.stop()
    }

    /// As BoringSSL tells of what a peer sends when the client is through with the handshake of TLS 1.3.
    private struct Told: Error, CustomStringConvertible {
        let description: String
    }

    @Test func `are alerts of any kind where the handshake is over for the client, and no other ends`() {
        let alert = "SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR at ssl/tls_record.cc:592"
        #expect(HandshakeFailure.isAlert(Told(description: alert)))
        #expect(!HandshakeFailure.isAlert(NIOSSLError.uncleanShutdown))
        #expect(
            !HandshakeFailure.isAlert(Told(description: "read(descriptor:): Connection reset by peer (errno: 104)"))
        )
    }
}
