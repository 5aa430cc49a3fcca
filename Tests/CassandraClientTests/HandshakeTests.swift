import CassandraFake
import FoundationEssentials
import GIRPKI
import GIRTestSupport
import NIOCore
import NIOSSL
import Synchronization
import Testing

@testable import CassandraClient

@Suite struct `The handshake` {
    private static var guarded: FakeCluster.Settings {
        var settings = FakeCluster.Settings()
        settings.authenticator = "org.apache.cassandra.auth.PasswordAuthenticator"
        settings.users = ["rws": "s3cret"]
        return settings
    }

    private static func credentials(_ user: String, _ password: String) -> CassandraCredentials {
        CassandraCredentials(user: user) { Array(password.utf8) }
    }

    @Test(arguments: [[3, 4, 5], [3, 4], [3]] as [Set<UInt8>], [true, false])
    func `agrees on the newest version that both speak`(versions: Set<UInt8>, namesVersions: Bool) async throws {
        var cluster = FakeCluster.Settings()
        cluster.versions = versions
        cluster.namesVersions = namesVersions
        try await TestSession.run(1, cluster) { session, _ in
            #expect(session.state.protocolVersion.rawValue == versions.max())
            #expect(session.state.isConnected && session.state.clusterName == "fake")
        }
    }

    @Test func `with a node that speaks no version says so`() async throws {
        var cluster = FakeCluster.Settings()
        cluster.versions = [6]
        let error = try await TestSession.failure(cluster)
        #expect(error?.code == .unsupportedVersion && error?.side == .node)
    }

    @Test(arguments: ProtocolVersion.allCases, [true, false])
    func `gives the password to Cassandra's own authenticator`(
        version: ProtocolVersion,
        isCompressed: Bool
    ) async throws {
        let seen = Mutex<[FakeRequest.Kind]>([])
        try await TestSession.run(
            1,
            Self.guarded,
            script: { request in
                if case .authenticate = request.kind { seen.withLock { $0.append(request.kind) } }
                return nil
            },
            change: {
                $0.credentials = Self.credentials("rws", "s3cret")
                $0.newestVersion = version
                $0.isCompressed = isCompressed
            }
        ) { session, _ in
            #expect(session.state.protocolVersion == version)
            #expect(seen.withLock { $0 }.allSatisfy { $0 == .authenticate(user: "rws", password: "s3cret") })
            #expect(seen.withLock { !$0.isEmpty })
        }
    }

    @Test func `with a wrong password says whose fault it is, and never the password`() async throws {
        let error = try #require(
            try await TestSession.failure(Self.guarded, change: { $0.credentials = Self.credentials("rws", "wr0ng") })
        )
        #expect(error.code == .badCredentials && error.side == .client)
        #expect(error.hint?.contains("cassandraCluster.password") == true)
        #expect(!"\(error)\(String(reflecting: error))".contains("wr0ng"))
        #expect("\(Self.credentials("rws", "wr0ng"))" == "rws")
    }

    @Test func `without a password where one is wanted says so`() async throws {
        let error = try await TestSession.failure(Self.guarded)
        #expect(error?.code == .authenticationRequired && error?.side == .client)
    }

    @Test func `tells no password to an authenticator that is not known`() async throws {
        var cluster = Self.guarded
        cluster.authenticator = "com.example.Thief"
        let asked = Mutex(false)
        let error = try await TestSession.failure(cluster) { request in
            if case .authenticate = request.kind { asked.withLock { $0 = true } }
            return nil
        } change: {
            $0.credentials = Self.credentials("rws", "s3cret")
        }
        #expect(error?.code == .authenticatorUnknown && error?.reason.contains("com.example.Thief") == true)
        #expect(!asked.withLock { $0 })
        try await TestSession.run(
            1,
            cluster,
            change: {
                $0.credentials = Self.credentials("rws", "s3cret")
                $0.trustedAuthenticators = ["com.example.Thief"]
            }
        ) { session, _ in
            #expect(session.state.isConnected)
        }
    }

    @Test func `answers the challenge of DSE`() throws {
        var settings = CassandraSettings(contactPoints: [])
        settings.credentials = Self.credentials("u", "p")
        var handshake = Handshake(.v4, settings)
        _ = try handshake.receive(.supported([:]))
        guard
            case .send(.authResponse(let mechanism)) = try handshake.receive(
                .authenticate("com.datastax.bdp.cassandra.auth.DseAuthenticator")
            ),
            case .send(.authResponse(let token)) = try handshake.receive(
                .authChallenge(ByteBuffer(string: "PLAIN-START"))
            ),
            case .finished = try handshake.receive(.authSuccess(nil))
        else {
            Issue.record("the steps are others")
            return
        }
        #expect(mechanism == ByteBuffer(string: "PLAIN") && token == ByteBuffer(string: "\0u\0p"))
        #expect(throws: CassandraError.self) {
            _ = try handshake.receive(.authChallenge(ByteBuffer(string: "GSSAPI-START")))
        }
    }

    @Test func `without a keyspace that is wanted says so`() async throws {
        let error = try await TestSession.failure { request in
            request.text.hasPrefix("USE") ? .fault(0x2200, "Keyspace 'gir' does not exist") : nil
        } change: {
            $0.keyspace = "gir"
        }
        #expect(error?.code == .keyspaceMissing && error?.hint?.contains("cassandraCluster.keyspace") == true)
    }

    @Test func `quotes the keyspace`() async throws {
        let texts = Mutex<[String]>([])
        try await TestSession.run { request in
            if request.text.hasPrefix("USE") { texts.withLock { $0.append(request.text) } }
            return nil
        } change: {
            $0.keyspace = "a\"b"
        } _: { _, _ in
            #expect(texts.withLock { $0 } == ["USE \"a\"\"b\""])
        }
    }

    @Test func `with something that listens and never answers ends in time`() async throws {
        let error = try await TestSession.failure {
            $0.kind == .options ? .silence : nil
        } change: {
            $0.handshakeTime = .milliseconds(200)
        }
        #expect(error?.code == .unreachable && error?.reason.contains("nothing is answered in time") == true)
    }

    @Test func `with nothing that listens says so`() async throws {
        let port = try FreePort.find()
        let settings = TestSession.settings([CassandraEndpoint("127.0.0.1", port: port)])
        let error = await #expect(throws: CassandraError.self) {
            _ = try await CassandraSession.connect(settings, logger: TestSession.logger)
        }
        #expect(error?.code == .unreachable && error?.reason.contains("connection refused") == true)
        let unknown = TestSession.settings([CassandraEndpoint("no-such-host.invalid")])
        let other = await #expect(throws: CassandraError.self) {
            _ = try await CassandraSession.connect(unknown, logger: TestSession.logger)
        }
        #expect(other?.code == .unreachable && other?.reason.contains("no-such-host.invalid") == true)
    }

    @Test(arguments: [
        (Array("HTTP/1.1 400 Bad Request\r\n".utf8), CassandraError.Code.notCassandra),
        ([0x15, 3, 3, 0, 2, 2, 40], .tlsExpected),
    ]) func `with another service says what it is`(answer: [UInt8], code: CassandraError.Code) async throws {
        let error = try await TestSession.failure { $0.kind == .options ? .raw(answer) : nil }
        #expect(error?.code == code && error?.side == .client)
    }
}

@Suite struct `TLS to a node` {
    private struct Material {
        let server: NIOSSLContext
        let trusting: NIOSSLContext
        let strange: NIOSSLContext
        let withCertificate: NIOSSLContext
        let demanding: NIOSSLContext
    }

    private static func material() throws -> Material {
        let pki = try TestPKI(now: Date())
        let (server, client) = (try pki.server(), try pki.client())
        func certificates(_ identity: TestPKI.Identity) throws -> [NIOSSLCertificateSource] {
            try identity.chain.map { .certificate(try NIOSSLCertificate(bytes: $0.der, format: .der)) }
        }
        func key(_ identity: TestPKI.Identity) throws -> NIOSSLPrivateKeySource {
            .privateKey(try NIOSSLPrivateKey(bytes: try identity.key.pkcs8().revealBytes(), format: .der))
        }
        let root = NIOSSLTrustRoots.certificates([try NIOSSLCertificate(bytes: pki.root.certificate.der, format: .der)])
        var serving = TLSConfiguration.makeServerConfiguration(
            certificateChain: try certificates(server),
            privateKey: try key(server)
        )
        let plain = try NIOSSLContext(configuration: serving)
        serving.certificateVerification = .noHostnameVerification
        serving.trustRoots = root
        var asking = TLSConfiguration.makeClientConfiguration()
        asking.certificateVerification = .noHostnameVerification
        asking.trustRoots = root
        let trusting = try NIOSSLContext(configuration: asking)
        asking.certificateChain = try certificates(client)
        asking.privateKey = try key(client)
        let withCertificate = try NIOSSLContext(configuration: asking)
        var strange = TLSConfiguration.makeClientConfiguration()
        strange.trustRoots = .certificates([])
        return Material(
            server: plain,
            trusting: trusting,
            strange: try NIOSSLContext(configuration: strange),
            withCertificate: withCertificate,
            demanding: try NIOSSLContext(configuration: serving)
        )
    }

    @Test func `encrypts, verifies, and shows a certificate where one is wanted`() async throws {
        let material = try Self.material()
        for (server, client) in [(material.server, material.trusting), (material.demanding, material.withCertificate)] {
            var cluster = TestSession.echoing
            cluster.tls = server
            try await TestSession.run(1, cluster, script: TestSession.echo) {
                $0.tls = CassandraTLS(client)
            } _: { session, _ in
                let rows = try await session.execute("SELECT v", ["over TLS"])
                #expect(try rows.first?.decode("v", as: String.self) == "over TLS")
            }
        }
    }

    @Test func `that fails says which side is wrong`() async throws {
        let material = try Self.material()
        var cluster = FakeCluster.Settings()
        cluster.tls = material.server
        let untrusted = try await TestSession.failure(cluster, change: { $0.tls = CassandraTLS(material.strange) })
        #expect(untrusted?.code == .tls && untrusted?.hint?.contains("cassandraCluster.trustStore") == true)
        let own = CassandraTLS { pipeline, _ in
            try pipeline.addHandler(NIOSSLClientHandler(context: material.strange, serverHostname: nil))
            return { _ in .untrusted("not-trusted: as the evaluator says", hint: "trust it") }
        }
        let explained = try await TestSession.failure(cluster, change: { $0.tls = own })
        #expect(explained?.reason == "not-trusted: as the evaluator says" && explained?.hint == "trust it")
        cluster.tls = material.demanding
        let bare = try await TestSession.failure(cluster, change: { $0.tls = CassandraTLS(material.trusting) })
        #expect(bare?.code == .clientCertificate && bare?.side == .client)
        let onPlain = try await TestSession.failure(change: { $0.tls = CassandraTLS(material.trusting) })
        #expect(onPlain?.code == .tlsUnexpected && onPlain?.hint?.contains("cassandraCluster.useSSL") == true)
    }
}
