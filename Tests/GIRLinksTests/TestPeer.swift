import GIRLinks
import GIRPKI
import GIRTestSupport
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TLS server on 127.0.0.1 inside the test, which can drop its connections.
final class TestPeer: Sendable {
    let port: Int
    private let listener: any Channel
    private let connections: OpenConnections

    init(_ identity: TestPKI.Identity, port: Int = 0) async throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try identity.chain.map { .certificate(try NIOSSLCertificate($0)) },
            privateKey: .privateKey(try NIOSSLPrivateKey(identity.key))
        )
        TLSProfile.apply(to: &configuration)
        let context = try NIOSSLContext(configuration: configuration)
        let open = OpenConnections()
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                open.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        connections = open
        self.port = listener.localAddress?.port ?? 0
    }

    /// Ends all connections; new ones are taken.
    func dropConnections() { connections.drop() }

    /// Takes no connections any more and ends all.
    func stop() async throws {
        try await listener.close()
        dropConnections()
    }
}

/// The open connections of a peer.
private final class OpenConnections: Sendable {
    private let channels = Mutex<[any Channel]>([])

    func add(_ channel: any Channel) { channels.withLock { $0.append(channel) } }

    func drop() {
        let open = channels.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in open { channel.close(promise: nil) }
    }
}
