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
            hint: "name the port that has TLS, or enable client_encryption_options"
        ),
        Row(
            testDescription: "web server on the port",
            answer: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
            code: .notCassandra,
            side: .client,
            reason: "a web server, which speaks HTTP",
            hint: "native_transport_port"
        ),
        Row(
            testDescription: "web server that sends a bare page",
            answer: Array("<!DOCTYPE HTML>\n<html>".utf8),
            code: .notCassandra,
            side: .client,
            reason: "a web server, which speaks HTTP",
            hint: "native_transport_port"
        ),
        Row(
            testDescription: "something else on the port",
            answer: Array("SSH-2.0-OpenSSH_9.2\r\n".utf8),
            code: .notCassandra,
            side: .client,
            reason: "not Cassandra's native protocol",
            hint: "native_transport_port"
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

    private func observation(
        port: Int,
        isEncrypted: Bool = true,
        client: LinkInquiry.Client? = nil,
        timeLimit: Int = 60_000
    ) async throws -> LinkObservation {
        let target = LinkInquiry.Target(
            endpoint: try #require(LinkEndpoint(host: "127.0.0.1", port: port)),
            serverName: nil,
            isCassandra: true,
            isEncrypted: isEncrypted,
            client: client
        )
        let seen = try await LinkProbe(tls: LinkTLS()).look(at: LinkInquiry(targets: [target], timeLimit: timeLimit))
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

    /// What answers a node's first frame without TLS.
    private static let plainRows: [(answer: [UInt8], code: CassandraError.Code, outcome: LinkObservation.Outcome)] = [
        (RawPeer.alert(50), .tlsExpected, .handshakeFailed),
        (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), .notCassandra, .noTLS),
        (Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), .notCassandra, .noTLS),
    ]

    @Test(arguments: plainRows)
    func `without TLS are told in the same words by the server and by a look at the node`(
        answer: [UInt8],
        code: CassandraError.Code,
        outcome: LinkObservation.Outcome
    ) async throws {
        try await RawPeer.run(answering: answer) { port in
            let error = try await failure(port: port, nil)
            #expect(error.code == code && error.side == .client, "\(error.code) \(error)")
            let seen = try await observation(port: port, isEncrypted: false)
            #expect(seen.outcome == outcome && seen.detail == error.reason && seen.hint == error.hint, "\(seen)")
        }
    }

    @Test func `with a node that speaks TLS where the client does not say so name the options`() async throws {
        try await RawPeer.run(answering: RawPeer.alert(50)) { port in
            let error = try await failure(port: port, nil)
            #expect(error.hint?.contains("'cassandraCluster.useSSL' to true") == true)
        }
    }

    @Test(arguments: [true, false])
    func `with a node that answers nothing say so, whoever asks`(isEncrypted: Bool) async throws {
        try await RawPeer.run(answering: []) { port in
            let error = try await failure(port: port, isEncrypted ? try secured() : nil) {
                $0.handshakeTime = .seconds(6)
            }
            #expect(error.code == .unreachable && error.reason.contains("nothing is answered in time"), "\(error)")
            let seen = try await observation(port: port, isEncrypted: isEncrypted, timeLimit: 6_000)
            #expect(seen.outcome == .unreachable && seen.detail == error.reason && seen.hint == error.hint, "\(seen)")
        }
    }

    @Test func `with a node that takes no TLS and says nothing of it name its port`() async throws {
        let cluster = try await FakeCluster(1, FakeCluster.Settings())
        let port = try #require(cluster.nodes.first).endpoint.port
        let seen = try await observation(port: port, isEncrypted: false)
        #expect(seen.outcome == .established && seen.protocolVersion == nil, "\(seen)")
        await cluster.stop()
    }

    @Test func `on the port of Thrift name the native one`() {
        for error in [CassandraError.silentNode, .plaintextNode, .closedNode] {
            #expect(error.onPort(9160).hint?.contains("9160 is the port of Thrift") == true)
            #expect(error.onPort(9042).hint == error.hint)
        }
        // Somebody may have moved the native protocol there.
        let refused = CassandraError.untrusted("expired", hint: "renew it")
        #expect(refused.onPort(9160).hint == "renew it")
    }

    @Test func `of a key that TLS cannot use are about the key, and nobody is called`() async throws {
        let client = LinkInquiry.Client(chain: [Data([0x30])], key: Data([0x30]))
        let seen = try await observation(port: try FreePort.find(), client: client)
        #expect(seen.outcome == .clientKeyUnusable && seen.detail?.contains("client's key") == true, "\(seen)")
    }

    /// What is wrong with the node's certificate, which does not keep a node from starting.
    private static let certificates: [(name: String, words: String, hint: String?)] = [
        ("expired", "expired", "girctl cassandra-certs renew"), ("not yet valid", "not-yet-valid", nil),
        ("without the node's address", "127.0.0.1", "girctl cassandra-certs add-node FOLDER --nodes NAME=127.0.0.1"),
        ("RSA with 1024 bits", "1024", nil),
        ("of another CA", "CN=Test Root", "set 'cassandraCluster.trustStore' to a file with the CA of the cluster"),
    ]

    @Test(arguments: certificates)
    func `of the node's certificate are those that the evaluator finds`(
        name: String,
        words: String,
        hint: String?
    ) async throws {
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
        let other = try pki.server(["dns:other.example.com"], subject: "CN=other").chain[0]
        let anchor = name == "of another CA" ? other : pki.root.certificate
        let error = try await failure(port: port, try secured(trusting: [anchor]))
        #expect(error.code == .tls && error.side == .node)
        #expect(error.reason.contains(words), "\(error)")
        if let hint { #expect(error.hint?.contains(hint) == true, "\(error.hint ?? "")") }
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
